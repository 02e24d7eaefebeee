"""Where a worker keeps its pages: a bounded dictionary, and who is rendering what."""

import threading
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from pobatt.page_cache.kept import KeptPage
from pobatt.page_cache.version import GOOD_FOR, Watch

MOST_PAGES = 2000
LONGEST_ADDRESS = 300  # characters of path and canonical query; longer ones are rendered for every request
OTHERS_WAIT = 2.0  # seconds for whoever renders the page already


class Key(NamedTuple):
    """What a page depends on, and nothing else: no host, no unknown parameter."""

    is_secure: bool
    path: str
    query: str  # canonical


class Parameters(NamedTuple):
    """What a page does with the query of its address."""

    known: tuple[str, ...]
    never_kept: tuple[str, ...]

    def canonical(self, values: Mapping[str, str]) -> str | None:
        """Return the known parameters in their order, without empty ones; None if such a page is never kept."""
        if any(name in values for name in self.never_kept):
            return None
        return urlencode([(name, values[name]) for name in self.known if values.get(name)])


class Shelf:
    """The kept pages of this process. Looking one up takes no lock."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.parameters: dict[str, Parameters] = {}  # by path
        self._pages: dict[Key, KeptPage] = {}
        self._rendering: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def find(self, key: Key) -> KeptPage | None:
        """Return the page if it is still good, None if it has to be rendered."""
        page = self._pages.get(key)
        if page is None:
            return None
        now = time.monotonic()
        if (
            now < page.rendered_at + GOOD_FOR or self.watch.confirms(page.version, now)
        ) and not page.has_ended():
            page.used_at = now
            return page
        return None

    def keep(self, key: Key, page: KeptPage, parameters: Parameters) -> None:
        """Keep the page, and make room for it: what is no longer good goes first, then what nobody has asked for."""
        if page.size > settings.PAGE_CACHE_BYTES // 4:
            return
        with self._lock:
            before = self._pages.get(key)
            if before is not None and before.rendered_at > page.rendered_at:
                return  # a slow rendering has been overtaken
            self._pages[key] = page
            self.parameters[key.path] = parameters
            if before is None or before.version is not page.version:
                self._make_room()

    def _make_room(self) -> None:
        now = time.monotonic()
        good = [
            (key, page)
            for key, page in self._pages.items()
            if now < page.rendered_at + GOOD_FOR or self.watch.confirms(page.version, now)
        ]
        if len(good) > MOST_PAGES or sum(page.size for _, page in good) > settings.PAGE_CACHE_BYTES:
            good.sort(key=lambda kept: kept[1].used_at)
            room = settings.PAGE_CACHE_BYTES * 3 // 4
            left = sum(page.size for _, page in good)
            while len(good) > MOST_PAGES * 3 // 4 or left > room:
                left -= good.pop(0)[1].size
        self._pages = dict(good)
        paths = {key.path for key in self._pages}
        self.parameters = {path: known for path, known in self.parameters.items() if path in paths}

    def begin(self, key: Key) -> bool:
        """Say whether the caller is to render the page; otherwise return after whoever does has ended."""
        with self._lock:
            ended = self._rendering.get(key)
            if ended is None:
                self._rendering[key] = threading.Event()
                return True
        ended.wait(OTHERS_WAIT)
        return False

    def end(self, key: Key) -> None:
        """Let those go on who wait for the page."""
        with self._lock:
            if ended := self._rendering.pop(key, None):
                ended.set()

    def pages(self) -> list[KeptPage]:
        """Return what is kept."""
        return list(self._pages.values())

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages, self.parameters = {}, {}


shelf = Shelf(Watch())
