"""What attendees are told, by mail, of what happens to their registration."""

from enum import StrEnum

from registration.models import Attendee


class Reason(StrEnum):
    """Why somebody gets a mail; each has its texts under templates/registration/emails/."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    PROMOTED = "promoted"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    LAPSED = "lapsed"


def tell(attendee: Attendee, reason: Reason) -> None:
    """Queue the mail in the transaction that caused it."""
