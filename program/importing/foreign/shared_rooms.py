"""Decide what becomes of sessions whose end is unknown, and of those that are in one room at once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from program.importing.records import SessionRecord
from program.models import Session

USUAL, LONGEST = timedelta(minutes=30), timedelta(minutes=60)


def supply_ends(records: list[SessionRecord], warnings: list[str]) -> None:
    """Let a session without an end last until the next one in its room begins, or half an hour.

    Longer than an hour it does not last: what follows then is a pause that the file does not name.
    """
    starts: dict[Any, list[datetime]] = defaultdict(list)
    for record in records:
        if start := record.fields.get("starts_at"):
            starts[record.links.get("room")].append(start)
    guessed = []
    for record in records:
        start, end = record.fields.get("starts_at"), record.fields.get("ends_at")
        if start and not end:
            later = [other for other in starts[record.links.get("room")] if other > start]
            record.fields["ends_at"] = min(*later, start + LONGEST) if later else start + USUAL
            guessed.append(record)
        elif end and not start:
            del record.fields["ends_at"]
            warnings.append(f"{record.label}: 시작 시각이 없어 시간 없이 읽었습니다.")
    if guessed:
        warnings.append(
            f"끝나는 시각이 없는 세션 {len(guessed)}건: 같은 장소의 다음 세션까지(길어야 60분), 다음이 없으면 30분으로 "
            "두었습니다. 확인하세요."
        )


def surround(records: list[SessionRecord], warnings: list[str]) -> None:
    """Give a themed session without a time that of the talks in it, and their room if they have the same."""
    for head in records:
        talks = [record for record in records if record.links.get("parent") == head.slug]
        starts = [talk.fields["starts_at"] for talk in talks if talk.fields.get("starts_at")]
        if head.fields.get("starts_at") or not starts or "starts_at" in head.fields:
            continue
        ends = [talk.fields["ends_at"] for talk in talks if talk.fields.get("ends_at")]
        head.fields |= {"starts_at": min(starts), "ends_at": max(ends)}
        rooms = {talk.links.get("room") for talk in talks}
        if "room" not in head.links and len(rooms) == 1 and (room := rooms.pop()):
            head.links["room"] = room
        warnings.append(f"{head.label}: 시간이 없어 그 안의 {len(talks)}건에서 얻었습니다.")


def share_rooms(records: list[SessionRecord], warnings: list[str], rooms: Mapping[str, str]) -> None:
    """Put a session into the longer one around it in its room; of two that merely overlap the later loses the room.

    A room holds one session at a time (`program.models.session`). `rooms` are the names of the rooms by slug.
    """
    by_room: dict[str, list[SessionRecord]] = defaultdict(list)
    for record in records:
        if record.links.get("room") and record.fields.get("starts_at") and record.is_cancelled is not True:
            by_room[record.links["room"]].append(record)
    slugs = {record.links["parent"] for record in records if record.links.get("parent")}
    for slug, stays in by_room.items():
        heads: list[SessionRecord] = []
        placed: list[SessionRecord] = []
        for record in sorted(stays, key=_longest_first):
            around = next((head for head in heads if _holds(head, record)), None)
            if around and "parent" not in record.links and record.slug not in slugs:
                record.links["parent"] = around.slug
                if around.defaults.get("kind") == Session.Kind.TALK:
                    around.defaults["kind"] = Session.Kind.THEMED.value
                warnings.append(
                    f"{record.label}: 같은 장소에서 그동안 이어지는 {around.label} 안에 넣었습니다."
                )
            if other := next((other for other in placed if _clash(other, record)), None):
                del record.links["room"]
                warnings.append(
                    f"{record.label}: {other.label}과(와) 같은 시간에 같은 장소('{rooms.get(slug, slug)}')여서 "
                    "장소 없이 읽었습니다."
                )
            else:
                placed.append(record)
                heads += [record] if "parent" not in record.links else []


def _clash(one: SessionRecord, other: SessionRecord) -> bool:
    """Say whether two may not share a room: family is only the session directly around a talk."""
    if one.links.get("parent") == other.slug or other.links.get("parent") == one.slug:
        return False
    first, second = one.fields, other.fields
    return bool(first["starts_at"] < second["ends_at"] and second["starts_at"] < first["ends_at"])


def _holds(head: SessionRecord, record: SessionRecord) -> bool:
    outer, inner = head.fields, record.fields
    is_longer = outer["ends_at"] - outer["starts_at"] > inner["ends_at"] - inner["starts_at"]
    return bool(
        is_longer and outer["starts_at"] <= inner["starts_at"] and inner["ends_at"] <= outer["ends_at"]
    )


def _longest_first(record: SessionRecord) -> tuple[datetime, timedelta]:
    start = record.fields["starts_at"]
    return (start, start - record.fields["ends_at"])
