"""Write the sessions of a file, themed sessions before their talks, and check how they stand together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from program.importing.clashes import clashes
from program.importing.identity import uid_of
from program.importing.people import Speakers
from program.importing.records import Record, SessionRecord, SpeakerRecord
from program.importing.writing import Change, Writer
from program.models import Appearance, Conference, Room, Session, Speaker, Track

KEYS = {"starts_at": "start", "ends_at": "end"}


class SessionRows:
    """The sessions of a conference by slug, those of the file already with the file's values."""

    def __init__(
        self,
        conference: Conference,
        rooms: Mapping[str, Room],
        tracks: Mapping[str, Track],
        speakers: Speakers,
        writer: Writer,
    ) -> None:
        self.conference = conference
        self.rooms = rooms
        self.tracks = tracks
        self.speakers = speakers
        self.writer = writer
        self.rows = _rows_of(conference)
        self.records: dict[str, SessionRecord] = {}

    def write(self, records: Sequence[SessionRecord]) -> None:
        """Write the records; what is wrong goes into the writer's errors."""
        self.writer.names_of(records)
        self.records = {record.slug: record for record in records}
        for record in records:
            if record.slug not in self.rows:
                named = {"uid": record.uid} if record.uid else {}
                self.rows[record.slug] = Session(conference=self.conference, slug=record.slug, **named)
        for record in sorted(records, key=lambda record: bool(record.links.get("parent"))):
            self._write(record)
        if records:  # a list of people alone says nothing of sessions
            self.writer.name_missing(row for slug, row in self.rows.items() if slug not in self.records)

    def check(self) -> None:
        """Check the sessions that the file does not mention, and that no two sessions are in one room at once."""
        sound = {}
        for slug, row in self.rows.items():
            record: Record | None = self.records.get(slug)
            if record is None:
                record = Record(f"'{row}'({slug}; 파일에 없는 세션)", slug, keys=KEYS)
                self.writer.check(row, record)
            if not record.is_broken:
                sound[record.label] = row
        found = list(clashes(sound))
        self.writer.errors += found
        strangers = len(self.rows) - len(self.records)
        if found and strangers:
            self.writer.errors.append(
                f"이 대회에는 파일에 없는 세션이 {strangers}건 있습니다. "
                "다른 프로그램으로 읽으려면 --new 이름으로 새 대회를 만드세요."
            )

    def add_appearances(self, people: Iterable[SpeakerRecord]) -> None:
        """Add people to the sessions that only the list of people names them for."""
        by_uid = {row.uid: row for row in self.rows.values()}
        for person in people:
            for key in person.appears_in:
                row = by_uid.get(uid_of(key, self.conference))
                speaker = self.speakers.row_for(person)
                if row is None or row._state.adding or speaker._state.adding:
                    continue
                there = [place.speaker_id for place in row.appearances.all()]
                if speaker.pk not in there and not self._is_stated(row, person):
                    Appearance.objects.create(session=row, speaker=speaker, position=len(there) + 1)
                    self.writer.report.note_change(person.label, "세션", "", str(row))

    def _is_stated(self, row: Session, person: SpeakerRecord) -> bool:
        """Say whether the file itself has put the person into the session."""
        record = self.records.get(row.slug)
        return bool(record and any(person.identity == other.identity for other in record.speakers or []))

    def _write(self, record: SessionRecord) -> None:
        row = self.rows[record.slug]
        for name in ("starts_at", "ends_at"):
            if moment := record.fields.get(name):
                record.fields[name] = self._zoned(moment)
        if record.is_cancelled is not None and record.is_cancelled != bool(row.cancelled_at):
            record.fields["cancelled_at"] = timezone.now() if record.is_cancelled else None
        links = self._links(record)
        besides, speakers = self._speakers(row, record)
        is_new = row._state.adding
        if self.writer.write(row, record, links, besides) and besides:
            if not is_new:
                row.appearances.all().delete()
            Appearance.objects.bulk_create(
                Appearance(session=row, speaker=speaker, position=position)
                for position, speaker in enumerate(speakers, start=1)
            )

    def _zoned(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.conference.zone)

    def _links(self, record: SessionRecord) -> dict[str, Any]:
        """Return the rows a record names; what cannot be linked makes the record broken."""
        choices: dict[str, Mapping[str, Any]] = {
            "parent": self.rows,
            "room": self.rooms,
            "track": self.tracks,
        }
        links: dict[str, Any] = {}
        for name, slug in record.links.items():
            if slug and slug not in choices[name]:
                known = ", ".join(choices[name]) or "없음"
                self._refuse(record, name, f"'{slug}'이(가) 없습니다. 있는 것: {known}")
            else:
                links[name] = choices[name][slug] if slug else None
        around = self.records.get(record.links.get("parent", ""))
        if around and around.links.get("parent"):
            self._refuse(record, "parent", "발표 안에는 발표를 넣을 수 없습니다. 주제 세션을 쓰세요.")
        if record.chair:
            links["chair"] = self.speakers.row_for(record.chair)
        # What is wrong with the other row has been said; without it this one cannot be saved.
        record.is_broken |= bool(around and around.is_broken)
        record.is_broken |= any(link is not None and link._state.adding for link in links.values())
        return links

    def _speakers(self, row: Session, record: SessionRecord) -> tuple[dict[str, Change], list[Speaker]]:
        """Return how the list of speakers changes ({} when it does not), and the new list."""
        if record.speakers is None:
            return {}, []
        old = [] if row._state.adding else [place.speaker for place in row.appearances.all()]
        found = [self.speakers.row_for(person) for person in record.speakers]
        new = [
            speaker
            for place, speaker in enumerate(found)
            if not any(speaker is other for other in found[:place])
        ]
        record.is_broken |= any(speaker._state.adding for speaker in new)
        return ({} if old == new else {"연사": (_names(old), _names(new))}), new

    def _refuse(self, record: SessionRecord, name: str, sentence: str) -> None:
        self.writer.errors.append(record.error(name, sentence))
        record.is_broken = True


def _rows_of(conference: Conference) -> dict[str, Session]:
    """Return the sessions by slug; talks and themed sessions are linked in memory, so that both show new times."""
    sessions = conference.sessions.in_time_order().select_related("track", "room", "chair")
    rows = list(sessions.prefetch_related("appearances__speaker"))
    by_key = {row.pk: row for row in rows}
    for row in rows:
        row.conference = conference
        row.parent = by_key[row.parent_id] if row.parent_id else None
    return {row.slug: row for row in rows}


def _names(speakers: Sequence[Speaker]) -> str:
    return ", ".join(str(speaker) for speaker in speakers)
