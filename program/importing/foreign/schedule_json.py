"""Read schedule.json: c3voc's version 2 with days and rooms, and the flat form of the hub."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from program.importing.foreign import own_remainder
from program.importing.foreign.events import event_of, note, person_of
from program.importing.foreign.moments import LATEST_BEGINNING, day_in, iso, zone_named
from program.importing.foreign.programme import MOST_PEOPLE, TOO_MANY, ForeignPlace, ForeignProgramme
from program.importing.records import LoadingRefused
from program.models.conference import DAY_BEGINS_AT

Json = Mapping[str, Any]


def read_schedule(content: Json) -> ForeignProgramme:
    """Return what the file says. Raises LoadingRefused for one without events."""
    schedule = content["schedule"]
    if not isinstance(schedule, Mapping):
        raise LoadingRefused("JSON의 schedule이 '이름: 값'으로 된 항목이 아닙니다.")
    conference = _mapping(schedule.get("conference"))
    programme = ForeignProgramme("schedule.json")
    programme.title, programme.acronym = conference.get("title"), str(conference.get("acronym") or "")
    if zone_named(conference.get("time_zone_name")):
        programme.zone = str(conference["time_zone_name"])
    for row in _list(conference.get("rooms"), "rooms", programme):
        programme.rooms.append(_place(row))
        if isinstance(row, Mapping) and (row.get("description") or row.get("capacity")):
            note(programme.passed_over, "장소의 설명과 좌석 수는 읽지 않았습니다", "rooms")
    programme.tracks += [_place(row) for row in _list(conference.get("tracks"), "tracks", programme)]
    if isinstance(schedule.get("events"), list | Mapping):
        programme.form = "schedule.json (hub)"
        _read_flat(schedule, conference, programme)
    elif isinstance(conference.get("days"), list):
        _read_days(conference, programme)
    else:
        raise LoadingRefused("schedule.json에 days도 events도 없습니다.")
    own_remainder.read(schedule.get("pobatt"), programme)
    return programme


def _read_days(conference: Json, programme: ForeignProgramme) -> None:
    for number, day in enumerate(_list(conference["days"], "days", programme), start=1):
        if not isinstance(day, Mapping):
            programme.errors.append(f"days[{number}]: '이름: 값'으로 된 항목이어야 합니다.")
            continue
        named = None
        with suppress(ValueError):
            named = day_in(str(day.get("date") or ""))
        if named:
            programme.days.append(named)
        begins = DAY_BEGINS_AT
        with suppress(ValueError):
            begins = min(iso(day.get("day_start")).time(), LATEST_BEGINNING)
        rooms = day.get("rooms")
        by_name = rooms.items() if isinstance(rooms, Mapping) else [("", _list(rooms, "rooms", programme))]
        for room, events in by_name:
            if room:
                programme.rooms.append(ForeignPlace(str(room)))
            for event in _events(events, f"days[{number}].rooms", programme):
                event_of({"room": str(room), **event}, named, begins, programme)


def _read_flat(schedule: Json, conference: Json, programme: ForeignProgramme) -> None:
    for name in ("start", "end"):
        with suppress(ValueError):
            if found := day_in(str(conference.get(name) or "")):
                programme.days.append(found)
    persons = schedule.get("persons")
    for number, item in enumerate(
        _list(persons if persons is not None else [], "persons", programme), start=1
    ):
        if person := person_of(item, f"persons[{number}]"):
            programme.people.append(person)
            if isinstance(item, Mapping) and (item.get("avatar") or item.get("links")):
                note(programme.passed_over, "연사의 사진과 링크는 읽지 않았습니다", person.label)
        else:
            programme.errors.append(f"persons[{number}]: 사람의 이름이 아닙니다.")
    for event in _events(schedule["events"], "events", programme):
        event_of(event, None, DAY_BEGINS_AT, programme)


def _events(found: Any, label: str, programme: ForeignProgramme) -> list[dict[str, Any]]:
    events = []
    for number, event in enumerate(_list(found, label, programme), start=1):
        if isinstance(event, Mapping):
            events.append(dict(event))
        else:
            programme.errors.append(f"{label}[{number}]: '이름: 값'으로 된 항목이어야 합니다.")
    return events


def _place(row: Any) -> ForeignPlace:
    if not isinstance(row, Mapping):
        return ForeignPlace(row if isinstance(row, str) else None)
    slug = row.get("slug")
    return ForeignPlace(row.get("name"), slug if isinstance(slug, str) else "")


def _list(found: Any, label: str, programme: ForeignProgramme) -> list[Any]:
    """Accept a list, or the values of a mapping (`persons` and `events` may be keyed by id)."""
    if found is None or isinstance(found, list | Mapping):
        items = list(found.values() if isinstance(found, Mapping) else found or [])
        if len(items) > MOST_PEOPLE:
            raise LoadingRefused(TOO_MANY)
        return items
    programme.errors.append(f"{label}: 목록이어야 합니다.")
    return []


def _mapping(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}
