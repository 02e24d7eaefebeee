"""The people of somebody else's file, each once."""

from collections.abc import Sequence
from typing import Any

from program.importing.foreign.programme import ForeignPerson
from program.importing.foreign.texts import TextReader
from program.importing.people import is_nobody
from program.importing.records import SpeakerRecord

WORDS = {"name": "성명", "affiliation": "소속", "position": "직위", "biography": "약력"}
KEYS = {f"{name}_{code}": word for name, word in WORDS.items() for code in ("ko", "en")}


class People:
    """Finds the record of a mentioned person.

    The file's own id makes two mentions one person. Without an id it is the name with the affiliation, or the name
    alone where only one person of that name is known.
    """

    def __init__(self, texts: TextReader, listed: Sequence[ForeignPerson]) -> None:
        self.texts = texts
        self.records: list[SpeakerRecord] = []
        self.by_key: dict[str, SpeakerRecord] = {}
        self.by_slug: dict[str, SpeakerRecord] = {}
        self.by_name: dict[str, list[SpeakerRecord]] = {}
        self.passed_over: list[str] = []
        for person in listed:
            self.record_of(person)

    def record_of(self, person: ForeignPerson) -> SpeakerRecord | None:
        """Return the person's record; None for a placeholder ('추후 공지') and for somebody without a name."""
        fields = self._fields(person)
        name = fields.get("name_ko") or fields.get("name_en") or ""
        if known := self.by_key.get(person.key) if person.key else None:
            self._complete(known, fields)
            return known
        if not name and not person.key:
            return None
        if name and is_nobody(name):
            self.passed_over.append(f"{person.label}: '{name}'은(는) 사람의 이름이 아니어서 읽지 않았습니다.")
            return None
        if person.slug and (listed := self.by_slug.get(person.slug)):
            self._complete(listed, fields)
            return listed
        if not person.key and (same := self._namesake(name, fields)):
            self._complete(same, fields)
            return same
        record = SpeakerRecord(
            person.label, person.slug, fields, keys=KEYS, key=person.key, appears_in=person.appears_in
        )
        self.records.append(record)
        if person.key:
            self.by_key[person.key] = record
        if person.slug:
            self.by_slug[person.slug] = record
        for spelling in {fields.get("name_ko"), fields.get("name_en")} - {None, ""}:
            self.by_name.setdefault(str(spelling).casefold(), []).append(record)
        return record

    def _fields(self, person: ForeignPerson) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, word in WORDS.items():
            label = f"{person.label} {word}"
            fields |= self.texts.pair(label, name, getattr(person, name), "", lines=name == "biography")
        return {**fields, **self.texts.stated(person.label, person.fields)}

    def _namesake(self, name: str, fields: dict[str, Any]) -> SpeakerRecord | None:
        """Return the person of that name whose affiliation is the same, or unknown on one side."""
        namesakes = self.by_name.get(name.casefold(), [])
        mine = _affiliation(fields)
        exact = [record for record in namesakes if _affiliation(record.fields) == mine]
        open_ones = [record for record in namesakes if not mine or not _affiliation(record.fields)]
        if exact:
            return exact[0]
        return open_ones[0] if len(namesakes) == len(open_ones) == 1 else None

    def _complete(self, record: SpeakerRecord, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            if value and not record.fields.get(name):
                record.fields[name] = value


def _affiliation(fields: dict[str, Any]) -> str:
    return fields.get("affiliation_ko") or fields.get("affiliation_en") or ""
