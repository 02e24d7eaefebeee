"""Book visits as people do, without a browser."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from registration.models import Attendee
from visits import booking
from visits.booking import Wish
from visits.consent import current_text
from visits.models import Booking, SiteVisit
from visits.refusal import BookingRefused


def wish_for(visit: SiteVisit, nationality: str = "") -> Wish:
    """Fill in the form and agree to the host's text."""
    return Wish(current_text(visit).pk, "ko", nationality)


def book(attendee: Attendee, visit: SiteVisit, **options: Any) -> Booking:
    """Book with everything filled in."""
    return booking.book(attendee, visit, wish_for(visit), **options)


def states_of(visit: SiteVisit) -> list[str]:
    """Return the states of a visit's bookings, in the order in which they came."""
    return list(Booking.objects.of(visit).order_by("pk").values_list("state", flat=True))


def let_offers_lapse() -> None:
    """Move the end of every offer into the past."""
    Booking.objects.exclude(offered_until=None).update(offered_until=Now() - timedelta(minutes=1))


def move_departure(visit: SiteVisit, by: timedelta) -> None:
    """Move a visit in the database, past everything that guards it."""
    SiteVisit.objects.filter(pk=visit.pk).update(
        departs_at=F("departs_at") + by, returns_at=F("returns_at") + by
    )


def ask(attendee_id: int, visit_id: int, text_id: int, helper: str = "") -> tuple[int, str, int]:
    """Book from a process of one's own; return who it was, what became of it, and the place in the line."""
    attendee = Attendee.objects.get(pk=attendee_id)
    visit = SiteVisit.objects.get(pk=visit_id)
    try:
        booked = booking.book(attendee, visit, Wish(text_id, helper_name=helper))
    except BookingRefused as refused:
        return attendee_id, refused.refusal.code, 0
    return attendee_id, booked.state, booked.place or 0


def ask_or_leave(attendee_id: int, visit_id: int, text_id: int) -> str:
    """Book; who has something on this visit already cancels it."""
    code = ask(attendee_id, visit_id, text_id)[1]
    if code == "booked":
        booking.cancel(Attendee.objects.get(pk=attendee_id), SiteVisit.objects.get(pk=visit_id))
    return code
