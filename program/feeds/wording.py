"""What a session is called outside the site: one wording for calendars, links and machine-readable data."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from pobatt.localized import to_be_announced
from program.addresses import absolute
from program.models import Session
from program.public import Programme, PublicSession, PublicSpeaker

ELSEWHERE = (Session.Kind.SITE_VISIT, Session.Kind.BREAK)  # without a room, these may be away from the venue
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text without what XML 1.0 (§2.2) or iCalendar (RFC 5545 §3.1) forbid; lines end with a line feed."""
    return FORBIDDEN.sub("", LINE_ENDS.sub("\n", str(text)))


def permanent(programme: Programme, name: str, **parts: str) -> str:
    """Return the full address of a programme page that still leads there when another edition is the current one."""
    return absolute(reverse(f"edition:{name}", kwargs={"edition": programme.conference.slug, **parts}))


def page_of(session: PublicSession) -> str:
    """Return the session's page, or the list of changes for a session that is no longer in the programme."""
    if session.uid in session.programme.session_by_uid:
        return permanent(session.programme, "session", slug=session.slug)
    return permanent(session.programme, "changes")


def heading(session: PublicSession) -> str:
    """Return the title; without one, what it is or is part of: '배터리 소재: 추후 공지'."""
    if (title := plain(session.title).strip()) and title != to_be_announced():
        return title
    around = session.parent.title if session.parent else session.kind_name
    return plain(f"{around}: {to_be_announced()}")


def venue(programme: Programme) -> str:
    """Return the venue, or '' while it is unknown."""
    name = programme.conference.venue
    return "" if name == to_be_announced() else plain(name)


def place(session: PublicSession) -> str:
    """Return room and venue in one line, or '' where the place is unknown."""
    hall = venue(session.programme)
    room = plain(session.room.name) if session.room else ""
    if not room:
        return "" if session.kind in ELSEWHERE else hall
    if not hall or room in hall:
        return hall or room
    return f"{hall} {room}" if session.programme.language == "ko" else f"{room}, {hall}"


def person(speaker: PublicSpeaker) -> str:
    """Return '정혁성(LG에너지솔루션 상무)'."""
    office = " ".join(filter(None, (plain(speaker.affiliation), plain(speaker.position))))
    gap = "" if speaker.programme.language == "ko" else " "
    return f"{plain(speaker.name)}{gap}({office})" if office else plain(speaker.name)


def details(session: PublicSession) -> list[str]:
    """Return the lines below the title: people, language, what to know.

    Abstracts are left out: a release does not count them as a change, so calendars would not learn of one.
    """
    lines = []
    if session.speakers:
        lines.append(
            _("연사: %(names)s") % {"names": ", ".join(person(speaker) for speaker in session.speakers)}
        )
    elif session.awaits_speakers:
        lines.append(_("연사: %(names)s") % {"names": to_be_announced()})
    if session.chair:
        lines.append(_("좌장: %(name)s") % {"name": person(session.chair)})
    if session.parent:
        lines.append(_("세션: %(title)s") % {"title": plain(session.parent.title)})
    if session.language_name:
        lines.append(_("언어: %(language)s") % {"language": session.language_name})
    if session.is_interpreted:
        lines.append(_("동시통역이 제공됩니다."))
    if session.is_invitation_only:
        lines.append(_("초청받은 분만 참석할 수 있습니다."))
    if session.is_placeholder or session.programme.conference.hours_are_provisional:
        lines.append(_("프로그램은 사정에 따라 변경될 수 있습니다."))
    return lines
