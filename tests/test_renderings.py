"""What is expensive to render is rendered once, and never by everybody."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from pobatt import renderings


def test_while_the_waiting_places_are_taken_others_are_asked_to_come_again(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderings, "PLACES", 1)
    has_begun, may_end = threading.Event(), threading.Event()

    def render_slowly() -> bytes:
        has_begun.set()
        may_end.wait(30)
        return b"poster"

    def ask() -> bytes:
        try:
            return renderings.kept("poster", render_slowly)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as another:
        poster = another.submit(ask)
        assert has_begun.wait(30)
        with pytest.raises(renderings.RenderingBusy):
            renderings.kept("leaflet", lambda: b"leaflet")
        may_end.set()
        assert poster.result() == b"poster"

    assert renderings.kept("leaflet", lambda: b"leaflet") == b"leaflet"
    assert renderings.kept("poster", lambda: b"another") == b"poster"
