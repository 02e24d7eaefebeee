"""The ticket: its address, its QR, its calendar entry."""

from datetime import date, timedelta
from io import BytesIO
from typing import NamedTuple

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from pobatt.dates import long_day
from pobatt.localized import Text, pick
from registration.models import Attendee, ClaimState
from registration.models.attendee import new_ticket_token
from registration.panels import calendar_entries


class File(NamedTuple):
    """Something to attach; with a `content_id` the HTML of a mail shows it as `cid:<content_id>`."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""


class Ticket:
    """Name, number, QR, days and place."""

    def __init__(self, attendee: Attendee, language: str) -> None:
        self.attendee = attendee
        self.language = language
        self.conference = attendee.conference

    @property
    def name(self) -> Text:
        """Return the conference's name."""
        return self._of_conference("name")

    @property
    def venue(self) -> Text:
        """Return where it is."""
        return self._of_conference("venue")

    @property
    def days(self) -> list[tuple[date, str]]:
        """Return the days on which the person comes, as dates and in words."""
        chosen = [day for n, day in enumerate(self.conference.days, start=1) if n in self.attendee.days]
        return [(day, long_day(day, self.language)) for day in chosen]

    @property
    def address(self) -> str:
        """Return the address to pass on."""
        return ticket_address(self.attendee)

    def _of_conference(self, name: str) -> Text:
        return pick(vars(self.conference), name, self.language)


def ticket_address(attendee: Attendee) -> str:
    """Return the absolute address of the view-only ticket; it is what the QR holds."""
    return settings.SITE_URL + reverse("registration:ticket", args=[attendee.ticket_token])


def qr_png(attendee: Attendee) -> bytes:
    """Return a picture for mails and for keeping: black on white, whatever the page's colours."""
    picture = BytesIO()
    segno.make(ticket_address(attendee), error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()


def qr_svg(attendee: Attendee) -> bytes:
    """Return the same as SVG, sharp at any size."""
    picture = BytesIO()
    segno.make(ticket_address(attendee), error="m").save(picture, kind="svg", border=4, light="white")
    return picture.getvalue()


def calendar_of(attendee: Attendee) -> bytes:
    """Return an iCalendar file (RFC 5545) with one entry for each day of attendance."""
    conference = attendee.conference
    ticket = Ticket(attendee, attendee.language)
    calendar = Calendar()
    calendar.add("prodid", "-//POBATT//registration//KO")
    calendar.add("version", "2.0")
    for number, day in enumerate(conference.days, start=1):
        if number not in attendee.days:
            continue
        entry = Event()
        entry.add("uid", f"{attendee.code}-{number}@{settings.SITE_DOMAIN}")
        entry.add("dtstamp", timezone.now())
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
        entry.add("summary", ticket.name)
        if attendee.is_onsite and ticket.venue:
            entry.add("location", ticket.venue)
        entry.add("description", f"{attendee.name}\n{attendee.code}\n{ticket_address(attendee)}")
        entry.add("status", "CANCELLED" if attendee.state == ClaimState.CANCELLED else "CONFIRMED")
        calendar.add_component(entry)
    for entry in (entry for entries in calendar_entries for entry in entries(attendee)):
        calendar.add_component(entry)
    return calendar.to_ical()


def ticket_files(attendee: Attendee) -> list[File]:
    """Return what goes with a mail that has the ticket: the QR in its text, and the calendar entry."""
    return [
        File(f"{attendee.code}.png", "image/png", qr_png(attendee), "qr"),
        File(f"{attendee.code}.ics", "text/calendar", calendar_of(attendee)),
    ]


def revoke(attendee: Attendee) -> None:
    """Give the ticket another address; the one that was passed on shows nothing any more."""
    attendee.ticket_token = new_ticket_token()
    attendee.save(update_fields=["ticket_token"])
