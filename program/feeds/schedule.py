"""The programme as schedule.json, the format of the c3voc tools and of conference apps.

Valid against the schema that c3voc publishes (https://c3voc.de/schedule/schema.json). The format has no word for
*cancelled*, so an app would show a cancelled session as taking place: those are left out, as are sessions without a
time; the calendar feed tells of them. What else it cannot say stands in `program.feeds.remainder`.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zlib import crc32

from django.conf import settings
from django.utils import translation

from pobatt.localized import to_be_announced
from program.feeds.remainder import remainder_of
from program.feeds.wording import heading, page_of, permanent, plain
from program.models.conference import DAY_BEGINS_AT
from program.public import Programme, PublicSession, PublicSpeaker

Json = dict[str, Any]

SCHEMA = "https://c3voc.de/schedule/schema.json"
SLOT = "00:05"
ROOMS = UUID("0b7c8a52-6f0e-4a58-9a0b-7a2c5d0e2022")  # the space of the rooms' guids: fixed
LONGEST = timedelta(hours=99, minutes=59)  # the format has two digits for the hours


def schedule_json(programme: Programme) -> Json:
    """Return the schedule in the language of the programme; the same programme gives the same answer."""
    with translation.override(programme.language):
        numbers = _numbers(programme)
        days = [_day(index, day, programme, numbers) for index, day in enumerate(programme.all_days, start=1)]
        events = {
            event["guid"]: event for day in days for events in day["rooms"].values() for event in events
        }
        return {
            "$schema": SCHEMA,
            "generator": {"name": "POBATT", "url": settings.SITE_URL},
            "schedule": {
                "version": _version(programme),
                "base_url": permanent(programme, "agenda"),
                "url": permanent(programme, "schedule_json"),
                "conference": {**_conference(programme), "days": days},
                "pobatt": remainder_of(programme, events),
            },
        }


def _version(programme: Programme) -> str:
    if programme.number is None or programme.published_at is None:
        return "preview"
    return f"{programme.number} ({programme.published_at.astimezone(programme.zone).isoformat(timespec='minutes')})"


def _conference(programme: Programme) -> Json:
    conference = programme.conference
    return {
        "acronym": _acronym(programme),
        "title": plain(conference.name),
        "start": conference.starts_on.isoformat(),
        "end": conference.ends_on.isoformat(),
        "daysCount": len(programme.all_days),
        "timeslot_duration": SLOT,
        "time_zone_name": conference.time_zone,
        "url": permanent(programme, "agenda"),
        "rooms": [
            {"name": plain(room.name), "guid": str(uuid5(ROOMS, f"{conference.slug}/{room.slug}"))}
            for room in programme.rooms
        ],
        "tracks": [{"name": plain(track.name), "slug": track.slug.lower()} for track in programme.tracks],
    }


def _acronym(programme: Programme) -> str:
    return f"pobatt_{programme.conference.slug.lower().replace('-', '_')}"


def _day(index: int, day: date, programme: Programme, numbers: dict[str, int]) -> Json:
    begins = datetime.combine(day, DAY_BEGINS_AT, programme.zone)
    ends = datetime.combine(day + timedelta(days=1), DAY_BEGINS_AT, programme.zone)
    rooms: dict[str, list[Json]] = {plain(room.name): [] for room in programme.rooms}
    for session in programme.sessions:
        if session.day == day and session.starts_at and session.ends_at and not session.is_cancelled:
            room = plain(session.room.name) if session.room else to_be_announced()
            event = _event(session, room, session.starts_at, session.ends_at, numbers[session.uid])
            rooms.setdefault(room, []).append(event)
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": begins.isoformat(),
        "day_end": ends.isoformat(),
        "rooms": {name: events for name, events in rooms.items() if events},
    }


def _event(session: PublicSession, room: str, starts_at: datetime, ends_at: datetime, number: int) -> Json:
    hours, minutes = divmod(int(min(ends_at - starts_at, LONGEST).total_seconds()) // 60, 60)
    words = re.sub("[^a-z0-9]+", "-", session.slug.lower()).strip("-") or session.kind.replace("_", "-")
    return {
        "guid": session.uid,
        "id": number,
        "date": starts_at.isoformat(),
        "start": f"{starts_at:%H:%M}",
        "duration": f"{hours:02}:{minutes:02}",
        "room": room,
        "slug": f"{_acronym(session.programme)}-{number}-{words}",
        "url": page_of(session),
        "title": heading(session),
        "subtitle": "",
        "track": plain(session.track.name) if session.track else None,
        "type": session.kind,
        "language": session.language,
        "abstract": plain(session.abstract),
        "description": "",
        "persons": [_person(speaker) for speaker in session.speakers],
        "links": _links(session),
        "attachments": _attachments(session),
    }


def _numbers(programme: Programme) -> dict[str, int]:
    """Return a number for each session, from 1 to 2³¹ (apps keep it in a signed 32-bit integer).

    It is made from the session's permanent name, so it stays from release to release; should two names ever give the
    same number, the one that sorts later takes the next.
    """
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for uid in sorted(session.uid for session in programme.sessions):
        number = (crc32(UUID(uid).bytes) >> 1) or 1
        while number in taken:
            number += 1
        taken.add(number)
        numbers[uid] = number
    return numbers


def _person(speaker: PublicSpeaker) -> Json:
    return {
        "guid": speaker.uid,
        "name": plain(speaker.name),
        "public_name": plain(speaker.name),
        "affiliation": plain(speaker.affiliation),
        "biography": plain(speaker.biography),
        "url": permanent(speaker.programme, "speaker", slug=speaker.slug),
    }


def _links(session: PublicSession) -> list[Json]:
    """Return what an app's user may want to open next: the slides, the themed session around a talk."""
    links = []
    if session.slides_url:
        links.append({"title": "slides", "url": plain(session.slides_url), "type": "slides"})
    if session.parent:
        links.append({"title": heading(session.parent), "url": page_of(session.parent), "type": "related"})
    return links


def _attachments(session: PublicSession) -> list[Json]:
    if not session.slides:
        return []
    return [
        {
            "title": "slides",
            "type": "slides",
            "url": permanent(session.programme, "slides", slug=session.slug),
        }
    ]
