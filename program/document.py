"""The programme as one JSON document: what a release keeps, and what the public pages are made from.

Shape (texts appear twice, as `…_ko` and `…_en`; moments are ISO 8601 in the conference's zone; people and sessions are
named by their permanent `uid`)::

    {"schema": 1,
     "conference": {"slug", "number", "short_name", "name_*", "theme_*", "venue_*", "city_*", "address_*", "latitude",
                    "longitude", "starts_on", "ends_on", "time_zone", "hours_are_provisional"},
     "organisations": [{"role", "name_*", "url", "logo"}],
     "tracks":   [{"slug", "name_*", "sign"}],
     "rooms":    [{"slug", "name_*"}],
     "speakers": [{"uid", "slug", "name_*", "affiliation_*", "position_*", "biography_*", "photo"}],
     "sessions": [{"uid", "slug", "parent", "kind", "track", "room", "starts_at", "ends_at", "title_*", "abstract_*",
                   "language", "is_interpreted", "is_invitation_only", "is_placeholder", "is_cancelled", "chair",
                   "speakers", "slides", "slides_url", "sequence", "changed_at"}],
     "gone":     [sessions of earlier releases that are no longer in the programme]}

`sequence` and `changed_at` are given by `program.release`; the working copy has 0 and None.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from program.models import Conference, Session, Speaker

Document = dict[str, Any]

CONFERENCE_FIELDS = (
    "slug", "number", "short_name", "name_ko", "name_en", "theme_ko", "theme_en", "venue_ko", "venue_en", "city_ko",
    "city_en", "address_ko", "address_en", "time_zone", "hours_are_provisional",
)  # fmt: skip
SPEAKER_FIELDS = (
    "slug", "name_ko", "name_en", "affiliation_ko", "affiliation_en", "position_ko", "position_en", "biography_ko",
    "biography_en",
)  # fmt: skip
SESSION_FIELDS = (
    "slug", "kind", "title_ko", "title_en", "abstract_ko", "abstract_en", "language", "is_interpreted",
    "is_invitation_only", "is_placeholder",
)  # fmt: skip


def working_document(conference: Conference) -> Document:
    """Return the working copy of a conference as a document; six queries, whatever the number of rows."""
    speakers = {speaker.pk: speaker for speaker in conference.speakers.public()}
    sessions = conference.sessions.public().in_time_order().select_related("parent", "room", "track")
    return {
        "schema": 1,
        "conference": {
            **_fields(conference, CONFERENCE_FIELDS),
            "starts_on": conference.starts_on.isoformat(),
            "ends_on": conference.ends_on.isoformat(),
            "latitude": _degrees(conference.latitude),
            "longitude": _degrees(conference.longitude),
        },
        "organisations": [
            {**_fields(organisation, ("role", "name_ko", "name_en", "url")), "logo": organisation.logo_id}
            for organisation in conference.organisations.in_order()
        ],
        "tracks": [
            _fields(track, ("slug", "name_ko", "name_en", "sign")) for track in conference.tracks.all()
        ],
        "rooms": [_fields(room, ("slug", "name_ko", "name_en")) for room in conference.rooms.all()],
        "speakers": [_speaker(speaker) for speaker in speakers.values()],
        "sessions": [
            _session(session, conference, speakers) for session in sessions.prefetch_related("appearances")
        ],
        "gone": [],
    }


def _fields(row: Any, names: tuple[str, ...]) -> Document:
    return {name: getattr(row, name) for name in names}


def _degrees(place: Decimal | None) -> str | None:
    return f"{place:f}" if place is not None else None


def _speaker(speaker: Speaker) -> Document:
    return {"uid": str(speaker.uid), **_fields(speaker, SPEAKER_FIELDS), "photo": speaker.photo_id}


def _session(session: Session, conference: Conference, speakers: dict[int, Speaker]) -> Document:
    def when(moment: datetime | None) -> str | None:
        return moment.astimezone(conference.zone).isoformat() if moment else None

    shows_slides = session.slides_consent_on is not None
    chair = speakers.get(session.chair_id or 0)
    return {
        "uid": str(session.uid),
        **_fields(session, SESSION_FIELDS),
        "parent": str(session.parent.uid) if session.parent else None,
        "track": session.track.slug if session.track else None,
        "room": session.room.slug if session.room else None,
        "starts_at": when(session.starts_at),
        "ends_at": when(session.ends_at),
        "is_cancelled": bool(session.cancelled_at or (session.parent and session.parent.cancelled_at)),
        "chair": str(chair.uid) if chair else None,
        "speakers": [
            str(speakers[place.speaker_id].uid)
            for place in session.appearances.all()
            if place.speaker_id in speakers
        ],
        "slides": session.slides_id if shows_slides else None,
        "slides_url": session.slides_url if shows_slides else "",
        "sequence": 0,
        "changed_at": None,
    }
