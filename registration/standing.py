"""How registration stands at a moment, in words for people and in one for machines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from pobatt.dates import moment, span
from pobatt.localized import Text, pick
from program.publication import active_language
from registration.models import Attendee, RegistrationSettings

FEW = 0.1  # of the places left: '마감 임박'
CELLS = 20


@dataclass(frozen=True)
class Left:
    """The places of one way of taking part."""

    attendance: str
    capacity: int
    number: int
    over: int = 0  # how many more have one than there are, since the capacity was lowered

    @property
    def name(self) -> str:
        """Return '현장' or '온라인'."""
        return _("현장") if self.attendance == Attendee.Attendance.ONSITE else _("온라인")

    @property
    def level(self) -> str:
        """Return 'many', 'few' or 'none'."""
        if self.number == 0:
            return "none"
        return "few" if self.number <= self.capacity * FEW else "many"

    @property
    def level_words(self) -> str:
        """Return how full it is, without a number."""
        return {"many": _("여유"), "few": _("마감 임박"), "none": _("마감")}[self.level]

    @property
    def cells(self) -> list[bool]:
        """Return the cells of a battery that is charged as far as places are taken."""
        taken = self.capacity - self.number
        charged = CELLS if not self.number else min(CELLS - 1, -(-taken * CELLS // max(self.capacity, 1)))
        return [index < charged for index in range(CELLS)]


@dataclass(frozen=True)
class Standing:
    """Registration at a moment."""

    registration: RegistrationSettings
    now: datetime
    left: tuple[Left, ...]
    next_lapse: datetime | None  # when the first unanswered place becomes free by itself

    @property
    def status(self) -> str:
        """Return 'not-open', 'open', 'waitlist' or 'closed'."""
        registration = self.registration
        if registration.closes_at and self.now >= registration.closes_at:
            return "closed"
        if not registration.is_open(self.now):
            return "not-open"
        return "open" if any(left.number for left in self.left) else "waitlist"

    @property
    def words(self) -> str:
        """Return the state in words."""
        return {
            "not-open": _("접수 시작 전"),
            "open": _("접수 중"),
            "waitlist": _("정원 마감(대기 신청 가능)"),
            "closed": _("접수 마감"),
        }[self.status]

    @property
    def is_open(self) -> bool:
        """Say whether one can register or join the line."""
        return self.status in ("open", "waitlist")

    @property
    def next_change(self) -> datetime | None:
        """Return when the clock alone will change what is shown, if it will."""
        moments = (self.registration.opens_at, self.registration.closes_at, self.next_lapse)
        return min((moment for moment in moments if moment and moment > self.now), default=None)

    @property
    def shows_numbers(self) -> bool:
        """Say whether the public reads how many places are left."""
        return self.registration.places_shown == RegistrationSettings.PlacesShown.NUMBER

    @property
    def shows_places(self) -> bool:
        """Say whether the public reads anything of places left."""
        return self.registration.places_shown != RegistrationSettings.PlacesShown.HIDDEN

    @property
    def opens(self) -> str:
        """Return when registration opens, in words."""
        return self._moment(self.registration.opens_at)

    @property
    def closes(self) -> str:
        """Return when registration closes, in words."""
        return self._moment(self.registration.closes_at)

    @property
    def hold(self) -> str:
        """Return how long a place is held for who has not confirmed yet, in words."""
        return span(self.registration.hold_minutes, active_language())

    @property
    def intro(self) -> Text:
        """Return what the organiser says above the form."""
        return pick(vars(self.registration), "intro", active_language())

    @property
    def processors(self) -> list[tuple[Text, Text]]:
        """Return who works on the organiser's behalf, and what they do."""
        language = active_language()
        processors = self.registration.conference.processors.all()
        return [(pick(vars(row), "name", language), pick(vars(row), "work", language)) for row in processors]

    def _moment(self, at: datetime | None) -> str:
        return moment(at.astimezone(self.registration.conference.zone), active_language()) if at else ""

    def attendance_choices(self) -> list[tuple[Any, Any]]:
        """Return the ways of taking part, with what is known of their places."""
        return [(left.attendance, self._choice(left)) for left in self.left if left.capacity]

    def _choice(self, left: Left) -> str:
        words = left.level_words
        if left.level == "none":
            words = _("정원 마감(대기 신청 가능)")
        elif self.shows_numbers:
            words = _("남은 자리 %(number)s") % {"number": left.number}
        return f"{left.name}: {words}" if self.shows_places or left.level == "none" else left.name


def current_standing() -> Standing | None:
    """Return how registration for the current conference stands, or None where nobody has set it up; one query."""
    row = RegistrationSettings.objects.current().annotate(**_counted()).first()
    return _standing(row) if row else None


def standing_of(registration: RegistrationSettings) -> Standing:
    """Return how a conference's registration stands now, by the database's clock."""
    rows = RegistrationSettings.objects.select_related("conference").annotate(**_counted())
    return _standing(rows.get(pk=registration.pk))


def _counted() -> dict[str, Any]:
    """Return what is counted beside the settings, all at one moment of the database."""
    theirs = Attendee.objects.filter(conference=OuterRef("conference")).order_by()
    taken = {
        f"taken_{attendance}": Coalesce(
            Subquery(
                theirs.attending(attendance)
                .with_place()
                .values("conference")
                .annotate(number=Count("pk"))
                .values("number")
            ),
            0,
        )
        for attendance in Attendee.Attendance.values
    }
    lapse = theirs.with_deadline().annotate(until=Coalesce("offered_until", "held_until")).order_by("until")
    return {**taken, "next_lapse": Subquery(lapse.values("until")[:1]), "now": Now()}


def _standing(row: Any) -> Standing:
    left = []
    for attendance in Attendee.Attendance.values:
        capacity = row.capacity(attendance)
        free = capacity - getattr(row, f"taken_{attendance}")
        left.append(Left(attendance, capacity, max(0, free), max(0, -free)))
    return Standing(row, row.now, tuple(left), row.next_lapse)
