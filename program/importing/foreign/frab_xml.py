"""Read frab's and pentabarf's schedule.xml.

Entities are never resolved, nothing is fetched, and a file with a DOCTYPE is refused: the form has none.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, time
from typing import Any

from lxml import etree

from program.importing.foreign import own_remainder
from program.importing.foreign.events import event_of
from program.importing.foreign.moments import LATEST_BEGINNING, clocks_of, day_in, iso, on, zone_named
from program.importing.foreign.programme import ForeignPlace, ForeignProgramme
from program.importing.json_text import parsed
from program.importing.records import LoadingRefused
from program.models.conference import DAY_BEGINS_AT

DOCTYPE = re.compile(r"\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<!DOCTYPE", re.DOTALL | re.IGNORECASE)
EVENT_LISTS = {"persons", "links", "attachments", "recording"}
CONFERENCE_READ = {"title", "acronym", "start", "end", "days", "time_zone_name", "track", "timeslot_duration", "url",
                   "base_url", "day_change", "release", "venue", "city"}  # fmt: skip


def read_schedule_xml(content: bytes) -> ForeignProgramme:
    """Return what the file says. Raises LoadingRefused for one that is no schedule."""
    root = _root(content)
    if _name(root) != "schedule":
        raise LoadingRefused(
            f"XML의 맨 위가 <schedule>이 아니라 <{_name(root)[:40]}>입니다. 프로그램 파일이 아닙니다."
        )
    programme = ForeignProgramme("frab schedule.xml")
    conference = next((child for child in root if _name(child) == "conference"), root)
    about = {_name(child): _text(child) for child in conference if not len(child)}
    programme.title, programme.acronym = about.get("title"), about.get("acronym", "")
    programme.venue, programme.city = about.get("venue"), about.get("city")
    if zone_named(about.get("time_zone_name")):
        programme.zone = about["time_zone_name"]
    for track in (child for child in conference if _name(child) == "track"):
        programme.tracks.append(ForeignPlace(track.get("name") or _text(track), track.get("slug") or ""))
    for day in (child for child in root.iter() if _name(child) == "day"):
        _read_day(day, about, programme)
    if unread := [name for name, words in about.items() if words and name not in CONFERENCE_READ]:
        programme.passed_over.append(f"conference: 읽지 않은 칸이 있습니다 ({', '.join(sorted(unread))}).")
    _read_remainder(root, programme)
    return programme


def _root(content: bytes) -> Any:
    start = content[:4096]
    text = start.decode("utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "ignore")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True,
    )  # fmt: skip
    if DOCTYPE.match(text):
        raise LoadingRefused("DOCTYPE이 있는 XML은 읽지 않습니다. 그 줄을 지우고 다시 시도하세요.")
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        where = f" ({line}번째 줄)" if line else ""
        raise LoadingRefused(f"XML이 아니거나 깨진 파일입니다{where}: {error}"[:300]) from None
    if root.getroottree().docinfo.doctype or any(child.tag is etree.Entity for child in root.iter()):
        raise LoadingRefused("DOCTYPE이나 엔티티가 있는 XML은 읽지 않습니다.")
    return root


def _read_day(day: Any, about: dict[str, str], programme: ForeignProgramme) -> None:
    """Read the events of a day, whether they lie in rooms or directly in the day."""
    named = None
    with suppress(ValueError):
        named = day_in(day.get("date") or "")
    if named:
        programme.days.append(named)
    begins = _beginning(day, about)
    for room in (child for child in day if _name(child) == "room"):
        name = room.get("name") or ""
        programme.rooms.append(ForeignPlace(name))
        for event in (child for child in room if _name(child) == "event"):
            _read_event(event, name, named, begins, programme)
    for event in (child for child in day if _name(child) == "event"):
        _read_event(event, "", named, begins, programme)


def _read_event(event: Any, room: str, day: date | None, begins: time, programme: ForeignProgramme) -> None:
    found: dict[str, Any] = {**event.attrib}
    for child in event:
        if (name := _name(child)) in EVENT_LISTS:
            found[name] = list(_items(child))
        elif name:
            found[name] = _text(child)
    found.setdefault("room", room)
    event_of(found, day, begins, programme)


def _items(element: Any) -> Iterator[dict[str, Any]]:
    """Yield the persons, links or attachments in a list: attributes, and the text as `name`."""
    for child in element:
        if _name(child):
            inner = {_name(part): _text(part) for part in child}
            yield {"name": _text(child).strip(), **inner, **child.attrib}


def _beginning(day: Any, about: dict[str, str]) -> time:
    """Return the hour at which the day begins: stated with the day, with the conference, or ours."""
    with suppress(ValueError):
        return min(iso(day.get("start")).time(), LATEST_BEGINNING)
    with suppress(ValueError):
        return on(date.min, clocks_of(about.get("day_change", ""))[0], time.min).time()
    return DAY_BEGINS_AT


def _read_remainder(root: Any, programme: ForeignProgramme) -> None:
    for instruction in root.xpath("/processing-instruction('pobatt') | //processing-instruction('pobatt')"):
        own_remainder.read(parsed(instruction.text or ""), programme)


def _name(element: Any) -> str:
    """Return the name without its namespace, '' for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return "".join(element.itertext())
