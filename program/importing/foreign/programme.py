"""What somebody else's file says, before anything is decided about it.

Texts are as found: a string, a number, None, or `{language code: text}`; `program.importing.foreign.texts` makes sense
of them. Every `label` is Korean and says where in the file something stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from program.importing.records import ColumnReading, OrganisationRecord

MOST_SESSIONS, MOST_PEOPLE = 2000, 5000
TOO_MANY = f"너무 많습니다. 세션 {MOST_SESSIONS:,}건, 연사 {MOST_PEOPLE:,}명까지 읽습니다."


@dataclass(eq=False)
class ForeignPerson:
    """Somebody named in the file; `key` is the file's own name for them, '' without one."""

    label: str
    key: str = ""
    slug: str = ""
    name: Any = None
    affiliation: Any = None
    position: Any = None
    biography: Any = None
    appears_in: list[str] = field(default_factory=list)  # keys of sessions
    fields: dict[str, Any] = field(default_factory=dict)  # stated in the words of our own model


@dataclass
class ForeignPlace:
    """A room or a track."""

    name: Any
    slug: str = ""
    fields: dict[str, Any] = field(default_factory=dict)  # stated in the words of our own model


@dataclass
class ForeignSession:
    """An item of the programme; moments without a zone are by the file's clock.

    `persons` is None where the file does not say who speaks; `fields` is what the file states in the words of our own
    model, which needs no deciding. `columns` names the file's columns, for errors: {our field: words}.
    """

    label: str
    key: str = ""
    slug: str = ""
    parent: str = ""  # the key of the session around it
    title: Any = None
    subtitle: Any = None
    abstract: Any = None
    description: Any = None
    language: Any = None
    kind: Any = None
    track: Any = None
    room: Any = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    persons: list[ForeignPerson] | None = None
    chair: ForeignPerson | None = None
    is_cancelled: bool | None = None
    is_public: bool | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    is_broken: bool = False


@dataclass
class ForeignProgramme:
    """Everything a file says."""

    form: str  # what the file is, in Korean
    title: Any = None
    acronym: str = ""
    venue: Any = None
    city: Any = None
    zone: str = ""  # the name of the time zone, '' unless the file tells
    days: list[date] = field(default_factory=list)
    conference: dict[str, Any] = field(default_factory=dict)  # stated in the words of our own model
    has_markup: bool = True  # HTML or Markdown in long texts is meant as such
    blanks_empty: bool = False  # an empty text empties the field
    organisations: list[OrganisationRecord] = field(default_factory=list)
    rooms: list[ForeignPlace] = field(default_factory=list)
    tracks: list[ForeignPlace] = field(default_factory=list)
    people: list[ForeignPerson] = field(default_factory=list)
    sessions: list[ForeignSession] = field(default_factory=list)
    columns: list[ColumnReading] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
