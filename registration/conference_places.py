"""The places of a conference: on site and online, each with its own capacity and its own line."""

from datetime import timedelta

from registration.models import Attendee, ClaimState, RegistrationSettings
from registration.places import Places
from registration.telling import Reason, tell

TOLD = {
    ClaimState.OFFERED: Reason.OFFERED,
    ClaimState.CONFIRMED: Reason.PROMOTED,
}
TOLD_OF_LOSING = {  # by what it was before
    ClaimState.OFFERED: Reason.LAPSED,
    ClaimState.HELD: Reason.UNCONFIRMED,
    ClaimState.WAITLISTED: Reason.UNCONFIRMED,
}


def places_of(registration: RegistrationSettings, attendance: str) -> Places:
    """Return the places on site or online."""
    return Places(
        claims=Attendee.objects.of(registration.conference).attending(attendance),
        capacity=registration.capacity(attendance),
        hold=registration.hold,
        offer=timedelta(hours=registration.offer_hours),
    )


def settle(registration: RegistrationSettings) -> None:
    """Let go what has lapsed, hand on what is free, and tell whom it concerns; the settings' row is locked already."""
    for attendance in Attendee.objects.of(registration.conference).unsettled().attendances():
        for attendee, state in places_of(registration, attendance).settle():
            has_lost = attendee.state == ClaimState.EXPIRED
            tell(attendee, registration, (TOLD_OF_LOSING if has_lost else TOLD)[state])
