"""Find sessions that would stand in one room at once, and say both names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from program.models import Session


def clashes(sessions: Mapping[str, Session]) -> Iterator[str]:
    """Yield a sentence for every two of the sessions (by label) that take the same room at the same time.

    The rule is that of the database: a talk shares the room with the themed session around it and with nobody else.
    """
    by_room: dict[str, list[tuple[str, Session]]] = defaultdict(list)
    for label, session in sessions.items():
        if session.room and session.starts_at and session.ends_at and not session.cancelled_at:
            by_room[session.room.slug].append((label, session))
    for there in by_room.values():
        there.sort(key=lambda pair: pair[1].starts_at)
        for (label, one), (other_label, other) in combinations(there, 2):
            if _overlap(one, other) and not _is_around(one, other):
                hours = f"{_hours(one)}, {_hours(other)}"
                yield f"{other_label} start: {label}와(과) 같은 시간에 같은 장소입니다 ({one.room}; {hours})."


def _overlap(one: Session, other: Session) -> bool:
    assert one.starts_at and one.ends_at and other.starts_at and other.ends_at
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _is_around(one: Session, other: Session) -> bool:
    """Say whether one is the themed session around the other."""
    return any(
        inner.parent and inner.parent.slug == outer.slug for inner, outer in ((one, other), (other, one))
    )


def _hours(session: Session) -> str:
    assert session.starts_at and session.ends_at
    zone = session.conference.zone
    return f"{session.starts_at.astimezone(zone):%H:%M}~{session.ends_at.astimezone(zone):%H:%M}"
