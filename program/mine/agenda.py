"""The agenda that an address with stars asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import groupby

import segno

from program.feeds.wording import permanent
from program.mine import codes
from program.public import Programme, PublicSession


@dataclass(frozen=True)
class Chosen:
    """A starred session and what else that is starred runs at the same time."""

    session: PublicSession
    clashes: tuple[PublicSession, ...]


class MyAgenda:
    """The sessions of a public programme that some codes mean; `codes` are as `program.mine.codes.read` gives them."""

    def __init__(self, programme: Programme, wanted: Sequence[str]) -> None:
        self.programme = programme
        self.codes = tuple(wanted)
        self.sessions = tuple(session for session in programme.sessions if self._has(session))
        present = programme.session_by_uid
        self.gone = tuple(s for s in programme.gone if s.uid not in present and self._has(s))

    @property
    def query(self) -> str:
        """Return the stars as they stand in an address: '?s=…', or ''."""
        return f"?s={codes.write(self.codes)}" if self.codes else ""

    @property
    def address(self) -> str:
        """Return the full address of the page, good for years."""
        return permanent(self.programme, "mine") + self.query

    @property
    def calendar_address(self) -> str:
        """Return the full address of the calendar."""
        return permanent(self.programme, "my_calendar") + self.query

    @property
    def subscription_address(self) -> str:
        """Return the calendar's address as programs for calendars subscribe to it."""
        return "webcal:" + self.calendar_address.partition(":")[2]

    @cached_property
    def days(self) -> tuple[tuple[str, tuple[Chosen, ...]], ...]:
        """Return the name of each day ('' for what has no time yet) with its sessions in time order."""
        timed = [session for session in self.sessions if session.starts_at]
        timed.sort(key=lambda session: session.starts_at.timestamp() if session.starts_at else 0)
        ordered = [*timed, *(session for session in self.sessions if not session.starts_at)]
        return tuple(
            (name, tuple(Chosen(session, self._clashes(session)) for session in sessions))
            for name, sessions in groupby(ordered, key=lambda session: session.day_name)
        )

    @property
    def cancelled(self) -> tuple[PublicSession, ...]:
        """Return what was starred and does not take place, as far as its name is known."""
        return (*(session for session in self.sessions if session.is_cancelled), *self.gone)

    @property
    def lost(self) -> int:
        """Return how many of the stars mean nothing that takes place: cancelled, gone, or never there."""
        return len(self.codes) - sum(not session.is_cancelled for session in self.sessions)

    def as_qr_code(self) -> bytes:
        """Return an SVG picture of the address, to move the stars to another device."""
        picture = BytesIO()
        segno.make_qr(self.address, error="l").save(picture, kind="svg", scale=4, light="white")
        return picture.getvalue()

    def _has(self, session: PublicSession) -> bool:
        return codes.code_of(session.uid) in self.codes

    def _clashes(self, session: PublicSession) -> tuple[PublicSession, ...]:
        if session.is_cancelled:
            return ()
        return tuple(other for other in session.parallel if other in self.sessions and not other.is_cancelled)
