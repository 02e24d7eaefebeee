"""The programme as frab's schedule.xml, which more conference apps read than any other form.

The same schedule as schedule.json in the other notation, valid against the XSD that c3voc publishes
(https://c3voc.de/schedule/schema.xsd); what it cannot say is in the processing instruction `pobatt`.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ProcessingInstruction, SubElement, indent, tostring

from django.conf import settings
from django.utils import translation

from program.feeds.schedule import schedule_json
from program.feeds.wording import permanent
from program.public import Programme

Json = dict[str, Any]

CONFERENCE = ("acronym", "title", "start", "end", "timeslot_duration", "url", "time_zone_name")
EVENT = (
    "room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track", "language",
    "description", "url",
)  # fmt: skip
TRACK_SLUG = re.compile("[a-z][a-z0-9-]+")  # the only ones the XSD takes


def schedule_xml(programme: Programme) -> bytes:
    """Return the schedule in the language of the programme; the same programme gives the same bytes."""
    with translation.override(programme.language):
        schedule = schedule_json(programme)["schedule"]
        root = Element("schedule")
        root.append(ProcessingInstruction("pobatt", _instruction(schedule["pobatt"])))
        SubElement(root, "generator", name="POBATT", system=urlsplit(settings.SITE_URL).netloc)
        _text(root, "url", permanent(programme, "schedule_xml"))
        _text(root, "version", schedule["version"])
        _conference(SubElement(root, "conference"), schedule)
        for day in schedule["conference"]["days"]:
            _day(root, day, {room["name"]: room["guid"] for room in schedule["conference"]["rooms"]})
        indent(root)
        return tostring(root, encoding="utf-8", xml_declaration=True)


def _instruction(content: Json) -> str:
    """Return JSON in which nothing ends the instruction: '?>' can only stand inside of a string."""
    return json.dumps(content, ensure_ascii=False).replace("?>", "?\\u003e")


def _conference(element: Element, schedule: Json) -> None:
    conference = schedule["conference"]
    for name in CONFERENCE:
        _text(element, name, conference[name])
    _text(element, "days", str(conference["daysCount"]))
    _text(element, "base_url", schedule["base_url"])
    for track in conference["tracks"]:
        theme = SubElement(element, "track", name=track["name"])
        theme.text = track["name"]
        if TRACK_SLUG.fullmatch(track["slug"]):
            theme.set("slug", track["slug"])


def _day(root: Element, day: Json, guids: dict[str, str]) -> None:
    element = SubElement(
        root, "day", index=str(day["index"]), date=day["date"], start=day["day_start"], end=day["day_end"]
    )
    for name, events in day["rooms"].items():
        room = SubElement(element, "room", name=name)
        if name in guids:  # not in that of sessions whose room is not known yet
            room.set("guid", guids[name])
        for event in events:
            _event(room, event)


def _event(room: Element, event: Json) -> None:
    element = SubElement(room, "event", guid=event["guid"], id=str(event["id"]))
    for name in EVENT:
        if name != "language" or event["language"]:
            _text(element, name, event[name] or "")
    persons = SubElement(element, "persons")
    for person in event["persons"]:
        SubElement(persons, "person", guid=person["guid"]).text = person["name"]
    links = SubElement(element, "links")
    for link in event["links"]:
        SubElement(links, "link", href=link["url"], type=link["type"]).text = link["title"]
    attachments = SubElement(element, "attachments")
    for file in event["attachments"]:
        SubElement(attachments, "attachment", href=file["url"], type=file["type"]).text = file["title"]


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
