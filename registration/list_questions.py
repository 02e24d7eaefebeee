"""The questions that the list of attendees can be asked: the admin's filters and every export are made from them.

Apps above add theirs to `from_other_apps` in their `ready()`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from pobatt.dates import short_day
from program.models import Conference
from registration.attendee_search import search
from registration.models import Answer, Attendee, CheckIn, Consent, Purpose
from registration.models.claim import ClaimState

SEARCH = "q"
Attendees = QuerySet[Any]


class Answered(NamedTuple):
    """One answer: its value in an address, its words, and whom it keeps; `where` may be costly to make."""

    value: str
    words: str
    where: Callable[[], Q]


def always(where: Q) -> Callable[[], Q]:
    """Return what keeps the same people whenever it is asked."""
    return lambda: where


class ListQuestion(NamedTuple):
    """A question about a conference's attendees; `answers(conference)` lists what can be answered."""

    parameter: str
    title: str
    answers: Callable[[Conference], list[Answered]]


from_other_apps: list[ListQuestion] = []


def questions() -> list[ListQuestion]:
    """Return every question in the order in which the list shows them."""
    return [*OWN, *from_other_apps]


class Asked(NamedTuple):
    """A list that somebody has asked for: whose, which answers were chosen, and what was searched."""

    conference: Conference
    answers: dict[str, str]  # parameter: value
    text: str = ""

    def attendees(self) -> Attendees:
        """Return the attendees it keeps, of this conference alone."""
        kept: Attendees = Attendee.objects.of(self.conference)
        for _, answer in self._chosen():
            kept = kept.filter(answer.where())
        return search(kept, self.text)

    def in_words(self) -> dict[str, str]:
        """Return the questions with their answers as a person reads them."""
        words = {question.title: answer.words for question, answer in self._chosen()}
        return {"대회": self.conference.short_name, **words} | ({"검색": self.text} if self.text else {})

    def for_the_ledger(self) -> dict[str, str]:
        """Return the same without what was searched: a name in the ledger would outlive its owner's erasure."""
        words = self.in_words()
        return words | ({"검색": "함(찾은 말은 남기지 않음)"} if self.text else {})

    def parameters(self) -> dict[str, str]:
        """Return what an address says to ask the same again."""
        searched = {SEARCH: self.text} if self.text else {}
        return {"conference": self.conference.slug, **self.answers, **searched}

    def _chosen(self) -> list[tuple[ListQuestion, Answered]]:
        return [
            (question, answer)
            for question in questions()
            if question.parameter in self.answers
            for answer in question.answers(self.conference)
            if answer.value == self.answers[question.parameter]
        ]


def asked_by(parameters: QueryDict | Mapping[str, str]) -> Asked | None:
    """Return the list that an address asks for, of the current conference unless it says another; None without one."""
    slug = parameters.get("conference", "")
    wanted = Conference.objects.called(slug) if slug else Conference.objects.current()
    conference = wanted.first()
    if conference is None:
        return None
    known = {question.parameter for question in questions()}
    answers = {name: str(parameters.get(name)) for name in parameters if name in known}
    return Asked(conference, answers, " ".join(str(parameters.get(SEARCH, "")).split()))


def _choices(field: str, choices: Any) -> Callable[[Conference], list[Answered]]:
    """Return answers from a field's choices."""
    return lambda conference: [
        Answered(value, words, always(Q(**{field: value}))) for value, words in choices
    ]


def _days(conference: Conference) -> list[Answered]:
    return [
        Answered(str(n), short_day(day, "ko"), always(Q(days__contains=[n])))
        for n, day in enumerate(conference.days, start=1)
    ]


def _check_ins(conference: Conference) -> list[Answered]:
    found = []
    for n, day in enumerate(conference.days, start=1):
        inside = Q(Exists(CheckIn.objects.filter(attendee=OuterRef("pk"), day=day)))
        outside = ~inside & Q(days__contains=[n], state=ClaimState.CONFIRMED)
        words = short_day(day, "ko")
        found.append(Answered(f"{n}", f"{words} 입장함", always(inside)))
        found.append(Answered(f"not-{n}", f"{words} 오지 않음", always(outside)))
    return found


def _consents(conference: Conference) -> list[Answered]:
    in_force = Consent.objects.in_force().agreed_to().filter(attendee=OuterRef("pk"))
    promotion = Q(Exists(in_force.filter(text__purpose=Purpose.PROMOTION)))
    host = Q(Exists(in_force.filter(text__purpose=Purpose.HOST)))
    participation = Exists(
        Consent.objects.in_force().filter(attendee=OuterRef("pk"), text__purpose=Purpose.PARTICIPATION)
    )
    return [
        Answered("promotion", "홍보 수신 동의함", always(promotion)),
        Answered("no-promotion", "홍보 수신 동의 없음", always(~promotion)),
        Answered("host", "제3자 제공 동의함", always(host)),
        Answered("none", "참가 동의 없음", always(~Q(participation))),
    ]


def _missing(conference: Conference) -> list[Answered]:
    def unanswered() -> Q:
        """Find who lacks an answer that the form requires of them."""
        missing = Q(pk__in=[])
        for question in conference.questions.asked().filter(is_required=True):
            answered = Exists(Answer.objects.filter(attendee=OuterRef("pk"), question=question))
            concerned = Q(attendance=Attendee.Attendance.ONSITE) if question.is_onsite_only else Q()
            missing |= concerned & ~Q(answered)
        return missing

    return [
        Answered("email", "이메일 확인", always(Q(held_until__isnull=False))),
        Answered("answers", "필수 질문의 답", unanswered),
        Answered("name_en", "영문 성명", always(Q(name_en=""))),
        Answered("position", "직위", always(Q(position=""))),
        Answered("account", "계정", always(Q(user=None))),
    ]


OWN = [
    ListQuestion("state", "상태", _choices("state", ClaimState.choices)),
    ListQuestion("attendance", "참가 방법", _choices("attendance", Attendee.Attendance.choices)),
    ListQuestion("category", "참가 구분", _choices("category", Attendee.Category.choices)),
    ListQuestion("badge", "명찰 구분", _choices("badge", [("", "일반"), *Attendee.Badge.choices])),
    ListQuestion("day", "참석일", _days),
    ListQuestion("checked_in", "입장", _check_ins),
    ListQuestion("region", "소재지", _choices("region", Attendee.Region.choices)),
    ListQuestion("consent", "동의", _consents),
    ListQuestion("missing", "빠진 것", _missing),
    ListQuestion("origin", "등록경로", _choices("origin", Attendee.Origin.choices)),
    ListQuestion("language", "언어", _choices("language", [("ko", "한국어"), ("en", "영어")])),
]
