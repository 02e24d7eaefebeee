"""Taking part online: the stream's address appears at its hour, and going in counts as attendance."""

from registration.models import Attendee, CheckIn, ClaimState, RegistrationSettings
from registration.places import database_now


def stream_is_open(attendee: Attendee, registration: RegistrationSettings) -> bool:
    """Say whether a confirmed online attendee may go in now."""
    opens_at = registration.stream_opens_at
    return bool(
        registration.stream_url
        and opens_at
        and opens_at <= database_now()
        and attendee.state == ClaimState.CONFIRMED
        and not attendee.is_onsite
    )


def enter_stream(attendee: Attendee, registration: RegistrationSettings) -> str | None:
    """Count the attendee as present today and return the stream's address, or None while it is closed."""
    if not stream_is_open(attendee, registration):
        return None
    now = database_now()
    day = now.astimezone(registration.conference.zone).date()
    CheckIn.objects.get_or_create(attendee=attendee, day=day, defaults={"way": CheckIn.Way.STREAM, "at": now})
    return registration.stream_url
