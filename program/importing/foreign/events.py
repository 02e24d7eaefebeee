"""Read one event, as schedule.xml, schedule.json and the hub's schedule2 have it, into a session.

The three write the same things under nearly the same names; whatever is missing or odd is met here, once.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from program.importing.foreign.kinds import CANCELLED
from program.importing.foreign.moments import clocks_of, duration_of, iso, on
from program.importing.foreign.programme import (
    MOST_SESSIONS,
    TOO_MANY,
    ForeignPerson,
    ForeignProgramme,
    ForeignSession,
)
from program.importing.records import LoadingRefused

READ = {
    "id", "guid", "code", "slug", "title", "subtitle", "type", "date", "start", "end", "duration", "room", "track",
    "language", "abstract", "description", "persons", "participants", "speakers", "parent", "status", "state", "url",
    "links", "attachments", "recording", "logo", "video_download_url", "feedback_url", "origin_url", "day", "conf_url",
    "recording_license", "do_not_record", "do_not_stream", "answers", "assets",
}  # fmt: skip
NOT_TAKEN = {
    "links": "링크", "attachments": "첨부파일", "recording": "녹화", "logo": "그림", "video_download_url": "녹화",
    "answers": "질문과 답", "assets": "첨부파일",
}  # fmt: skip
WHOLE_NAMES = ("public_name", "name", "full_public_name", "display_name", "full_name", "fullName")
PARTS_OF_NAMES = ("first_name", "last_name")
NAMES_OF_PEOPLE = {*WHOLE_NAMES, *PARTS_OF_NAMES, "guid", "code", "id"}
CHAIRS = {"MODERATOR", "CHAIR", "HOST", "SESSION CHAIR", "좌장", "사회"}
SPEAKERS = {"", "SPEAKER", "PRESENTER", "SPEAKERS", "연사", "발표자"}


def event_of(event: Mapping[str, Any], day: date | None, begins: time, programme: ForeignProgramme) -> None:
    """Add the event to the programme; `day` and its beginning are those that the file puts it under."""
    if len(programme.sessions) >= MOST_SESSIONS:
        raise LoadingRefused(TOO_MANY)
    key = _first(event, "guid", "code", "id")
    label = f"event {_first(event, 'code', 'id') or key or len(programme.sessions) + 1}"
    session = ForeignSession(label, key=key, slug=_first(event, "slug"))
    for name in ("title", "subtitle", "abstract", "description", "language"):
        setattr(session, name, event.get(name))
    session.kind = named(event.get("type"))
    session.track, session.room = named(event.get("track")), named(event.get("room"))
    session.parent = _first(event, "parent")
    if any(CANCELLED.fullmatch(str(event.get(name) or "")) for name in ("status", "state")):
        session.is_cancelled = True
    _read_hours(session, event, day, begins, programme)
    _read_people(session, event, programme)
    for name, words in NOT_TAKEN.items():
        if _says_something(event.get(name)):
            note(
                programme.passed_over,
                f"{words}: 읽지 않았습니다. 공개하려면 연사의 동의를 받아 관리 화면에서 넣으세요",
                label,
            )
    for name in event:
        if name not in READ and event[name] not in (None, "", [], {}):
            note(programme.passed_over, f"모르는 칸 '{str(name)[:40]}'은(는) 읽지 않았습니다", label)
    programme.sessions.append(session)


def note(lines: list[str], what: str, label: str) -> None:
    """Say something once, however many events it is true of; the count stands behind it."""
    for place, line in enumerate(lines):
        if line.startswith(f"{what} ("):
            number = int(line.rpartition("(")[2].removesuffix("건).")) + 1
            lines[place] = f"{what} ({number}건)."
            return
    lines.append(f"{what} (1건).")


def named(value: Any) -> Any:
    """Return the name of something that may be a name, `{name: …}`, or a name in several languages."""
    if isinstance(value, Mapping) and "name" in value:
        return named(value["name"])
    if isinstance(value, Mapping) and "slug" in value and "name" not in value:
        return value["slug"]
    return value


def _read_hours(
    session: ForeignSession,
    event: Mapping[str, Any],
    day: date | None,
    begins: time,
    programme: ForeignProgramme,
) -> None:
    try:
        session.starts_at = _start(event, day, begins)
        if session.starts_at and event.get("duration") not in (None, ""):
            session.ends_at = session.starts_at + duration_of(event["duration"])
        elif session.starts_at and event.get("end"):
            session.ends_at = iso(event["end"])
            if not session.ends_at.tzinfo and session.starts_at.tzinfo:
                session.ends_at = session.ends_at.replace(tzinfo=session.starts_at.tzinfo)
    except (ValueError, OverflowError) as error:
        programme.errors.append(f"{session.label} 시간: {error}")
        session.is_broken = True


def _start(event: Mapping[str, Any], day: date | None, begins: time) -> datetime | None:
    """Return when it begins: a full moment, or a clock on the day that the file puts it under."""
    for name in ("date", "start"):
        words = event.get(name)
        if isinstance(words, str) and len(words.strip()) > 10:
            return iso(words)
    own = event.get("date")
    if isinstance(own, str) and own.strip():
        day = iso(own).date()
    clock = event.get("start")
    if clock in (None, ""):
        return None
    if day is None:
        raise ValueError("날짜가 없어 언제인지 알 수 없습니다.")
    return on(day, clocks_of(clock)[0], begins)


def _read_people(session: ForeignSession, event: Mapping[str, Any], programme: ForeignProgramme) -> None:
    stated = next(
        (event[name] for name in ("persons", "participants", "speakers") if event.get(name) is not None), None
    )
    if stated is None:
        return
    session.persons = []
    for number, item in enumerate(_several(stated), start=1):
        person = person_of(item, f"{session.label} 연사 {number}")
        if person is None:
            programme.errors.append(f"{session.label} 연사 {number}: 사람의 이름이 아닙니다.")
            session.is_broken = True
            continue
        role = str(item.get("role") or "").upper() if isinstance(item, Mapping) else ""
        if role in CHAIRS and session.chair is None:
            session.chair = person
            continue
        if role not in SPEAKERS:
            note(programme.warnings, f"역할이 '{role[:30]}'인 사람을 연사로 읽었습니다", session.label)
        session.persons.append(person)


def _several(stated: Any) -> list[Any]:
    """Return the people of a list, of a mapping by their ids, or the one who stands there alone."""
    if isinstance(stated, Mapping) and not NAMES_OF_PEOPLE & stated.keys():
        return list(stated.values())
    return stated if isinstance(stated, list) else [stated]


def person_of(item: Any, label: str) -> ForeignPerson | None:
    """Return the person that a name or an object describes, None for anything else."""
    if isinstance(item, str):
        return ForeignPerson(label, name=item)
    if not isinstance(item, Mapping):
        return None
    name = next((item[key] for key in WHOLE_NAMES if item.get(key)), None)
    parts = [part for key in PARTS_OF_NAMES if isinstance(part := item.get(key), str) and part.strip()]
    person = ForeignPerson(
        label, key=_first(item, "guid", "code", "id"), name=name or " ".join(parts) or None
    )
    if not person.name and not person.key:
        return None
    person.affiliation = item.get("affiliation") or item.get("organization") or item.get("company")
    person.position = item.get("position")
    person.biography = (
        item.get("biography") or item.get("bio") or item.get("description") or item.get("abstract")
    )
    return person


def _first(event: Mapping[str, Any], *names: str) -> str:
    """Return the first of the values that names something, as text."""
    for name in names:
        value = event.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and (words := str(value).strip()):
            return words[:200]
    return ""


def _says_something(value: Any) -> bool:
    with suppress(TypeError):
        if isinstance(value, Mapping):
            return any(_says_something(part) for part in value.values())
        if isinstance(value, list):
            return any(_says_something(part) for part in value)
    return value not in (None, "", False) and str(value).strip().lower() not in ("false", "")
