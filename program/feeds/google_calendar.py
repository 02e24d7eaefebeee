"""A link that opens Google Calendar with a session filled in."""

from datetime import UTC
from urllib.parse import urlencode

from django.utils import translation

from program.feeds.wording import details, heading, page_of, place
from program.public import PublicSession

LONGEST_DETAILS = (
    500  # characters; a Hangul one takes nine in the address, and addresses above 8 KB are refused
)


def google_calendar_address(session: PublicSession) -> str:
    """Return the address, or '' while the time is unknown or when the session is cancelled."""
    if session.starts_at is None or session.ends_at is None or session.is_cancelled:
        return ""
    with translation.override(session.programme.language):
        moments = (
            moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
            for moment in (session.starts_at, session.ends_at)
        )
        parameters = {
            "action": "TEMPLATE",
            "text": heading(session),
            "dates": "/".join(moments),
            "ctz": session.programme.conference.time_zone,
            "location": place(session),
            "details": "\n".join([page_of(session), *details(session)])[:LONGEST_DETAILS],
        }
    return f"https://calendar.google.com/calendar/render?{urlencode(parameters)}"
