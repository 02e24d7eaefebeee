"""What can stand in a list of attendees, a column each, computed by PostgreSQL as its reader wants to see it.

Apps above add theirs to `from_other_apps` in their `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, DateTimeField, Exists, F, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import translation

from pobatt.phone import shown
from pobatt.spreadsheets import Cell, Column, Kind
from program.models import Conference
from registration.models import Answer, Attendee, CheckIn, ClaimState, Consent, Purpose, Question

RUNNING_NUMBER = "row"
TEXT: Any = CharField()
MOMENT: Any = DateTimeField()


@dataclass(frozen=True)
class ExportColumn:
    """A column of the list: `expression` is SQL of an attendee; `finish()` makes what PostgreSQL cannot."""

    key: str
    title: str
    expression: Any
    width: int = 14
    kind: Kind = Kind.TEXT
    finish: Callable[[], Callable[[Any], Cell]] | None = None

    @property
    def column(self) -> Column:
        """Return it as a spreadsheet has it."""
        return Column(self.title, self.kind, self.width)


from_other_apps: list[Callable[[Conference], list[ExportColumn]]] = []


def columns_of(conference: Conference) -> list[ExportColumn]:
    """Return every column of a conference's list, in the order of the list; days and questions are its own."""
    questions = Question.objects.of(conference).order_by("position", "pk")
    return [
        *_registration(conference),
        *_person(),
        *_days(conference),
        ExportColumn("receiver", "통역수신기", _if_true("needs_receiver", "예"), 8),
        *(_answer(question) for question in questions),
        *(column for columns in from_other_apps for column in columns(conference)),
        *_consents(conference),
        *_check_ins(conference),
        ExportColumn("cancelled_at", "취소일시", local(conference, F("cancelled_at")), 17, Kind.MOMENT),
        ExportColumn("ticket", "입장권 주소(QR값)", _ticket_address(), 60),
    ]


def chosen(conference: Conference, keys: list[str]) -> list[ExportColumn]:
    """Return the columns of these keys, in the order of the list; one that no longer exists is left out."""
    return [column for column in columns_of(conference) if column.key in keys]


def local(conference: Conference, moment: Any) -> Func:
    """Return a moment as a clock at the conference shows it, without a zone."""
    return Func(Value(conference.time_zone), moment, function="timezone", output_field=MOMENT)


def words_of(field: str, choices: Any) -> Case:
    """Return the words for what a field holds, and nothing for what is none of its choices."""
    whens = [When(**{field: value, "then": Value(str(words))}) for value, words in choices]
    return Case(*whens, default=Value(""), output_field=TEXT)


def _registration(conference: Conference) -> list[ExportColumn]:
    return [
        ExportColumn(RUNNING_NUMBER, "연번", Value(""), 6, Kind.NUMBER, _running_number),
        ExportColumn("code", "접수번호", F("code"), 18),
        ExportColumn("submitted_at", "접수일시", local(conference, F("submitted_at")), 17, Kind.MOMENT),
        ExportColumn("origin", "등록경로", words_of("origin", Attendee.Origin.choices), 9),
        ExportColumn("state", "상태", words_of("state", ClaimState.choices), 10),
        ExportColumn(
            "waiting", "대기순번", F("pk"), 9, Kind.NUMBER, lambda: _places_in_the_queue(conference)
        ),
        ExportColumn("category", "참가구분", words_of("category", Attendee.Category.choices), 11),
        ExportColumn("attendance", "참가방법", words_of("attendance", Attendee.Attendance.choices), 9),
        ExportColumn("badge", "명찰구분", words_of("badge", Attendee.Badge.choices), 10),
    ]


def _running_number() -> Callable[[Any], Cell]:
    numbers = count(1)
    return lambda _: next(numbers)


def _person() -> list[ExportColumn]:
    return [
        ExportColumn("name", "성명", F("name"), 12),
        ExportColumn("name_en", "영문성명", F("name_en"), 18),
        ExportColumn("affiliation", "소속", F("affiliation"), 24),
        ExportColumn("region", "소재지", words_of("region", Attendee.Region.choices), 15),
        ExportColumn("country", "국가", F("country"), 6),
        ExportColumn("department", "부서", F("department"), 16),
        ExportColumn("position", "직위", F("position"), 12),
        ExportColumn("phone", "휴대전화", F("phone"), 16, finish=lambda: shown),
        ExportColumn("email", "이메일", F("email"), 28),
        ExportColumn("language", "언어", words_of("language", [("ko", "한국어"), ("en", "영어")]), 8),
    ]


def _days(conference: Conference) -> list[ExportColumn]:
    return [
        ExportColumn(
            f"day_{n}", f"참석일({day.month}.{day.day}.)", _if_true("days__contains", "참석", [n]), 12
        )
        for n, day in enumerate(conference.days, start=1)
    ]


def _check_ins(conference: Conference) -> list[ExportColumn]:
    return [
        ExportColumn(
            f"check_in_{n}",
            f"체크인일시({day.month}.{day.day}.)",
            Subquery(
                CheckIn.objects.filter(attendee=OuterRef("pk"), day=day)
                .order_by()
                .values_list(local(conference, F("at")))[:1]
            ),
            17,
            Kind.MOMENT,
        )
        for n, day in enumerate(conference.days, start=1)
    ]


def _answer(question: Question) -> ExportColumn:
    answers = Answer.objects.filter(attendee=OuterRef("pk"), question=question).order_by()
    yes_or_no = [When(value="yes", then=Value("예")), When(value="no", then=Value("아니요"))]
    words = Case(*yes_or_no, default=F("value")) if question.kind == Question.Kind.YES_NO else F("value")
    return ExportColumn(question.field, question.item_ko, Subquery(answers.values_list(words)[:1]), 18)


def _consents(conference: Conference) -> list[ExportColumn]:
    def given(purpose: str) -> Any:
        mine = Consent.objects.in_force().filter(attendee=OuterRef("pk"), text__purpose=purpose)
        return mine.order_by("-given_at")

    at = local(conference, F("given_at"))
    promotion = Exists(given(Purpose.PROMOTION).agreed_to())  # PostgreSQL answers it for everybody at once
    promoted = Case(When(promotion, then=Value("동의")), default=Value(""), output_field=TEXT)
    return [
        ExportColumn("promotion", "홍보수신동의", promoted, 12),
        ExportColumn(
            "consented_at",
            "동의일시",
            Subquery(given(Purpose.PARTICIPATION).values_list(at)[:1]),
            17,
            Kind.MOMENT,
        ),
    ]


def _if_true(condition: str, words: str, value: Any = True) -> Case:
    return Case(When(**{condition: value, "then": Value(words)}), default=Value(""), output_field=TEXT)


def _places_in_the_queue(conference: Conference) -> Callable[[Any], Cell]:
    """Return what says how many are before somebody in the line of their way of taking part, themselves included."""
    places: dict[int, int] = {}
    for attendance in Attendee.Attendance.values:
        waiting = Attendee.objects.of(conference).attending(attendance).waitlisted().within_their_time()
        places |= {pk: n for n, pk in enumerate(waiting.values_list("pk", flat=True).iterator(), start=1)}
    return places.get


def _ticket_address() -> Any:
    """Return the address of the view-only ticket, of those who have one; it is what the QR holds."""
    with translation.override("ko"):
        before, after = (settings.SITE_URL + reverse("registration:ticket", args=["-"])).rsplit("-", 1)
    address = Concat(Value(before), F("ticket_token"), Value(after), output_field=TEXT)
    return Case(When(state=ClaimState.CONFIRMED, then=address), default=Value(""), output_field=TEXT)
