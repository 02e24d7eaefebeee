"""Find sessions that would stand in one room at once, and say both names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from program.models import Session


def clashes(sessions: Mapping[str, Session]) -> Iterator[str]:
    """Yield a sentence for every two of the sessions (by label) that take the same room at the same time.

    The rule is that of the database: a talk shares the room with the themed session around it and with nobody else.
    """
    by_room: dict[str, list[_Stay]] = defaultdict(list)
    for label, session in sessions.items():
        if session.room and session.starts_at and session.ends_at and not session.cancelled_at:
            by_room[session.room.slug].append(_Stay(session.starts_at, session.ends_at, label, session))
    for stays in by_room.values():
        told = set()
        for one, other in combinations(sorted(stays, key=_time_order), 2):
            if other.starts_at < one.ends_at and not _are_family(one.session, other.session):
                families = frozenset((_family(one.session), _family(other.session)))
                if len(families) == 2 and families in told:
                    continue  # where two themed sessions clash, so do their talks
                told.add(families)
                where = f"{one.session.room}; {one.hours}, {other.hours}"
                yield f"{other.label} start: {one.label}와(과) 같은 시간에 같은 장소입니다 ({where})."


class _Stay(NamedTuple):
    """A session in a room."""

    starts_at: datetime
    ends_at: datetime
    label: str
    session: Session

    @property
    def hours(self) -> str:
        zone = self.session.conference.zone
        return f"{self.starts_at.astimezone(zone):%H:%M}~{self.ends_at.astimezone(zone):%H:%M}"


def _are_family(one: Session, other: Session) -> bool:
    """Say whether one is the themed session around the other."""
    return any(talk.parent and talk.parent.slug == head.slug for talk, head in ((one, other), (other, one)))


def _family(session: Session) -> str:
    return session.parent.slug if session.parent else session.slug


def _time_order(stay: _Stay) -> tuple[datetime, bool]:
    return (stay.starts_at, stay.session.parent is not None)
