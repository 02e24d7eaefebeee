"""A programme at one moment: before it begins, on, between its days, or over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils.translation import gettext as _, ngettext

from pobatt import dates
from program.models.conference import DAY_BEGINS_AT
from program.public import Programme, PublicRoom, PublicSession

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class RoomNow:
    """A place with what is on there and what comes next on the same day; `room` is None for items without one."""

    room: PublicRoom | None
    running: PublicSession | None
    following: PublicSession | None


class Now:
    """What the page of now says of a programme at `moment`; with `room`, of that place alone."""

    def __init__(self, programme: Programme, moment: datetime, room: PublicRoom | None = None) -> None:
        self.programme = programme
        self.moment = moment.astimezone(programme.zone)
        self.room = room
        self._items = tuple(session for session in programme.sessions if _takes_place(session))

    @cached_property
    def state(self) -> str:
        """Return 'unknown' (nothing has a time), 'before', 'on', 'between' (days) or 'over'."""
        if not self._items:
            return "unknown"
        if all(_start(item) > self.moment for item in self._items):
            return "before"
        if all(_end(item) <= self.moment for item in self._items):
            return "over"
        return (
            "on"
            if any(
                (item.day == self._day and _end(item) > self.moment)
                or _start(item) <= self.moment < _end(item)
                for item in self._items
            )
            else "between"
        )

    @property
    def time(self) -> str:
        """Return '10:32'."""
        return f"{self.moment:%H:%M}"

    @property
    def minute(self) -> str:
        """Return '2022-11-03T10:32+09:00', no more precise: every worker's page of a minute is the same bytes."""
        return self.moment.isoformat(timespec="minutes")

    @property
    def day_name(self) -> str:
        """Return '11. 3.(목)': the day the moment belongs to."""
        return dates.short_day(self._day, self.programme.language)

    @property
    def first(self) -> PublicSession | None:
        """Return what comes next, on whatever day."""
        return _earliest(item for item in self._items if _start(item) > self.moment)

    @property
    def countdown(self) -> str:
        """Return how long it is until what comes next, in words."""
        if self.first is None:
            return ""
        days = (_start(self.first).date() - self.moment.date()).days
        if days:
            return ngettext("%d일 남았습니다", "%d일 남았습니다", days) % days
        minutes = -((self.moment - _start(self.first)) // MINUTE)
        hours, minutes = divmod(minutes, 60)
        if not hours:
            return ngettext("%d분 뒤에 시작합니다", "%d분 뒤에 시작합니다", minutes) % minutes
        return _("%(hours)d시간 %(minutes)d분 뒤에 시작합니다") % {"hours": hours, "minutes": minutes}

    @cached_property
    def rooms(self) -> tuple[RoomNow, ...]:
        """Return the places where something is on or still comes today, in the organisers' order."""
        places = [*self.programme.rooms, None] if self.room is None else [self.room]
        found = (self._in(place) for place in places)
        return tuple(place for place in found if place.running or place.following)

    @property
    def changes_at(self) -> datetime:
        """Return when the page will say something else: with the next minute, or a session that begins or ends."""
        return min(
            self.moment.replace(second=0, microsecond=0) + MINUTE, next_change(self.programme, self.moment)
        )

    @cached_property
    def _day(self) -> date:
        early = self.moment.time() < DAY_BEGINS_AT
        return self.moment.date() - timedelta(days=1) if early else self.moment.date()

    def _in(self, room: PublicRoom | None) -> RoomNow:
        """Return what is on in a place; a screen at a room also tells of what has no room of its own, like a break."""

        def here(item: PublicSession) -> bool:
            return item.room == room or (self.room is not None and item.room is None)

        todays = [item for item in self._items if item.day == self._day and here(item)]
        running = [item for item in self._items if here(item) and _start(item) <= self.moment < _end(item)]
        running.sort(key=lambda item: (item.room is None, item.parent_uid is None))
        return RoomNow(
            room, next(iter(running), None), _earliest(item for item in todays if _start(item) > self.moment)
        )


def is_on(programme: Programme, moment: datetime) -> bool:
    """Say whether the moment is on one of the conference's days."""
    day = moment.astimezone(programme.zone).date()
    return programme.conference.starts_on <= day <= programme.conference.ends_on


def next_change(programme: Programme, moment: datetime) -> datetime:
    """Return when, after the moment, a session begins or ends or a day of the conference does; else a year later."""
    conference = programme.conference
    midnights = (conference.starts_on, conference.ends_on + timedelta(days=1))
    moments = [datetime.combine(day, time(), programme.zone) for day in midnights]
    for item in programme.sessions:
        moments += [at for at in (item.starts_at, item.ends_at) if at]
    return min((at for at in moments if at > moment), default=moment + timedelta(days=365))


def _takes_place(session: PublicSession) -> bool:
    return session.starts_at is not None and session.ends_at is not None and not session.is_cancelled


def _start(session: PublicSession) -> datetime:
    assert session.starts_at is not None  # what takes place has both
    return session.starts_at


def _end(session: PublicSession) -> datetime:
    assert session.ends_at is not None
    return session.ends_at


def _earliest(items: Iterable[PublicSession]) -> PublicSession | None:
    """Return the first to begin: of a themed session and its first talk the talk, which names the session."""
    return min(items, key=lambda item: (_start(item), item.parent_uid is None), default=None)
