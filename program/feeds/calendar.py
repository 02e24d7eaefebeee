"""The programme as iCalendar (RFC 5545, RFC 7986).

Every session with a time is an event, a themed session as well as each of its talks: each has its own page, UID and
SEQUENCE, and a release moves or cancels each by itself. So that nobody's day is counted twice, the themed session
around talks is *transparent* (it shows and does not make busy), and the talks name it with RELATED-TO.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vText, vUri

from pobatt.localized import Text
from program.feeds.wording import details, heading, page_of, place, plain
from program.mine.codes import code_of
from program.public import Programme, PublicSession

PRODUCT = "-//POBATT//Programme//KO"
# Not the site's host: a UID is for ever, and a site that moves must not give everybody each session a second time.
UID_SUFFIX = "@pobatt"
REFRESH = timedelta(hours=1)


def programme_as_calendar(programme: Programme) -> bytes:
    """Return every scheduled session, and as cancelled those that earlier releases had."""
    with translation.override(programme.language):
        conference = programme.conference
        return _calendar(programme, conference.short_name, [*programme.sessions, *programme.gone])


def choice_as_calendar(programme: Programme, codes: Collection[str]) -> bytes:
    """Return the sessions of these codes (`program.mine`), the same events as in the whole calendar."""
    with translation.override(programme.language):
        name = _("%(conference)s 관심 세션") % {"conference": programme.conference.short_name}
        everything = (*programme.sessions, *programme.gone)
        return _calendar(
            programme, name, (session for session in everything if code_of(session.uid) in codes)
        )


def session_as_calendar(session: PublicSession) -> bytes:
    """Return one session; a calendar without events when its time is unknown."""
    with translation.override(session.programme.language):
        return _calendar(session.programme, heading(session), [session])


def _calendar(programme: Programme, name: str, sessions: Iterable[PublicSession]) -> bytes:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", vText(plain(name)))  # a type of its own, or it would not be escaped
    calendar.add("X-WR-CALNAME", vText(plain(name)))
    calendar.add("X-WR-TIMEZONE", vText(programme.conference.time_zone))
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    calendar.add_component(_time_zone(programme))
    for session in sessions:
        if session.starts_at and session.ends_at:
            calendar.add_component(_event(session, session.starts_at, session.ends_at))
    return calendar.to_ical()


def _time_zone(programme: Programme) -> Timezone:
    """Describe the clock of the conference's own years only: calendars need no more."""
    first, last = programme.conference.starts_on, programme.conference.ends_on
    zone = Timezone.from_tzinfo(
        programme.zone,
        tzid=programme.conference.time_zone,
        first_date=date(first.year, 1, 1),
        last_date=date(last.year + 1, 12, 31),
    )
    zone.pop("COMMENT", None)  # says just that, in English
    return zone


def _event(session: PublicSession, starts_at: datetime, ends_at: datetime) -> Event:
    zone = session.programme.zone
    changed_at = (session.changed_at or session.programme.published_at or starts_at).astimezone(UTC)
    link = page_of(session)
    event = Event()
    event.add("UID", f"{session.uid}{UID_SUFFIX}")
    event.add("SEQUENCE", session.sequence)
    event.add("DTSTAMP", changed_at)
    event.add("LAST-MODIFIED", changed_at)
    event.add("DTSTART", starts_at.astimezone(zone))
    event.add("DTEND", ends_at.astimezone(zone))
    event.add("SUMMARY", _words(_summary(session), session.title))
    event.add("DESCRIPTION", "\n".join([*details(session), link]))
    event.add("URL", vUri(link))
    event.add("STATUS", "CANCELLED" if _is_off(session) else "CONFIRMED")
    if where := place(session):
        event.add("LOCATION", where)
    if session.track:
        event.add("CATEGORIES", [plain(session.track.name)])
    if session.talks:
        event.add("TRANSP", "TRANSPARENT")
    if session.parent_uid:
        event.add("RELATED-TO", f"{session.parent_uid}{UID_SUFFIX}", parameters={"RELTYPE": "PARENT"})
    return event


def _is_off(session: PublicSession) -> bool:
    return session.is_cancelled or session in session.programme.gone


def _summary(session: PublicSession) -> str:
    """Say in the title, too, that a session is off: some calendars do not show the status."""
    return _("[취소] %(title)s") % {"title": heading(session)} if _is_off(session) else heading(session)


def _words(text: str, original: Text) -> vText:
    """Return the text marked with the language it is in."""
    words = vText(text)
    words.params["LANGUAGE"] = original.language
    return words
