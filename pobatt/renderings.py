"""FLOOR: what is expensive to render, a PDF or a picture, is rendered once and kept in the database.

A rendering is named by a digest of everything it is made from (`name_of`), so it never goes stale: what has changed has
another name. The site renders one at a time, however many ask, and keeps the last few hundred.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from pobatt import pdf

PLACES = (
    3  # of a worker's threads may be busy with renderings or wait for one; the others go on serving pages
)
WAITING = threading.BoundedSemaphore(PLACES)
TURN = threading.BoundedSemaphore()  # of this process; the lock in the database is for all of them
RENDERING = 0x706F6272656E64  # the advisory lock's number: "pobrend"; any that nothing else uses
PATIENCE = 15  # seconds that a request waits for its turn, twice at most


class RenderingBusy(Exception):
    """Too many others are waiting; ask again in a moment."""


def name_of(**ingredients: Any) -> str:
    """Return the name of what is made of these (anything that JSON can say) by the templates of this version."""
    written = json.dumps([pdf.fingerprint(), ingredients], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def kept(name: str, render: Callable[[], bytes]) -> bytes:
    """Return the rendering of that name; the first who asks renders it.

    Raises RenderingBusy, and what `render` raises.
    """
    shelf = caches["renderings"]
    if (content := shelf.get(name)) is not None:
        return bytes(content)
    if not connection.in_atomic_block:
        connection.close()  # others may need it while this request waits
    if not WAITING.acquire(blocking=False):
        raise RenderingBusy
    try:
        return _in_turn(name, render)
    finally:
        WAITING.release()


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
