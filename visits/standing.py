"""How a visit stands at a moment, and what the public reads of it, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from pobatt import markup
from pobatt.dates import hours, long_day
from pobatt.localized import Text, pick
from pobatt.page_cache import changes_at
from program.models import Conference
from registration.standing import Left
from visits.models import Allocation, Booking, SiteVisit
from visits.models.site_visit import SiteVisitQuerySet
from visits.refusal import to_the_second


@dataclass(frozen=True)
class VisitStanding:
    """A visit at a moment of the database's clock, in the language of a page."""

    visit: SiteVisit
    language: str
    now: datetime
    capacity: int  # without what is kept for guests
    taken: int
    next_lapse: datetime | None  # when the first unanswered offer becomes free by itself

    @classmethod
    def of_rows(cls, visits: SiteVisitQuerySet, language: str) -> list[Self]:
        """Read visits with what is counted beside them, all in one query."""
        rows: Iterable[Any] = visits.in_order().annotate(**_counted())
        return [
            cls(row, language, row.now, row.capacity - row.kept, row.taken, row.next_lapse) for row in rows
        ]

    @property
    def is_published(self) -> bool:
        """Say whether the public may read it."""
        return self.visit.published_at is not None and self.visit.published_at <= self.now

    @property
    def left(self) -> Left:
        """Return the seats."""
        free = self.capacity - self.taken
        return Left("onsite", max(0, self.capacity), max(0, free), max(0, -free))

    @property
    def status(self) -> str:
        """Return 'not-open', 'open', 'waitlist' or 'closed'."""
        if self.now >= self.visit.last_moment:
            return "closed"
        if self.visit.opens_at is None or self.now < self.visit.opens_at:
            return "not-open"
        return "open" if self.left.number else "waitlist"

    @property
    def words(self) -> str:
        """Return the state in words."""
        return {
            "not-open": _("신청 시작 전"),
            "open": _("신청 중"),
            "waitlist": _("정원 마감(대기 신청 가능)"),
            "closed": _("신청 마감"),
        }[self.status]

    @property
    def is_open(self) -> bool:
        """Say whether one can book or join the line."""
        return self.status in ("open", "waitlist")

    @property
    def next_change(self) -> datetime | None:
        """Return when the clock alone will change what is shown, if it will."""
        visit = self.visit
        moments = (visit.published_at, visit.opens_at, visit.last_moment, self.next_lapse)
        return min((moment for moment in moments if moment and moment > self.now), default=None)

    @property
    def host(self) -> Text:
        """Return who is visited."""
        return self._text("host")

    @property
    def site(self) -> Text:
        """Return what is visited."""
        return self._text("site")

    @property
    def name(self) -> str:
        """Return host and site as plain text."""
        return f"{self.host} {self.site}"

    @property
    def description(self) -> Text:
        """Return the organiser's text."""
        return self._text("description")

    @property
    def html(self) -> SafeString:
        """Return it as HTML."""
        return markup.html(self.description)

    @property
    def summary(self) -> str:
        """Return one sentence for search engines."""
        words = " ".join(strip_tags(self.html).split())
        return Truncator(words).chars(150) if words else f"{self.name}, {self.day} {self.hours}"

    @property
    def day(self) -> str:
        """Return '2022. 11. 4.(금)'."""
        return long_day(self._there(self.visit.departs_at).date(), self.language)

    @property
    def hours(self) -> str:
        """Return '13:00~16:00'."""
        return hours(self._there(self.visit.departs_at), self._there(self.visit.returns_at), self.language)

    @property
    def starts(self) -> str:
        """Return the departure for machines, in the conference's zone."""
        return self._there(self.visit.departs_at).isoformat()

    @property
    def meeting_point(self) -> Text:
        """Return where one gets on."""
        return self._text("meeting_point")

    @property
    def opens(self) -> str:
        """Return when booking opens, in words, to the second where that matters."""
        return self._moment(self.visit.opens_at)

    @property
    def closes(self) -> str:
        """Return when booking closes, in words."""
        return self._moment(self.visit.last_moment)

    @cached_property
    def rules(self) -> list[tuple[str, Text]]:
        """Return what one has to know before booking: the name of a rule and the rule."""
        visit = self.visit
        told = [
            (
                _("안내 언어"),
                self._said(
                    {"ko": _("한국어"), "en": _("영어"), "both": _("한국어와 영어")}[visit.tour_language]
                ),
            ),
            (_("사진 촬영"), self._said(self._photography)),
            (_("가져올 것"), self._text("bring")),
            (_("옷차림"), self._text("wear")),
            (_("계단·휠체어"), self._text("access")),
            (_("승인"), self._said(_("방문 기업이 명단을 보고 승인합니다.") if visit.needs_approval else "")),
            (_("외국 국적자"), self._said(self._foreigners)),
            (_("가져올 신분증"), self._text("document")),
            (
                _("나이"),
                self._said(_("만 %(age)s세 이상") % {"age": visit.minimum_age} if visit.minimum_age else ""),
            ),
            (_("같은 소속"), self._said(self._affiliation)),
        ]
        return [(name, rule) for name, rule in told if rule]

    @property
    def _photography(self) -> str:
        return {
            "forbidden": _("찍을 수 없습니다."),
            "marked": _("정해진 곳에서만 찍을 수 있습니다."),
            "allowed": _("찍을 수 있습니다."),
        }[self.visit.photography]

    @property
    def _foreigners(self) -> str:
        visit = self.visit
        if visit.foreigners == SiteVisit.Foreigners.REFUSED:
            return _("신청할 수 없습니다.")
        if visit.foreigners == SiteVisit.Foreigners.IN_TIME:
            return _("%(until)s까지 신청할 수 있습니다.") % {"until": self._moment(visit.foreigners_until)}
        return ""

    @property
    def _affiliation(self) -> str:
        number = self.visit.per_affiliation
        return _("%(number)s명까지 갈 수 있습니다.") % {"number": number} if number else ""

    def _text(self, name: str) -> Text:
        return pick(vars(self.visit), name, self.language)

    def _said(self, words: str) -> Text:
        return Text(words, language=self.language, wanted=self.language)

    def _there(self, at: datetime) -> datetime:
        return at.astimezone(self.visit.conference.zone)

    def _moment(self, at: datetime | None) -> str:
        return to_the_second(at, self.visit, self.language) if at else ""


