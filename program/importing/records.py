"""What a programme file says, as plain records, whatever form the file has.

A record's `fields` holds values by the name of the model's field, and only those the file states: what is missing
there (or null in YAML) is unknown and leaves the working copy alone, while '' or None in `fields` empties a field.
`label` says where in the file a record stands, so that an error can name it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

MOST_ERRORS = 300  # that are told at once
Days = tuple[date, date]  # first and last


class LoadingRefused(Exception):
    """Nothing was loaded; `errors` are Korean sentences, each naming its record and field."""

    def __init__(self, *errors: str) -> None:
        more = len(errors) - MOST_ERRORS
        self.errors = [*errors[:MOST_ERRORS], *([f"… 고칠 곳이 {more}건 더 있습니다."] if more > 0 else [])]
        super().__init__("\n".join(self.errors))


@dataclass
class Record:
    """One row to be; `slug` is its name within the conference ('' when the file gives it none)."""

    label: str
    slug: str
    fields: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(
        default_factory=dict
    )  # field of the model → key of the file, where they differ
    is_broken: bool = False  # something in it has been refused already
    key: str = ""  # by which another program's file knows it; `program.importing.identity` finds its row
    uid: UUID | None = None  # of the row, once found or chosen
    is_derived: bool = False  # made when missing and otherwise left as it is
    defaults: dict[str, Any] = field(default_factory=dict)  # what a new row gets where `fields` says nothing

    def error(self, name: str, sentence: str) -> str:
        """Return the sentence that says what is wrong with a field."""
        return f"{self.label} {self.keys.get(name, name)}: {sentence}"


@dataclass
class ConferenceRecord(Record):
    """The edition."""


@dataclass
class TrackRecord(Record):
    """A theme, in the order of the file."""


@dataclass
class RoomRecord(Record):
    """A place, in the order of the file."""


@dataclass
class SpeakerRecord(Record):
    """A person; the same person may stand at several sessions, and `appears_in` sessions that the file only names."""

    appears_in: list[str] = field(default_factory=list)  # keys of sessions

    @property
    def name(self) -> str:
        """Return the name by which the file calls the person."""
        return self.fields.get("name_ko") or self.fields.get("name_en") or ""

    @property
    def affiliation(self) -> str:
        """Return where the person works, in the file's words."""
        return self.fields.get("affiliation_ko") or self.fields.get("affiliation_en") or ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """Return what makes two mentions in a file the same person."""
        return (f"#{self.key}", "", "") if self.key else (self.slug, self.name, self.affiliation)


@dataclass
class OrganisationRecord(Record):
    """An organisation in one role; the file gives it no name of its own, so its role and name are that."""

    def is_about(self, role: str, name_ko: str, name_en: str) -> bool:
        """Say whether a row with these values is the one that the record means."""
        stated = [(self.fields.get("name_ko"), name_ko), (self.fields.get("name_en"), name_en)]
        return role == self.fields["role"] and any(said and said == kept for said, kept in stated)


@dataclass
class SessionRecord(Record):
    """An item of the programme; moments without a zone are by the conference's clock.

    `links` holds the slugs of `parent`, `track` and `room` that the file states ('' for none).
    """

    links: dict[str, str] = field(default_factory=dict)
    speakers: list[SpeakerRecord] | None = None  # None: the file does not say
    chair: SpeakerRecord | None = None
    is_cancelled: bool | None = None  # None: the file does not say


class ColumnReading(NamedTuple):
    """What a column of a table was read as; `meaning` is '' for one that was not read."""

    place: str  # sheet and column
    heading: str
    meaning: str
    example: str = ""


@dataclass
class ProgrammeRecords:
    """Everything a file says about one edition, and what of the file is not part of it."""

    conference: ConferenceRecord
    organisations: list[OrganisationRecord] = field(default_factory=list)
    tracks: list[TrackRecord] = field(default_factory=list)
    rooms: list[RoomRecord] = field(default_factory=list)
    speakers: list[SpeakerRecord] = field(default_factory=list)
    sessions: list[SessionRecord] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    form: str = "YAML"  # what the file is, in Korean
    zone: str = ""  # the time zone of the file's clock, where it names one
    columns: list[ColumnReading] = field(default_factory=list)
