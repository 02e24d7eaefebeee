"""FLOOR: what is expensive to render, a PDF or a picture, is rendered once and kept in the database.

A rendering is named by a digest of everything it is made from (`name_of`), so it never goes stale: what has changed has
another name. The site renders one at a time, however many ask, and keeps a few thousand (`CACHES`).
"""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import caches
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from pobatt import pdf

# A process makes one rendering and lets three wait; or all its eight threads would, and none would serve pages.
PLACES = 4
TURN = threading.BoundedSemaphore()  # of this process; the lock in the database is for all of them
RENDERING = 0x706F6272656E64  # the advisory lock's number: "pobrend"; any that nothing else uses
PATIENCE = 15  # seconds that a request waits for its turn, twice at most

_wanted: Counter[str] = Counter()  # how many requests of this process want it, by the rendering's name
_counting = threading.Lock()


class RenderingBusy(Exception):
    """Too many others are waiting; ask again in a moment."""


def name_of(**ingredients: Any) -> str:
    """Return the name of what is made of these (anything that JSON can say) by the templates of this version."""
    written = json.dumps([pdf.fingerprint(), ingredients], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def is_kept(name: str) -> bool:
    """Say whether the rendering of that name need not be made any more."""
    return name in caches["renderings"]


def kept(name: str, render: Callable[[], bytes]) -> bytes:
    """Return the rendering of that name; the first who asks renders it.

    Raises RenderingBusy, and what `render` raises.
    """
    shelf = caches["renderings"]
    if (content := shelf.get(name)) is not None:
        return bytes(content)
    if not connection.in_atomic_block:
        connection.close()  # others may need it while this request waits
    with _place(name):
        return _in_turn(name, render)


@contextmanager
def _place(name: str) -> Iterator[None]:
    """Wait among those who want the same rendering, or as one of the few who want another."""
    with _counting:
        if name not in _wanted and len(_wanted) >= PLACES:
            raise RenderingBusy
        _wanted[name] += 1
    try:
        yield
    finally:
        with _counting:
            _wanted[name] -= 1
            if not _wanted[name]:
                del _wanted[name]


def _in_turn(name: str, render: Callable[[], bytes]) -> bytes:
    shelf = caches["renderings"]
    if not TURN.acquire(timeout=PATIENCE):
        raise RenderingBusy
    try:
        with transaction.atomic():
            _lock()
            if (content := shelf.get(name)) is None:
                content = render()
                shelf.set(name, content, timeout=None)
            return bytes(content)
    finally:
        TURN.release()


def forget() -> None:
    """Throw every rendering away: somebody who stood in one may have asked to be erased."""
    caches["renderings"].clear()


def _lock() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE}s"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RENDERING])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise RenderingBusy from error
        raise
