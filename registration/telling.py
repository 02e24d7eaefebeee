"""What attendees are told, by mail, of what happens to their registration."""

from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from pobatt.dates import long_day, moment
from pobatt.masking import mask_email
from program.public.contact import contact_of
from program.publication import active_language
from registration.messages import queue
from registration.models import Attendee, ClaimState, RegistrationSettings
from registration.models.attendee import AttendeeQuerySet
from registration.places import database_now
from registration.tickets import Ticket


class Reason(StrEnum):
    """Why somebody gets a mail; each has its texts under templates/registration/emails/."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    PROMOTED = "promoted"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    LAPSED = "lapsed"
    UNCONFIRMED = "unconfirmed"
    REMINDER = "reminder"
    STREAM = "stream"


MOMENTS = {  # of the row: the same thing is told once, however often it is tried
    Reason.CONFIRMED: "confirmed_at",
    Reason.WAITLISTED: "waitlisted_at",
    Reason.OFFERED: "offered_until",
    Reason.PROMOTED: "confirmed_at",
    Reason.CANCELLED: "cancelled_at",
    Reason.LAPSED: "offered_until",
    Reason.UNCONFIRMED: "held_until",
}


def tell(
    attendee: Attendee, registration: RegistrationSettings, reason: Reason, *, on: date | None = None
) -> None:
    """Queue the mail in the transaction that caused it, in the language of the registration; `on` names its day."""
    happened_at = on or (getattr(attendee, MOMENTS[reason]) if reason in MOMENTS else database_now())
    queue(
        key=f"{reason}:{attendee.code}:{happened_at:%Y%m%d%H%M%S%f}",
        kind=str(reason),
        template=f"registration/emails/{reason}",
        context=letter_of(attendee, registration),
        address=attendee.email,
        recipient=attendee.name,
        language=attendee.language,
        attendee=attendee,
        user=attendee.user,
        has_ticket=attendee.state == ClaimState.CONFIRMED,
    )


def tell_each(due: AttendeeQuerySet, registration: RegistrationSettings, reason: Reason, *, on: date) -> None:
    """Tell everybody for whom it is time, each in a transaction of their own: somebody may be cancelling meanwhile."""
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            attendee = due.locked().select_related("conference", "user").filter(pk=pk).first()
            if attendee:
                tell(attendee, registration, reason, on=on)


def tell_old_address(user: User, old: str) -> None:
    """Queue the mail that tells an address that the account has another one from now on, though not which."""
    attendee = Attendee.objects.newest_of_current(user)
    language = attendee.language if attendee else active_language()
    conference = attendee.conference if attendee else None
    queue(
        key=f"address_changed:{user.username}:{database_now():%Y%m%d%H%M%S%f}",
        kind="address_changed",
        template="registration/emails/address_changed",
        context={
            "conference": conference,
            "contact": contact_of(conference, language) if conference else None,
            "new": mask_email(user.email),
        },
        address=old,
        language=language,
        attendee=attendee,
        user=user,
    )


def letter_of(attendee: Attendee, registration: RegistrationSettings) -> dict[str, Any]:
    """Return what the texts of mails speak of."""
    language, zone = attendee.language, registration.conference.zone

    def words(name: str) -> str:
        at = getattr(attendee, name)
        return moment(at.astimezone(zone), language) if at else ""

    ticket = Ticket(attendee, language)
    return {
        "ticket": ticket,
        "attendee": attendee,
        "conference": registration.conference,
        "contact": contact_of(registration.conference, language),
        "held_until": words("held_until"),
        "offered_until": words("offered_until"),
        "day": long_day(ticket.days[0][0], language) if ticket.days else "",
        "stream_url": registration.stream_url,
        "has_ticket": attendee.state == ClaimState.CONFIRMED,
    }
