"""Visits in the calendar file of an attendee, beside the days of the conference."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from pobatt.localized import pick
from registration.models import Attendee
from visits.models import Booking


def entries_of(attendee: Attendee) -> list[Event]:
    """Return an entry (RFC 5545) for each visit with a seat, and a cancelled one for each that was given up."""
    newest = {booking.visit_id: booking for booking in Booking.objects.of_attendee(attendee)}
    return [
        _entry(booking) for booking in newest.values() if booking.confirmed_at or booking.is_seated_for_good
    ]


def _entry(booking: Booking) -> Event:
    visit, attendee = booking.visit, booking.attendee
    host, site, meeting_point = (
        pick(vars(visit), name, attendee.language) for name in ("host", "site", "meeting_point")
    )
    entry = Event()
    entry.add("uid", f"{attendee.code}-visit-{visit.pk}@{settings.SITE_DOMAIN}")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", visit.departs_at.astimezone(UTC))
    entry.add("dtend", visit.returns_at.astimezone(UTC))
    entry.add("summary", f"{host} {site}")
    entry.add("location", meeting_point)
    entry.add("description", settings.SITE_URL + reverse("visits:booking", args=[visit.slug]))
    entry.add("sequence", visit.revision + (0 if booking.is_seated_for_good else 1))
    entry.add("status", _status(booking))
    return entry


def _status(booking: Booking) -> str:
    if not booking.is_seated_for_good:
        return "CANCELLED"
    return "CONFIRMED" if booking.confirmed_at else "TENTATIVE"
