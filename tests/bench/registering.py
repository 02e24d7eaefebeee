"""Complete registrations beside a bare form: what form, code and last page cost, in turns with the floor."""

import http.client
import re
import statistics
import time
from typing import Any
from urllib.parse import urlencode

from bench import load
from bench.servers import Web
from django.db import connection

ROUNDS = 5
SECONDS = 3.0  # of one turn of registrations
FLOOR_SECONDS = 0.7
FORM, CODE = "/registration/", "/registration/code/"
FILLED_IN = {
    "name": "김민지", "affiliation": "포항소재", "region": "pohang", "phone": "010 1234 5678", "category": "company",
    "attendance": "onsite", "days": "1", "consent_participation": "on", "consent_age": "on",
}  # fmt: skip
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
QUESTION = re.compile(r'<input type="radio" name="(question_\d+)" value="(\w+)"')
PLACES = 100_000


def measure(site: Web, floor: Web, *, quick: bool = False) -> dict[str, Any]:
    """Return registrations a second beside the floor's pairs of GET and POST, the ratio, queries and processor time.

    One visitor after the other, over a connection that stays open, as at the floor; everybody has a browser of their
    own, and the mail is read from the table in which it waits.
    """
    _open_registration()
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


def _open_registration() -> None:
    from factories import open_registration

    from program.models import Conference

    open_registration(Conference.objects.get(is_current=True), onsite_capacity=PLACES)


def _floor(floor: Web) -> float:
    """Return how many times a second a bare form is shown and its row inserted, one after the other."""
    body = "name=Minji&email=minji%40example.com"
    post = (
        "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    shown = load.run(floor.port, load.get("/form"), connections=1, seconds=FLOOR_SECONDS)
    sent = load.run(floor.port, post, connections=1, seconds=FLOOR_SECONDS, status=302)
    return 1 / (1 / shown.per_second + 1 / sent.per_second)


def _register(site: Web, first: int, *, seconds: float = 0, count: int = 0) -> tuple[int, float]:
    """Register people for so long, or so many, and return how many and how long it took."""
    began, done = time.perf_counter(), 0
    while done < count or time.perf_counter() < began + seconds:
        _complete(Visitor(site.port), f"visitor{first + done}@example.com")
        done += 1
    return done, time.perf_counter() - began


def _complete(visitor: "Visitor", email: str) -> None:
    """Go the whole way: form, form sent, code page, code sent, my page with the ticket."""
    form = visitor.get(FORM)
    fields = FILLED_IN | {"email": email} | dict(HIDDEN.findall(form))
    visitor.post(FORM, fields | dict(QUESTION.findall(form)))
    page = visitor.get(CODE)
    visitor.post(CODE, {"code": _code_sent_to(email), **dict(HIDDEN.findall(page))})
    if 'data-status="confirmed"' not in visitor.get("/registration/me/"):
        raise SystemExit("a registration of the bench was not confirmed")


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


class Visitor:
    """A browser without a screen: one connection, the cookies of one person."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, 200)

    def post(self, path: str, fields: dict[str, str]) -> str:
        return self._ask("POST", path, urlencode(fields), 302)

    def _ask(self, method: str, path: str, body: str | None, status: int) -> str:
        headers = {
            "Host": "localhost",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if body is None:
            del headers["Content-Type"]
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status != status:
            raise SystemExit(f"{method} {path} answers {answer.status}")
        return page
