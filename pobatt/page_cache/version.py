"""The public version: a number that every change of anything public raises, in the transaction of the change.

Triggers add a row to `public_version`, and the version is the sum of the rows' `changes`. Nobody waits for anybody: an
added row is nobody else's, so bookings that raise the version neither queue up nor deadlock behind it. A sum, since
transactions commit in another order than they take numbers: the highest number would not move when number 4 becomes
visible after number 5. Rows are rolled into one from time to time, which leaves the sum as it is.
"""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any

import pgtrigger
import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

PAUSE = 0.2  # seconds between two looks at the version
GOOD_FOR = 1.0  # seconds for which what was known to be current may be shown
CONNECT_TIMEOUT = 2  # seconds; libpq knows no shorter one
AWAY_FOR = (
    CONNECT_TIMEOUT + 1.0
)  # seconds for which a failed attempt to connect says that the database is away
ANSWERS_WITHIN = 1000  # milliseconds for a query; after them, TCP gives the connection up
MOST_ROWS = 500  # before they are rolled into one

VERSION = "SELECT coalesce(sum(changes), 0), count(*) FROM public_version"
ROLL_UP = """
WITH gone AS (
    DELETE FROM public_version
    WHERE id IN (SELECT id FROM public_version ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING changes
)
INSERT INTO public_version (changes) SELECT sum(changes) FROM gone HAVING count(*) > 0
"""

logger = logging.getLogger(__name__)


def raises_public_version(*columns: str) -> list[pgtrigger.Trigger]:
    """Return the trigger, for `Meta.triggers`, that raises the public version with every statement on the table.

    `columns` are the only ones whose update counts, for tables in which most updates change nothing public.
    """
    update = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update
    return [
        pgtrigger.Trigger(
            name="raises_public_version",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | update | pgtrigger.Delete | pgtrigger.Truncate,
            func="INSERT INTO public_version DEFAULT VALUES; RETURN NULL;",
        )
    ]


@dataclass(eq=False)
class Version:
    """A version as one connection has seen it."""

    number: int
    confirmed_at: float  # on the monotonic clock: nothing had changed by then


class Watch:
    """The thread of a worker that knows the public version; it starts with the first page that needs it."""

    def __init__(self) -> None:
        self.version = Version(-1, float("-inf"))
        self.away_until = float("-inf")  # on the monotonic clock
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._has_looked = threading.Event()

    def confirms(self, version: Version, now: float) -> bool:
        """Say whether nothing newer can be shown: the version is current, or the database is known to be away."""
        return now < self.away_until or (version is self.version and now < version.confirmed_at + GOOD_FOR)

    def ensure_watching(self) -> None:
        """Start the thread if there is none, in a new process or after it has died, and let it look first."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._stopping.clear()
                self._has_looked.clear()
                self._thread = threading.Thread(target=self._run, name="public-version", daemon=True)
                self._thread.start()
        self._has_looked.wait(GOOD_FOR)

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                with psycopg.connect(**_parameters()) as connection:
                    connection.execute(f"SET statement_timeout = {ANSWERS_WITHIN}")
                    self._watch(connection)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may go better
                if _is_away(error, time.monotonic() - began):
                    self.away_until = time.monotonic() + AWAY_FOR
                logger.info("The public version is unknown: %s", error)
            self._has_looked.set()
            self._stopping.wait(PAUSE / 2)

    def _watch(self, connection: psycopg.Connection[Any]) -> None:
        """Look again and again, until the connection fails.

        The first look always makes a new version: another server may have taken over, with a sum that was met before.
        """
        version: Version | None = None
        while not self._stopping.is_set():
            asked_at = time.monotonic()
            number, rows = connection.execute(VERSION).fetchone() or (0, 0)
            if version is None or version.number != number:
                version = Version(number, asked_at)
                self.version = version
            version.confirmed_at = asked_at
            self.away_until = float("-inf")
            self._has_looked.set()
            if rows > MOST_ROWS:
                connection.execute(ROLL_UP)
            self._stopping.wait(PAUSE)


def _parameters() -> dict[str, Any]:
    """Return what `psycopg.connect()` needs for a connection of its own, which never hangs for long."""
    return {
        **connections["default"].get_connection_params(),
        "autocommit": True,
        "application_name": "pobatt public version",
        "connect_timeout": CONNECT_TIMEOUT,
        "tcp_user_timeout": ANSWERS_WITHIN,
    }


def _is_away(error: Exception, took: float) -> bool:
    """Say whether nobody can reach the database, whoever asks: it is down, starting up, or behind a broken network.

    A server that is there and refuses only us (no connection left, a wrong password) is not away: others may be
    writing. Only libpq's ping can tell. It stops every thread of the process while it waits, so it is not asked after a
    timeout.
    """
    if isinstance(error, psycopg.errors.ConnectionTimeout) or took > 1:
        return True
    if not isinstance(error, psycopg.OperationalError):
        return False
    known = {"host", "hostaddr", "port", "user", "dbname", "connect_timeout"}
    target = make_conninfo(**{name: value for name, value in _parameters().items() if name in known})
    return psycopg.pq.PGconn.ping(target.encode()) != psycopg.pq.Ping.OK
