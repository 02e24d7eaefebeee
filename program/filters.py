"""The agenda's filters: their state is in the address, and every choice is a link."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from pobatt import dates
from program.grid import Entry, talks_of
from program.public import Programme, PublicSession, kind_name
from program.search import Question


@dataclass(frozen=True)
class Choice:
    """One link of a filter: '' is 'all'."""

    value: str
    name: str
    query: str  # '?day=…' with every other filter as it is, or '' for none
    is_selected: bool

    @property
    def is_for_people(self) -> bool:
        """Say whether crawlers need not follow it: all but 'all' and a single day only repeats the same sessions."""
        return bool(self.query) and (not self.query.startswith("?day=") or "&" in self.query)


@dataclass(frozen=True)
class Filter:
    """A question the agenda can be asked."""

    name: str  # in the address
    label: str
    choices: tuple[Choice, ...]

    @property
    def is_active(self) -> bool:
        """Say whether something other than 'all' is chosen."""
        return any(choice.is_selected and choice.value for choice in self.choices)


# What each filter compares; the order is that of the page and of the address.
VALUES: dict[str, Callable[[PublicSession], str]] = {
    "day": lambda session: session.day.isoformat() if session.day else "",
    "track": lambda session: session.track.slug if session.track else "",
    "room": lambda session: session.room.slug if session.room else "",
    "kind": lambda session: session.kind,
    "language": lambda session: session.language,
}


class AgendaFilters:
    """The filters of one request to the agenda.

    `question` is what is typed into the search box; a choice of a filter keeps it. A preview is not searched.
    Raises Http404 for a value that no session and no part of the conference has; unknown names are ignored.
    """

    def __init__(self, programme: Programme, query: QueryDict) -> None:
        self.programme = programme
        self.chosen = {name: query[name] for name in VALUES if query.get(name)}
        self.question = (
            Question.read(query.get("q", "")) if "q" in query and not programme.is_preview else None
        )
        known = {name: dict(self._known(name)) for name in VALUES}
        for name, value in self.chosen.items():
            if value not in known[name]:
                raise Http404(_("그런 조건은 없습니다."))
        self.filters = tuple(
            Filter(name, label, self._choices(name, known[name]))
            for name, label in self._labels()
            if len(known[name]) > 1
        )

    @property
    def query(self) -> str:
        """Return the state as it stands in the address, '' for none."""
        return self._query({})

    @property
    def query_without_question(self) -> str:
        """Return the same without what is looked for."""
        return self._query({"q": ""})

    @property
    def is_active(self) -> bool:
        """Say whether anything is filtered."""
        return bool(self.chosen)

    @property
    def narrows_sessions(self) -> bool:
        """Say whether more than the day is chosen, so that single talks may be listed on their own."""
        return bool(self.chosen.keys() - {"day"})

    @property
    def sessions(self) -> tuple[PublicSession, ...]:
        """Return the sessions that fit; a themed session keeps only the talks that fit with it."""
        return tuple(
            session
            for session in self.programme.sessions
            if all(VALUES[name](session) == value for name, value in self.chosen.items())
        )

    @property
    def unscheduled(self) -> tuple[Entry, ...]:
        """Return those that fit and have no time yet, on the first level."""
        fitting = self.sessions
        shown = {session.uid for session in fitting}
        return tuple(
            Entry(session, "session--line", talks_of(session, shown))
            for session in fitting
            if session.day is None and session.parent_uid not in shown
        )

    def _labels(self) -> list[tuple[str, str]]:
        return [
            ("day", _("날짜")),
            ("track", _("주제")),
            ("room", _("장소")),
            ("kind", _("종류")),
            ("language", _("진행 언어")),
        ]

    def _known(self, name: str) -> Iterable[tuple[str, str]]:
        """Yield the values of a filter with their names."""
        programme = self.programme
        if name == "day":
            # Days without sessions too: a link to the day of the visits must not break.
            for day in programme.all_days:
                yield day.isoformat(), dates.short_day(day, programme.language)
        elif name == "track":
            yield from ((track.slug, track.name) for track in programme.tracks)
        elif name == "room":
            yield from ((room.slug, room.name) for room in programme.rooms)
        elif name == "kind":
            yield from {session.kind: kind_name(session.kind) for session in programme.sessions}.items()
        else:
            yield from {s.language: s.language_name for s in programme.sessions if s.language}.items()

    def _choices(self, name: str, known: dict[str, str]) -> tuple[Choice, ...]:
        chosen = self.chosen.get(name, "")
        return tuple(
            Choice(value, label, self._query({name: value}), value == chosen)
            for value, label in {"": _("전체"), **known}.items()
        )

    def _query(self, changes: dict[str, str]) -> str:
        asked = {"q": self.question.asked} if self.question else {}
        state = {**self.chosen, **asked, **changes}
        kept = {name: state[name] for name in (*VALUES, "q") if state.get(name)}
        return f"?{urlencode(kept)}" if kept else ""
