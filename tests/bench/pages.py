"""Every public page: what it weighs, what it asks the database, what its first rendering costs."""

import re
import time
from typing import Any

import brotli
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PAGES = {
    "home": "/",
    "agenda": "/program/",
    "agenda in English": "/en/program/",
    "agenda, one day": "/program/?day=2022-11-03",
    "session": "/program/sessions/session-0/",
    "speakers": "/program/speakers/",
    "speaker": "/program/speakers/speaker-0/",
    "changes": "/program/changes/",
    "calendar": "/program/schedule.ics",
    "schedule.json": "/program/schedule.json",
}
RENDERINGS = 15
LINKED = re.compile(
    r'<link[^>]*rel="(?:stylesheet|icon|modulepreload|manifest)"[^>]*>|<script[^>]*src=[^>]*>|<img[^>]*>'
)
ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')


def measure() -> list[dict[str, Any]]:
    """Return a row for each page."""
    return [
        {"page": name, **_measure(Client(headers={"host": "localhost"}), path)}
        for name, path in PAGES.items()
    ]


def _measure(client: Client, path: str) -> dict[str, Any]:
    size = settings.PAGE_CACHE_BYTES
    settings.PAGE_CACHE_BYTES = 0
    answer = client.get(path)  # templates are compiled, the programme is read
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as rendered:
        client.get(path)
    queries = len(rendered)  # now: the next request empties the log
    costs = []
    for _ in range(RENDERINGS):
        began = time.process_time()
        client.get(path)
        costs.append(time.process_time() - began)
    settings.PAGE_CACHE_BYTES = size
    client.get(path)
    with CaptureQueriesContext(connection) as kept:
        compressed = client.get(path, headers={"accept-encoding": "br"})
    queries_kept = len(kept)
    requests, weight = _company(client, answer.content.decode())
    return {
        "html_bytes": len(answer.content),
        "compressed_bytes": len(compressed.content),
        "requests": 1 + requests,
        "bytes_before_fonts": len(compressed.content) + weight,
        "queries_kept": queries_kept,
        "queries": queries,
        "cpu_ms": 1000 * sorted(costs)[len(costs) // 2],
    }


def _company(client: Client, page: str) -> tuple[int, int]:
    """Return how many files a browser fetches with the page, and their compressed bytes; fonts and photos apart."""
    addresses = {match[1] for tag in LINKED.findall(page) if (match := ADDRESS.search(tag))}
    weight = 0
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if "/photos/" not in address:
            weight += len(brotli.compress(body))
    return len(addresses), weight
