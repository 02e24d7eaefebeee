"""FLOOR: what is the same in everybody's personal page is made once a second, however many ask for it in that second.

A kept public page is good for longer, and is answered before anything else happens (`pobatt.page_cache`); a personal
page is made for each request, but most of it (the frame, the empty form) is nobody's own.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest

from pobatt.page_cache.marking import Rendering

GOOD_FOR = 1.0  # seconds: what has changed is on every page within that
MOST = 60  # pieces in one process


T = TypeVar("T")


@dataclass(frozen=True)
class Piece:
    """Something made, and until when it may be shown (monotonic clock)."""

    value: Any
    good_until: float


_pieces: dict[Hashable, Piece] = {}


def piece(request: HttpRequest, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returns, made within the last second; threads that miss it at once make it each.

    It ends earlier where `changes_at` says so, and with the first of the pieces that the request has used before it. A
    kept public page sees one state of the database, so nothing made elsewhere enters it.
    """
    rendering: Rendering = getattr(request, "_rendering", None) or Rendering()
    if not settings.PAGE_CACHE_BYTES or rendering.key:
        return make()
    request._rendering = rendering  # type: ignore[attr-defined]  # `changes_at` speaks to it
    began = time.monotonic()
    found = _pieces.get(key)
    if found is None or found.good_until <= began:
        value = make()
        by_the_clock = time.monotonic() + rendering.ends_at - time.time()
        found = Piece(value, min(began + GOOD_FOR, by_the_clock, rendering.pieces_end_at))
        _keep(key, found)
    rendering.pieces_end_at = min(rendering.pieces_end_at, found.good_until)
    value_found: T = found.value  # under this key
    return value_found


def _keep(key: Hashable, made: Piece) -> None:
    if len(_pieces) >= MOST:
        now = time.monotonic()
        for old in [name for name, one in list(_pieces.items()) if one.good_until <= now] or list(_pieces):
            _pieces.pop(old, None)
    _pieces[key] = made
