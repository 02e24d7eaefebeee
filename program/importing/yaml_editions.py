"""Find in a programme file the conference and the list of sessions that are wanted, and read the conference."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from program.importing.records import ConferenceRecord, Days, LoadingRefused, OrganisationRecord
from program.importing.values import Entry
from program.models import Organisation

SECTION = re.compile(
    r"(?P<what>edition|programme|sessions)"
    r"(?:_(?!(?:planned|held)$)(?P<name>[\w-]+?))?"
    r"(?:_(?P<which>planned|held))?"
)
PLANNED, HELD = "planned", "held"
CONFERENCE_KEYS = {"time_zone": "timezone", "starts_on": "planned", "ends_on": "planned"}


@dataclass
class Sections:
    """The parts of a file that are read: `edition` is the conference's name in the file ('2022', or '')."""

    edition: str
    which: str  # planned or held
    programme: str | None = None  # keys of the file
    themed: str | None = None
    left: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return the key of the conference in the file."""
        return f"edition_{self.edition}" if self.edition else "edition"


def find_sections(content: Mapping[str, Any], wanted: str, which: str | None) -> Sections:
    """Choose the edition called `wanted` (or the only one) and its planned or held programme.

    Raises LoadingRefused when the file has several editions or not what was asked for.
    """
    found = {key: match for key in content if (match := SECTION.fullmatch(key))}
    names = list(
        dict.fromkeys(match["name"] or "" for match in found.values() if match["what"] != "sessions")
    )
    if not names:
        raise LoadingRefused("edition이나 programme으로 시작하는 항목이 없습니다. 프로그램 파일이 아닙니다.")
    if wanted not in names and len(names) > 1:
        raise LoadingRefused(
            f"파일에 대회가 여럿입니다({', '.join(names)}). --conference나 --new에 그 가운데 하나를 쓰세요."
        )
    name = wanted if wanted in names else names[0]
    programmes = _by_which(found, "programme", name)
    if which and programmes and which not in programmes:
        raise LoadingRefused(
            f"파일에 programme_{name}_{which} 항목이 없습니다. 있는 것: {', '.join(programmes.values())}"
        )
    chosen = which or next((way for way in (PLANNED, "", HELD) if way in programmes), PLANNED)
    sections = Sections(
        edition=name,
        which=chosen or PLANNED,
        programme=programmes.get(chosen),
        themed=_by_which(found, "sessions", name).get(chosen),
    )
    read = {sections.label, sections.programme, sections.themed}
    sections.left = [key for key in found if key not in read]
    return sections


def _by_which(found: Mapping[str, re.Match[str]], what: str, name: str) -> dict[str, str]:
    return {
        match["which"] or "": key
        for key, match in found.items()
        if match["what"] == what and (match["name"] or "") == name
    }


def conference_of(entry: Entry, zone: str | None, days: Days | None, name: str) -> ConferenceRecord:
    """Read the conference of an edition; `days` are those of its planned or held programme."""
    fields: dict[str, Any] = {"number": entry.number("number"), "short_name": entry.text("short_name")}
    for text in ("name", "theme", "city", "address"):
        fields |= entry.texts(text)
    fields |= _venue(entry)
    fields["hours_are_provisional"] = entry.flag("hours_are_provisional")
    fields["time_zone"] = entry.text("timezone") or entry.text("time_zone") or zone
    fields["source"] = entry.sources()
    if days:
        fields["starts_on"], fields["ends_on"] = days
    slug = name or (str(days[0].year) if days else "")
    stated = {key: value for key, value in fields.items() if value is not None}
    return ConferenceRecord(entry.label, slug, stated, keys=CONFERENCE_KEYS)


def organisations_of(entry: Entry) -> list[OrganisationRecord]:
    """Read who stands behind an edition: `host`, `organiser`, `supporter`, `sponsor`, each one name or a list."""
    records = []
    for role in Organisation.Role.values:
        names = entry.raw(role)
        label = f"{entry.label}.{role}"
        several = names if isinstance(names, list) else []
        source = "\n".join(line for line in entry.sources().splitlines() if line.startswith(role))
        for position, stated in enumerate(
            [Entry(label, {role: name}, entry.errors) for name in several] or [entry]
        ):
            texts = {key.replace(role, "name"): words for key, words in stated.texts(role).items() if words}
            if texts:
                fields = {**texts, "role": role, "position": position, "source": source}
                records.append(OrganisationRecord(label, "", fields))
    return records


def days_of(entry: Entry, which: str, programme_days: list[date]) -> Days | None:
    """Return first and last day: the edition's for this programme, or else those of the programme's own sessions."""
    stated = entry.raw(which)
    if isinstance(stated, Mapping):
        inner = Entry(f"{entry.label}.{which}", stated, entry.errors)
        if found := inner.days("date") or _span(inner, "start", "end"):
            return found
    elif stated is not None and (found := entry.days(which)):
        return found
    if found := entry.days("dates") or _span(entry, "start", "end") or _span(entry, "starts_on", "ends_on"):
        return found
    return (min(programme_days), max(programme_days)) if programme_days else None


def _span(entry: Entry, first: str, last: str) -> Days | None:
    start = entry.day(first)
    end = entry.day(last) or start
    return (start, end) if start and end else None


def _venue(entry: Entry) -> dict[str, str]:
    """Read `venue: {name_ko, hall}` as '포스코국제관 국제회의장', or a venue in words."""
    stated = entry.raw("venue")
    if not isinstance(stated, Mapping):
        return entry.texts("venue")
    inner = Entry(f"{entry.label}.venue", stated, entry.errors)
    names, halls = inner.texts("name"), inner.texts("hall")
    parts = {"venue_ko": [names.get("name_ko"), halls.get("hall_ko")]}
    parts["venue_en"] = [halls.get("hall_en"), names.get("name_en")]
    joined = {
        "venue_ko": " ".join(filter(None, parts["venue_ko"])),
        "venue_en": ", ".join(filter(None, parts["venue_en"])),
    }
    return {key: words for key, words in joined.items() if words}
