"""Where the sessions of a day stand on a wide screen: times down, rooms across.

The markup stays one list in time order; this only says which row and column of the stylesheet's grid each session
takes. Rows are the stretches between the moments at which something starts or ends. What has no neighbour at its time
(a ceremony, a break) runs across all columns; a day that is nothing but that is laid out as lines.
"""

from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from program.public import PublicRoom, PublicSession

# As many as schedule.css has classes for; beyond them a grid helps nobody, and the day becomes lines.
MOST_ROWS = 96
MOST_COLUMNS = 8


@dataclass(frozen=True)
class TalkEntry:
    """A talk inside a session; `is_past` by the clock of whoever looks."""

    session: "PublicSession"
    is_past: bool


@dataclass(frozen=True)
class Entry:
    """A session, the classes that place it, and those of its talks that are shown."""

    session: "PublicSession"
    place: str
    talks: tuple[TalkEntry, ...] = ()
    follows_now: bool = False  # what stands before it is past

    @property
    def classes(self) -> str:
        """Return the classes of what it is, and of where it stands."""
        track = self.session.track
        theme = f" theme--{track.sign}" if track else ""
        return f"session session--{self.session.kind} {self.place}{theme}"


@dataclass(frozen=True)
class Heading:
    """The name above the columns of one room; None stands for 'to be announced'."""

    room: "PublicRoom | None"
    classes: str


@dataclass(frozen=True)
class Mark:
    """A time beside the rows."""

    time: str
    classes: str


@dataclass(frozen=True)
class Timetable:
    """A day's layout; `columns` is 0 where the day is laid out as lines."""

    entries: tuple[Entry, ...]
    headings: tuple[Heading, ...] = ()
    marks: tuple[Mark, ...] = ()
    columns: int = 0
    now_classes: str = ""  # of the line that says where the day is


@dataclass
class Lane:
    """One column: what runs in a room and does not overlap."""

    room: "PublicRoom | None"
    free_from: datetime


def timetable_of(
    sessions: Sequence["PublicSession"], shown: Container[str], now: datetime | None = None
) -> Timetable:
    """Lay out the sessions of one day, which all have times, as they stand at a moment if one is given.

    `shown` holds the permanent names of what may be shown, talks too.
    """
    sessions = sorted(sessions, key=lambda session: _period(session)[0])
    moments = sorted({moment for session in sessions for moment in _period(session)})
    timetable = _laid_out(sessions, moments)
    entries = tuple(replace(entry, talks=talks_of(entry.session, shown, now)) for entry in timetable.entries)
    timetable = replace(timetable, entries=entries)
    return timetable if now is None else _at(now, timetable, moments)


def talks_of(
    session: "PublicSession", shown: Container[str], now: datetime | None = None
) -> tuple[TalkEntry, ...]:
    """Return the talks inside a session that are shown."""
    return tuple(
        TalkEntry(talk, now is not None and talk.ends_at is not None and talk.ends_at <= now)
        for talk in session.talks
        if talk.uid in shown
    )


def _laid_out(sessions: Sequence["PublicSession"], moments: Sequence[datetime]) -> Timetable:
    alone = _alone(sessions)
    lanes, lane_of = _lanes(
        [session for session, is_alone in zip(sessions, alone, strict=True) if not is_alone]
    )
    if not lanes or len(lanes) > MOST_COLUMNS or len(moments) - 1 > MOST_ROWS:
        return Timetable(tuple(Entry(session, "session--line") for session in sessions))

    row = {moment: number for number, moment in enumerate(moments, start=1)}
    ordered = sorted(lanes, key=lambda lane: _room_order(lane.room, sessions))
    column = {id(lane): number for number, lane in enumerate(ordered, start=1)}
    entries = []
    for session, is_alone in zip(sessions, alone, strict=True):
        start, end = _period(session)
        rows = f"row-{row[start]} rows-{row[end] - row[start]}"
        place = "session--line" if is_alone else f"session--cell column-{column[id(lane_of[session.uid])]}"
        entries.append(Entry(session, f"{place} {rows}"))
    starts = dict.fromkeys(_period(s)[0] for s, is_alone in zip(sessions, alone, strict=True) if not is_alone)
    return Timetable(
        entries=tuple(entries),
        headings=tuple(_headings(ordered)),
        marks=tuple(Mark(f"{start:%H:%M}", f"row-{row[start]}") for start in starts),
        columns=len(lanes),
    )


def _at(now: datetime, timetable: Timetable, moments: Sequence[datetime]) -> Timetable:
    """Mark what is past and what is on, and, while the day goes on, where the line of now stands."""
    entries: list[Entry] = []
    for entry in timetable.entries:
        start, end = _period(entry.session)
        moment = " session--past" if end <= now else " session--running" if start <= now else ""
        is_first = end > now and all(_period(other.session)[1] <= now for other in entries)
        follows_now = is_first and moments[0] <= now
        entries.append(replace(entry, place=entry.place + moment, follows_now=follows_now))
    row = f"row-{bisect_right(moments, now)}" if timetable.columns else ""
    return replace(timetable, entries=tuple(entries), now_classes=row)


def _period(session: "PublicSession") -> tuple[datetime, datetime]:
    assert session.starts_at is not None  # sessions of a day have both
    assert session.ends_at is not None
    return session.starts_at, session.ends_at


def _alone(sessions: Sequence["PublicSession"]) -> list[bool]:
    """Say of each session, in time order, whether nothing else runs while it does."""
    alone = [True] * len(sessions)
    longest = 0  # the place of the session that ends last of those before
    for place in range(1, len(sessions)):
        if _period(sessions[place])[0] < _period(sessions[longest])[1]:
            alone[place] = alone[longest] = False
        if _period(sessions[place])[1] > _period(sessions[longest])[1]:
            longest = place
    return alone


def _lanes(sessions: Sequence["PublicSession"]) -> tuple[list[Lane], dict[str, Lane]]:
    """Give every session a column of its room; a cancelled one may overlap with what replaced it and gets another."""
    lanes: list[Lane] = []
    lane_of: dict[str, Lane] = {}
    for session in sessions:
        start, end = _period(session)
        lane = next((lane for lane in lanes if lane.room == session.room and lane.free_from <= start), None)
        if lane is None:
            lanes.append(lane := Lane(session.room, end))
        lane.free_from = end
        lane_of[session.uid] = lane
    return lanes, lane_of


def _room_order(room: "PublicRoom | None", sessions: Sequence["PublicSession"]) -> int:
    """Keep the organisers' order of rooms; what has no room yet comes last."""
    rooms = sessions[0].programme.rooms
    return rooms.index(room) if room else len(rooms)


def _headings(lanes: Sequence[Lane]) -> list[Heading]:
    """Name each room once, above all of its columns."""
    first: dict[PublicRoom | None, int] = {}
    width: dict[PublicRoom | None, int] = {}
    for number, lane in enumerate(lanes, start=1):
        first.setdefault(lane.room, number)
        width[lane.room] = width.get(lane.room, 0) + 1
    return [Heading(room, f"column-{number} columns-{width[room]}") for room, number in first.items()]
