"""Taking part online: the stream's address appears at its hour, and going in counts as attendance."""

from datetime import datetime, time

from registration.models import Attendee, CheckIn, ClaimState, Message, RegistrationSettings
from registration.places import database_now
from registration.telling import Reason, tell_each

MORNING = time(7)  # when the day's mail leaves, if the stream has been open since an earlier day


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


def enter_stream(attendee: Attendee, registration: RegistrationSettings) -> bool:
    """Count the attendee as present today, and say whether the stream is open."""
    if not stream_is_open(attendee, registration):
        return False
    now = database_now()
    day = now.astimezone(registration.conference.zone).date()
    CheckIn.objects.get_or_create(attendee=attendee, day=day, defaults={"way": CheckIn.Way.STREAM, "at": now})
    return True


def entered_stream(attendee: Attendee, registration: RegistrationSettings) -> str:
    """Return the stream's address for who has gone in, or ""."""
    has_entered = attendee.check_ins.filter(way=CheckIn.Way.STREAM).exists()
    return registration.stream_url if has_entered and stream_is_open(attendee, registration) else ""


def tell_of_the_stream(registration: RegistrationSettings) -> None:
    """Send the day's mail, with the stream's address, to everybody who takes part online today; once each day."""
    now = database_now()
    zone = registration.conference.zone
    today = now.astimezone(zone).date()
    opens_at = registration.stream_opens_at
    if not (registration.stream_url and opens_at and today in registration.conference.days):
        return
    if now < max(opens_at, datetime.combine(today, MORNING, zone)):
        return
    number = registration.conference.days.index(today) + 1
    midnight = datetime.combine(today, time(), zone)
    told = Message.objects.queued_since(midnight, Reason.STREAM).of_attendees()
    online = Attendee.objects.of(registration.conference).confirmed().attending(Attendee.Attendance.ONLINE)
    tell_each(online.on_day(number).exclude(pk__in=told), registration, Reason.STREAM, on=today)
