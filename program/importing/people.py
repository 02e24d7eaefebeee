"""Find the speakers of a file among those of the conference."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from program.importing.records import SpeakerRecord
from program.models import Conference, MergedSpeaker, Speaker

NOBODY = {
    "미정", "연사 미정", "추후 공지", "추후공지", "섭외 중", "섭외중", "발표자 미정", "tba", "tbd", "tbc",
    "n.n.", "n. n.",    "to be announced", "to be determined", "-", "–", "없음", "n/a",
}  # fmt: skip


def is_nobody(name: str) -> bool:
    """Say whether a name stands for somebody who is not known yet."""
    return name.casefold() in NOBODY or name.startswith("연사 미정") or "(가상)" in name


def merged(records: Iterable[SpeakerRecord], warnings: list[str]) -> list[SpeakerRecord]:
    """Return each person of a file once; what one mention leaves open another may state, and the first one counts."""
    people: dict[tuple[str, str, str], SpeakerRecord] = {}
    for record in records:
        first = people.setdefault(record.identity, record)
        for name, value in record.fields.items():
            known = first.fields.setdefault(name, value)
            if name == "source" and value not in known:
                first.fields[name] = f"{known}\n{value}"
            elif known != value and name != "source":
                warnings.append(
                    f"{record.label} {name}: {first.label}의 '{known}'과(와) 달라 앞의 것을 따릅니다."
                )
    return list(people.values())


class Speakers:
    """The speakers of a conference, as rows to be saved.

    A record finds its row by its id; without one by name and affiliation, or by the name alone where both the file and
    the conference know only one person of that name (an affiliation that has changed is still the same person).
    """

    def __init__(self, conference: Conference, records: list[SpeakerRecord]) -> None:
        self.conference = conference
        self.rows = list(conference.speakers.all())
        self.names = Counter(record.name for record in records)
        self.found: dict[tuple[str, str, str], Speaker] = {}
        self.absorbed: set[tuple[str, str, str]] = set()  # of records that were merged into another's row
        self.merged = _merged_records(conference, self.rows)

    def row_for(self, record: SpeakerRecord) -> Speaker:
        """Return the person's row, a new one where there is none."""
        if record.identity not in self.found:
            absorbing = self._absorbing(record)
            if absorbing:
                self.absorbed.add(record.identity)
            self.found[record.identity] = absorbing or self._existing(record) or self._new(record)
        return self.found[record.identity]

    def _absorbing(self, record: SpeakerRecord) -> Speaker | None:
        """Return the row that the record was merged into by hand; what the file says of it is not written there."""
        traits = (record.uid, record.slug, record.name)
        return next((self.merged[trait] for trait in traits if trait in self.merged), None)

    def _new(self, record: SpeakerRecord) -> Speaker:
        named = {"uid": record.uid} if record.uid else {}
        return Speaker(conference=self.conference, slug=record.slug, **named)

    def _existing(self, record: SpeakerRecord) -> Speaker | None:
        found = {row.pk for identity, row in self.found.items() if identity not in self.absorbed}
        rows = [row for row in self.rows if row.pk not in found]
        if record.uid and (row := next((row for row in rows if row.uid == record.uid), None)):
            return row
        if record.slug:
            return next((row for row in rows if row.slug == record.slug), None)
        name, affiliation = record.name, record.affiliation
        namesakes = [row for row in rows if name in (row.name_ko, row.name_en)]
        exact = [row for row in namesakes if affiliation in (row.affiliation_ko, row.affiliation_en)]
        if exact:
            return exact[0]
        return namesakes[0] if len(namesakes) == 1 and self.names[name] == 1 else None


def _merged_records(conference: Conference, rows: list[Speaker]) -> dict[Any, Speaker]:
    """Return where merged records went by their uids, addresses and names, but for what another speaker has now."""
    here = {row.pk: row for row in rows}
    taken = {trait for row in rows for trait in ("", row.slug, row.name_ko, row.name_en)}
    merged = MergedSpeaker.objects.filter(into__conference=conference)
    return {
        trait: here[record.into_id]
        for record in merged
        for trait in (record.uid, record.slug, record.name_ko, record.name_en)
        if trait not in taken
    }
