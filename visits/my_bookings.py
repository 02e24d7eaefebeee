"""A person's own bookings, in words: on my page and on the page of a visit."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pobatt.dates import moment
from program.publication import active_language
from registration.models import Attendee
from registration.places import database_now
from visits.booking import places_of
from visits.models import Booking, BookingState, SiteVisit
from visits.refusal import list_is_fixed, named, overlap
from visits.telling import details_due


@dataclass(frozen=True)
class MyBooking:
    """A booking as its owner sees it at a moment."""

    booking: Booking
    now: datetime

    @property
    def state(self) -> str:
        """Return the state as the clock has it."""
        booking = self.booking
        until = booking.offered_until if booking.state == BookingState.OFFERED else booking.held_until
        over = booking.state in (BookingState.OFFERED, BookingState.HELD) and until and until <= self.now
        return str(BookingState.EXPIRED if over else BookingState(booking.state))

    @property
    def words(self) -> str:
        """Return the state in words."""
        return {
            "held": _("확인을 기다리고 있습니다"),
            "review": _("방문 기업의 승인을 기다리고 있습니다"),
            "confirmed": _("신청이 확정되었습니다"),
            "waitlisted": _("대기 중입니다"),
            "offered": _("자리가 났습니다"),
            "declined": _("신청이 반려되었습니다"),
            "cancelled": _("취소한 신청입니다"),
            "expired": _("자리를 받을 기한이 지났습니다"),
        }[self.state]

    @property
    def name(self) -> str:
        """Return host, site, day and hours."""
        return named(self.booking.visit)

    @property
    def position(self) -> int:
        """Return the place in the line."""
        return places_of(self.booking.visit, self.now).position(self.booking)

    @property
    def offered_until(self) -> str:
        """Return until when the seat can be taken."""
        until = self.booking.offered_until
        zone = self.booking.visit.conference.zone
        return moment(until.astimezone(zone), active_language()) if until else ""

    @property
    def is_live(self) -> bool:
        """Say whether there is something to cancel."""
        return self.state in ("held", "review", "confirmed", "waitlisted", "offered")

    @property
    def details_due(self) -> str:
        """Return until when the host's details are asked for; "" where nothing is missing."""
        return details_due(self.booking, active_language())

    @property
    def has_details(self) -> bool:
        """Say whether something was told that can still be changed."""
        return (
            hasattr(self.booking, "details") and not self.fixed and self.now < self.booking.visit.departs_at
        )

    @property
    def fixed(self) -> str:
        """Return why it cannot be cancelled here any more; "" when it can."""
        no = list_is_fixed(self.booking, self.now)
        return no.words if no else ""

    @property
    def instead_of(self) -> list["MyBooking"]:
        """Return what would have to be given up for an offer."""
        no = overlap(self.booking.visit, self.booking.attendee)
        return [MyBooking(booking, self.now) for booking in no.instead_of] if no else []


def latest_booking(attendee: Attendee | None, visit: SiteVisit) -> MyBooking | None:
    """Return somebody's live booking of a visit, or their last one."""
    if attendee is None:
        return None
    mine = Booking.objects.of_attendee(attendee).of(visit).with_details()
    booking = mine.live().first() or mine.last()
    return MyBooking(booking, database_now()) if booking else None


def panel_of(attendee: Attendee) -> dict[str, object] | None:
    """Return what my page shows: the bookings, or that there are visits to book; nothing where there are none."""
    visits = SiteVisit.objects.of(attendee.conference).published_or_booked_by(attendee.pk)
    if not visits.exists():
        return None
    newest = {booking.visit_id: booking for booking in Booking.objects.of_attendee(attendee).with_details()}
    now = database_now()
    return {"bookings": [MyBooking(booking, now) for booking in newest.values()]}
