"""What a host says about the people on its list, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from visits.booking import approve, decline
from visits.models import Booking, BookingState, SiteVisit
from visits.refusal import BookingRefused

APPROVE, DECLINE = "approve", "decline"
LONGEST_REASON = 200  # letters; the person reads them


@dataclass(frozen=True)
class Answer:
    """That the host lets somebody in, or does not, and why."""

    code: str  # the number of the registration
    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """How many were let in, how many were not, and for how many nothing has changed."""

    approved: int = 0
    declined: int = 0
    unchanged: int = 0


def answer(visit: SiteVisit, answers: Iterable[Answer]) -> Outcome:
    """Write the answers down; the next in line follows each declined one in its transaction; again changes nothing.

    Somebody who has left meanwhile, or has the answer already, counts as unchanged.
    """
    given = {one.code: one for one in answers}
    seated = Booking.objects.told_to_the_host(visit).filter(attendee__code__in=given).order_by("attendee_id")
    approved = declined = 0
    for booking in seated:
        one = given[booking.attendee.code]
        try:
            if one.verdict == DECLINE:
                decline(booking, one.reason[:LONGEST_REASON])
                declined += 1
            elif booking.state == BookingState.REVIEW:
                approve(booking)
                approved += 1
        except BookingRefused:
            continue  # erased since the list was read
    return Outcome(approved, declined, len(given) - approved - declined)
