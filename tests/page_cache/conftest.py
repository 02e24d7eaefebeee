"""A shelf that keeps pages, as on a real site."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from pobatt.page_cache.shelf import Shelf, shelf
from pobatt.page_cache.version import Watch


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Shelf]:
    """The shelf, empty; a thread watches the public version as soon as a page is kept."""
    monkeypatch.setattr(settings, "PAGE_CACHE_BYTES", 8 * 1024 * 1024)
    monkeypatch.setattr(shelf, "watch", Watch())
    shelf.clear()
    yield shelf
    shelf.watch.stop()
    shelf.clear()
