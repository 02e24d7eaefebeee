"""Complete registrations beside a bare form: what form, code and last page cost, in turns with the floor."""

import re
import statistics
import time
from typing import Any

from bench import load
from bench.servers import Web
from django.db import connection
from visitor import CODE, FILLED_IN, FORM, HIDDEN, QUESTION, Visitor

ROUNDS = 5
SECONDS = 3.0  # of one turn of registrations
FLOOR_SECONDS = 0.7
CONFIRMED = 'data-status="confirmed"'


def measure(site: Web, floor: Web, *, quick: bool = False) -> dict[str, Any]:
    """Return registrations a second beside the floor's pairs of GET and POST, the ratio, queries and processor time.

    One visitor after the other, over a connection that stays open, as at the floor; everybody has a browser of their
    own, and the mail is read from the table in which it waits.
    """
    ratios, speeds, costs, floors, number = [], [], [], [], 0
    number += _register(site, number, count=5)[0]  # templates are compiled
    for _ in range(2 if quick else ROUNDS):
        floors.append(_floor(floor))
        before = site.cpu()
        done, lasted = _register(site, number, seconds=SECONDS)
        number += done
        costs.append((site.cpu() - before) / done)
        speeds.append(done / lasted)
        ratios.append(speeds[-1] / floors[-1])
    return {
        "per_second": statistics.median(speeds),
        "floor_per_second": statistics.median(floors),
        "ratio": statistics.median(ratios),
        "ratio_from": min(ratios),
        "ratio_to": max(ratios),
        "cpu_ms": 1000 * statistics.median(costs),
        "queries": _queries(site, number),
        "requests": 5,
    }


def _floor(floor: Web) -> float:
    """Return how many times a second a bare form is shown and its row inserted, one after the other."""
    post = load.post("/form", {"name": "Minji", "email": "minji@example.com"})
    shown = load.run(floor.port, load.get("/form"), connections=1, seconds=FLOOR_SECONDS)
    sent = load.run(floor.port, post, connections=1, seconds=FLOOR_SECONDS, status=302)
    return 1 / (1 / shown.per_second + 1 / sent.per_second)


def _register(site: Web, first: int, *, seconds: float = 0, count: int = 0) -> tuple[int, float]:
    """Register people for so long, or so many, and return how many and how long it took."""
    began, done = time.perf_counter(), 0
    while done < count or time.perf_counter() < began + seconds:
        with Visitor.at(site.port) as visitor:
            _complete(visitor, f"visitor{first + done}@example.com")
        done += 1
    return done, time.perf_counter() - began


def _complete(visitor: "Visitor", email: str) -> None:
    """Go the whole way: form, form sent, code page, code sent, my page with the ticket."""
    sent = visitor.post(FORM, visitor.filled_in(email))
    page = visitor.get(CODE).page
    shown = visitor.post(CODE, {"code": _code_sent_to(email), **dict(HIDDEN.findall(page))})
    if (sent.status, shown.status) != (302, 302) or CONFIRMED not in visitor.get("/registration/me/").page:
        raise RuntimeError("a registration of the bench was not confirmed")


def _code_sent_to(email: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM registration_message WHERE address = %s ORDER BY id DESC", [email])
        (text,) = cursor.fetchone()
    return re.findall(r"\b\d{6}\b", text)[0]


def _queries(site: Web, number: int) -> int:
    """Return how many statements one registration costs, as Django counts them."""
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    visitor, email = Client(headers={"host": "localhost"}), f"visitor{number}@example.com"
    with CaptureQueriesContext(connection) as before:
        form = visitor.get(FORM).content.decode()
        fields = FILLED_IN | {"email": email} | dict(HIDDEN.findall(form)) | dict(QUESTION.findall(form))
        visitor.post(FORM, fields, follow=True)
    code = _code_sent_to(email)
    with CaptureQueriesContext(connection) as after:
        visitor.post(CODE, {"code": code}, follow=True)
    return sum("SAVEPOINT" not in query["sql"] for query in [*before, *after])
