"""The programme as schedule.json, the format of the c3voc tools and of conference apps.

The format has no word for *cancelled*, so an app would show a cancelled session as taking place: those are left out, as
are sessions without a time. The calendar feed tells of them. `parent` (the guid of the themed session around a talk) is
an addition of ours; readers ignore what they do not know.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import translation

from pobatt.localized import to_be_announced
from program.feeds.wording import heading, page_of, permanent
from program.models.conference import DAY_BEGINS_AT
from program.public import Programme, PublicSession, PublicSpeaker

Json = dict[str, Any]

SLOT = "00:05"


def schedule_json(programme: Programme) -> Json:
    """Return the schedule in the language of the programme; the same programme gives the same answer."""
    with translation.override(programme.language):
        conference = programme.conference
        return {
            "schedule": {
                "version": _version(programme),
                "base_url": permanent(programme, "agenda"),
                "url": permanent(programme, "schedule_json"),
                "conference": {
                    "acronym": f"pobatt-{conference.slug}",
                    "title": str(conference.name),
                    "start": conference.starts_on.isoformat(),
                    "end": conference.ends_on.isoformat(),
                    "daysCount": len(programme.all_days),
                    "timeslot_duration": SLOT,
                    "time_zone_name": conference.time_zone,
                    "url": permanent(programme, "agenda"),
                    "rooms": [{"name": str(room.name), "slug": room.slug} for room in programme.rooms],
                    "tracks": [{"name": str(track.name), "slug": track.slug} for track in programme.tracks],
                    "days": [
                        _day(number, day, programme) for number, day in enumerate(programme.all_days, start=1)
                    ],
                },
            }
        }


def _version(programme: Programme) -> str:
    if programme.number is None or programme.published_at is None:
        return "preview"
    return f"{programme.number} ({programme.published_at.astimezone(programme.zone).isoformat(timespec='minutes')})"


def _day(number: int, day: date, programme: Programme) -> Json:
    begins = datetime.combine(day, DAY_BEGINS_AT, programme.zone)
    ends = datetime.combine(day + timedelta(days=1), DAY_BEGINS_AT, programme.zone)
    rooms: dict[str, list[Json]] = {str(room.name): [] for room in programme.rooms}
    for session in programme.sessions:
        if session.day == day and session.starts_at and session.ends_at and not session.is_cancelled:
            room = str(session.room.name) if session.room else to_be_announced()
            rooms.setdefault(room, []).append(_event(session, room, session.starts_at, session.ends_at))
    return {
        "index": number,
        "date": day.isoformat(),
        "day_start": begins.isoformat(),
        "day_end": ends.isoformat(),
        "rooms": {name: events for name, events in rooms.items() if events},
    }


def _event(session: PublicSession, room: str, starts_at: datetime, ends_at: datetime) -> Json:
    hours, minutes = divmod(int((ends_at - starts_at).total_seconds()) // 60, 60)
    return {
        "guid": session.uid,
        "id": UUID(session.uid).int >> 97,  # 31 bits: apps keep it in a signed 32-bit integer
        "parent": session.parent_uid,
        "date": starts_at.isoformat(),
        "start": f"{starts_at:%H:%M}",
        "duration": f"{hours:02}:{minutes:02}",
        "room": room,
        "slug": session.slug,
        "url": page_of(session),
        "title": heading(session),
        "subtitle": "",
        "track": str(session.track.name) if session.track else None,
        "type": session.kind,
        "language": session.language or None,
        "abstract": str(session.abstract),
        "description": "",
        "persons": [_person(speaker) for speaker in session.speakers],
        "links": [{"title": "slides", "url": session.slides_url}] if session.slides_url else [],
        "attachments": _attachments(session),
    }


def _person(speaker: PublicSpeaker) -> Json:
    return {
        "guid": speaker.uid,
        "code": speaker.slug,
        "name": str(speaker.name),
        "public_name": str(speaker.name),
        "affiliation": str(speaker.affiliation),
        "url": permanent(speaker.programme, "speaker", slug=speaker.slug),
    }


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
