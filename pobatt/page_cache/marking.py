"""How a view says that its page is kept, and until when."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict

from pobatt.page_cache.kept import KeptPage
from pobatt.page_cache.shelf import LONGEST_ADDRESS, Key, Parameters, shelf
from pobatt.page_cache.version import Version

View = Callable[..., HttpResponse]


@dataclass
class Rendering:
    """What the middleware and the decorator tell each other of one request, whose page was not at hand.

    It is the same for every attempt that `pobatt.outage` makes.
    """

    key: Key | None = None  # of a kept page
    parameters: Parameters | None = None
    version: Version | None = None
    began_at: float = 0.0  # monotonic
    ends_at: float = field(default=float("inf"))  # POSIX time
    leads: bool = False  # others wait for it
    page: KeptPage | None = None  # what somebody else has rendered meanwhile
    holds_no_secret: bool = False  # the answer may be compressed, though it is not kept
    pieces_end_at: float = float("inf")  # monotonic: see `pobatt.pieces`


def kept_page(*names: str, never_with: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Keep the page of a view, which depends on its path and on these parameters of the query alone.

    The view sees no other parameter; of a repeated one it sees the last value, and an empty one is as good as none. Its
    queries see one state of the database. A request with a parameter of `never_with` (a search) reaches the view as it
    is, and its answer is compressed, but not kept. Use it for GET views without anything personal in their answer.
    """
    parameters = Parameters(names, never_with)

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
            rendering: Rendering | None = getattr(request, "_rendering", None)
            if rendering is not None:
                rendering.holds_no_secret = True
            query = parameters.canonical(request.GET)
            if query is None:
                return view(request, *args, **parts)
            request.GET = QueryDict(query)
            if rendering is None or len(request.path_info) + len(query) > LONGEST_ADDRESS:
                return view(request, *args, **parts)
            rendering.key = Key(request.is_secure(), request.path_info, query)
            rendering.parameters = parameters
            rendering.leads = rendering.leads or shelf.begin(rendering.key)
            if (page := shelf.find(rendering.key)) is not None:
                rendering.page = page
                return HttpResponse()  # the middleware answers with the page
            shelf.watch.ensure_watching()
            rendering.version, rendering.began_at = shelf.watch.version, time.monotonic()
            with _one_state():
                return view(request, *args, **parts)

        return shown

    return decorate


def changes_at(request: HttpRequest, moment: datetime) -> None:
    """Say that the page of this request will be another one from `moment` on."""
    rendering: Rendering | None = getattr(request, "_rendering", None)
    if rendering is not None:
        rendering.ends_at = min(rendering.ends_at, moment.timestamp())


@contextmanager
def _one_state() -> Iterator[None]:
    """Let all queries see the same state, so that no page is made of two releases."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
