"""What a programme says and the schedule formats have no word for: two languages, themed sessions, chairs, flags.

It travels beside the events, as `schedule.pobatt` in JSON and as the processing instruction `<?pobatt …?>` in XML,
where both schemas allow it and other readers pass it over. Its shape is that of a release (`program.document`)::

    {"language": that of the words in the events,
     "conference": {…}, "tracks": […], "rooms": […],
     "organisations": […], "speakers": […],  without logos and photos
     "sessions": {uid: {field: value}}}

A session's fields are only those that a plain reading of its event would get wrong; a session that is no event at all
(cancelled, or without a time) has all of its fields. So whoever reads an event plainly and then lets these fields win
has the session as it was.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pobatt.localized import LANGUAGES
from program.feeds.wording import plain
from program.public import Programme

Json = dict[str, Any]

OURS_ALONE = {"uid", "sequence", "changed_at", "slides", "logo"}  # another site has its own


def remainder_of(programme: Programme, events: Mapping[str, Json]) -> Json:
    """Return what the events of schedule.json (by their guid) leave unsaid."""
    document = _plain(programme.document)
    return {
        "language": programme.language,
        "conference": document["conference"],
        "tracks": document["tracks"],
        "rooms": document["rooms"],
        "organisations": [_without(row, OURS_ALONE) for row in document["organisations"]],
        "speakers": [_without(row, {"photo"}) for row in document["speakers"]],
        "sessions": {
            row["uid"]: _unsaid(row, events.get(row["uid"]), programme) for row in document["sessions"]
        },
    }


def _unsaid(row: Json, event: Json | None, programme: Programme) -> Json:
    fields = _without(row, OURS_ALONE)
    said = _plain_reading(event, programme) if event else {}
    nothing = object()
    return {name: value for name, value in fields.items() if value != said.get(name, nothing)}


def _plain_reading(event: Json, programme: Programme) -> Json:
    """Return the fields of a session as somebody reads them who knows the event alone."""
    begins = datetime.fromisoformat(event["date"])
    hours, minutes = (int(part) for part in event["duration"].split(":"))
    rooms = {plain(room.name): room.slug for room in programme.rooms}
    tracks = {plain(track.name): track.slug for track in programme.tracks}
    own, other = sorted(LANGUAGES, key=lambda language: language != programme.language)
    return {
        f"title_{own}": event["title"],
        f"title_{other}": "",
        f"abstract_{own}": event["abstract"],
        f"abstract_{other}": "",
        "kind": event["type"],
        "language": event["language"],
        "starts_at": event["date"],
        "ends_at": (begins + timedelta(hours=hours, minutes=minutes)).isoformat(),
        "room": rooms.get(event["room"]) if event["room"] else None,
        "track": tracks.get(event["track"]) if event["track"] else None,
        "parent": None,
        "chair": None,
        "speakers": [person["guid"] for person in event["persons"]],
        "slides_url": next((link["url"] for link in event["links"] if link["type"] == "slides"), ""),
        "is_interpreted": False,
        "is_invitation_only": False,
        "is_placeholder": False,
        "is_cancelled": False,
    }


def _without(row: Json, names: set[str]) -> Json:
    return {name: value for name, value in row.items() if name not in names}


def _plain(value: Any) -> Any:
    """Return the value with every text in it as the feeds write texts."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):  # sorted, since PostgreSQL keeps the keys in an order of its own
        return {name: _plain(item) for name, item in sorted(value.items())}
    return value
