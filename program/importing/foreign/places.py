"""Rooms and tracks of somebody else's file, by name."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from program.importing.foreign.programme import ForeignPlace
from program.importing.foreign.texts import TextReader
from program.importing.records import Record, RoomRecord, TrackRecord

NOWHERE = {
    "",
    "-",
    "–",
    "tba",
    "tbd",
    "n/a",
    "none",
    "no room",
    "추후 공지",
    "미정",
    "to be announced",
    "없음",
}
NOUNS = {"room": "장소", "track": "주제"}
LONGEST_SLUG = 40


class Places:
    """Collects them in the order in which the file names them; each has a slug that is its own within the file."""

    def __init__(self, texts: TextReader, noun: str, stated: Sequence[ForeignPlace]) -> None:
        self.texts = texts
        self.noun = noun
        self.records: list[Record] = []
        self.found: dict[str, str] = {}  # name or slug in the file → slug
        for place in stated:
            self._add(place)

    @property
    def room_records(self) -> list[RoomRecord]:
        """Return them as rooms."""
        return [record for record in self.records if isinstance(record, RoomRecord)]

    @property
    def track_records(self) -> list[TrackRecord]:
        """Return them as tracks."""
        return [record for record in self.records if isinstance(record, TrackRecord)]

    def slug_of(self, label: str, value: Any) -> str:
        """Return the slug of the place that a session names, '' for none."""
        name = self.texts.line(f"{label} {NOUNS[self.noun]}", value)
        if name.casefold() in NOWHERE:
            return ""
        if name.casefold() not in self.found:
            self._add(ForeignPlace(value))
        return self.found.get(name.casefold(), "")

    def _add(self, place: ForeignPlace) -> None:
        noun = NOUNS[self.noun]
        label = f"{noun} '{self.texts.line(noun, place.name)[:40]}'"
        names = self.texts.pair(label, "name", place.name, "")
        stated = self.texts.stated(label, place.fields)
        fields: dict[str, Any] = {**names, **stated}
        if not fields.get("name_ko"):
            fields["name_ko"] = fields.get("name_en", "")
        words = [self.texts.line(label, place.name), *names.values(), str(place.slug)]
        words += [str(fields.get(name, "")) for name in ("name_ko", "name_en")]
        words = [word.casefold() for word in words if word]
        if not fields["name_ko"] or any(word in self.found for word in words[:1]):
            return
        slug = self._free(
            slugify(place.slug) or slugify(fields.get("name_en") or fields["name_ko"]) or self.noun
        )
        for word in words:
            self.found.setdefault(word, slug)
        maker = RoomRecord if self.noun == "room" else TrackRecord
        position = len(self.records)
        is_derived = not place.fields
        record = maker(
            label, slug, {**fields, "position": position}, key=place.slug or "-", is_derived=is_derived
        )
        if not is_derived and "position" not in place.fields:
            del record.fields["position"]
        self.records.append(record)

    def _free(self, stem: str) -> str:
        stem = stem[: LONGEST_SLUG - 4].strip("-_") or self.noun
        taken = {record.slug for record in self.records}
        number = 1
        while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        return slug