def public_standings(request: HttpRequest, conference: Conference, language: str) -> list[VisitStanding]:
    """Return what the public reads of a conference's visits, in one query; the page ends when the clock changes it."""
    every = VisitStanding.of_rows(SiteVisit.objects.of(conference).meant_for_the_public(), language)
    for standing in every:
        if standing.next_change:
            changes_at(request, standing.next_change)
    return [standing for standing in every if standing.is_published]


def with_numbers(visits: Any) -> Any:
    """Annotate visits with how many seats are `taken`, `kept` and of these `given`, and how many wait, for staff."""
    given = Booking.objects.filter(visit=OuterRef("pk")).order_by().with_place().of_allocations()
    line = Booking.objects.filter(visit=OuterRef("pk")).waitlisted().order_by().values("visit")
    waiting = line.annotate(number=Count("pk")).values("number")
    return visits.annotate(**_counted(), given=_seats(given), waiting=Coalesce(Subquery(waiting), 0))


def _counted() -> dict[str, Any]:
    theirs = Booking.objects.filter(visit=OuterRef("pk")).order_by()
    theirs_kept = Allocation.objects.filter(visit=OuterRef("pk")).order_by().values("visit")
    kept = theirs_kept.annotate(number=Sum("seats")).values("number")
    lapse = theirs.with_deadline().annotate(until=Coalesce("offered_until", "held_until")).order_by("until")
    return {
        "taken": _seats(theirs.with_place().filter(allocation=None)),
        "kept": Coalesce(Subquery(kept), 0),
        "next_lapse": Subquery(lapse.values("until")[:1]),
        "now": Now(),
    }


def _seats(bookings: Any) -> Coalesce:
    seats = bookings.values("visit").annotate(number=Count("pk") + Count("helper_place"))
    return Coalesce(Subquery(seats.values("number")), 0)
