"""Conference and sessions as schema.org events, for search engines.

Only what the programme says: price, pictures and online attendance are unknown and therefore left out.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from program.addresses import absolute, program_address
from program.editions import Edition
from program.feeds.wording import heading, place, plain, venue
from program.public import Programme, PublicSession, PublicSpeaker
from program.public.notice import PublicNotice

Thing = dict[str, Any]

CONTEXT = {"@context": "https://schema.org"}
SCHEMA = "https://schema.org/"


def conference_as_event(programme: Programme) -> Thing:
    """Return the whole conference as an Event; its page is the home page."""
    with translation.override(programme.language):
        return {**CONTEXT, **_conference(programme, absolute(reverse("home")))}


def session_as_event(session: PublicSession, request: HttpRequest | None = None) -> Thing:
    """Return a session as an Event; `request` says which edition's pages it links to, without one the current's."""
    programme = session.programme
    with translation.override(programme.language):
        agenda = absolute(program_address(request, "agenda"))
        return {
            **CONTEXT,
            **_session(session, request),
            "superEvent": _session(session.parent, request)
            if session.parent
            else _conference(programme, agenda),
        }


def notice_as_article(notice: PublicNotice, edition: Edition, url: str) -> Thing:
    """Return a notice as a NewsArticle of the conference's hosts; `url` is its page."""
    hosts = edition.programme.hosts if edition.programme else ()
    return {
        **CONTEXT,
        **_known(
            {
                "@type": "NewsArticle",
                "headline": plain(notice.title),
                "description": plain(notice.description),
                "url": url,
                "inLanguage": notice.title.language,
                "datePublished": notice.published_at.isoformat() if notice.published_at else None,
                "dateModified": notice.updated_at.isoformat() if notice.published_at else None,
                "publisher": [_organisation(host.name, host.url) for host in hosts],
            }
        ),
    }


def _conference(programme: Programme, url: str) -> Thing:
    conference = programme.conference
    return _known(
        {
            "@type": "Event",
            "name": plain(conference.name),
            "alternateName": plain(conference.short_name),
            "description": plain(conference.theme),
            "url": url,
            "startDate": conference.starts_on.isoformat(),
            "endDate": conference.ends_on.isoformat(),
            "eventStatus": f"{SCHEMA}EventScheduled",
            **_where(venue(programme), programme),
            "organizer": [_organisation(host.name, host.url) for host in programme.hosts],
        }
    )


def _session(session: PublicSession, request: HttpRequest | None) -> Thing:
    programme = session.programme
    return _known(
        {
            "@type": "Event",
            "name": heading(session),
            "description": plain(session.abstract),
            "url": absolute(program_address(request, "session", slug=session.slug)),
            "startDate": session.starts_at.isoformat() if session.starts_at else None,
            "endDate": session.ends_at.isoformat() if session.ends_at else None,
            "eventStatus": f"{SCHEMA}{'EventCancelled' if session.is_cancelled else 'EventScheduled'}",
            **_where(place(session), programme),
            "inLanguage": session.language,
            "organizer": [_organisation(host.name, host.url) for host in programme.hosts],
            "performer": [_person(speaker) for speaker in session.speakers],
        }
    )


def _where(name: str, programme: Programme) -> Thing:
    if not name:
        return {}
    city = plain(programme.conference.city)
    street = plain(programme.conference.address)
    known = _known({"addressLocality": city, "streetAddress": street})
    address = {"@type": "PostalAddress", **known} if known else None
    return {
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "location": _known({"@type": "Place", "name": name, "address": address}),
    }


def _person(speaker: PublicSpeaker) -> Thing:
    return _known(
        {
            "@type": "Person",
            "name": plain(speaker.name),
            "jobTitle": plain(speaker.position),
            "affiliation": _organisation(speaker.affiliation),
        }
    )


def _organisation(name: str, url: str = "") -> Thing | None:
    return _known({"@type": "Organization", "name": plain(name), "url": url}) if name else None


def _known(thing: Thing) -> Thing:
    """Leave out what is unknown."""
    return {name: value for name, value in thing.items() if value not in (None, "", [])}
