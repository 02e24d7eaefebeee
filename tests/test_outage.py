"""A database that is briefly away is a pause for readers and a sentence for those who send something."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import psycopg_pool
import pytest
from django.db import DataError, InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import path

from pobatt import outage
from pobatt.outage import outage_in

ROOT = Path(__file__).resolve().parent.parent
Answer = Callable[[HttpRequest], HttpResponse]


def from_psycopg(error: psycopg.Error, wrapped_as: type[Exception] = OperationalError) -> Exception:
    """Return the error as Django hands it on."""
    wrapped = wrapped_as(*error.args)
    wrapped.__cause__ = error
    return wrapped


def lost() -> Exception:
    return from_psycopg(
        psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")
    )


class World:
    """Where the next requests meet how many errors, and what became of them."""

    def __init__(self) -> None:
        self.now = 0.0
        self.errors: dict[str, list[Exception]] = {}
        self.calls = 0
        self.marks: list[bool] = []
        self.closed = 0

    def meet(self, place: str) -> None:
        if self.errors.get(place):
            raise self.errors[place].pop(0)

    def close_connections(self) -> None:
        self.closed += 1

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


world = World()


@pytest.fixture(autouse=True)
def fresh_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Start with a world without errors, in which pauses take no time."""
    world.__init__()
    monkeypatch.setattr(outage, "time", world)
    monkeypatch.setattr(outage, "close_old_connections", world.close_connections)
    stack = ["pobatt.outage.DatabaseOutageMiddleware", f"{__name__}.outer", f"{__name__}.inner"]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=stack):
        yield world


def middleware(name: str) -> Callable[[Answer], Answer]:
    """Make a middleware in which something may go wrong before the view, around it and after it."""

    def made(get_response: Answer) -> Answer:
        class Middleware:
            def __call__(self, request: HttpRequest) -> HttpResponse:
                world.meet(f"{name} before")
                response = get_response(request)
                world.meet(f"{name} after")
                return response

            def process_view(self, *args: object) -> None:
                world.meet(f"{name} process_view")

        return Middleware()

    return made


outer, inner = middleware("outer"), middleware("inner")


def view(request: HttpRequest) -> HttpResponse:
    world.calls += 1
    world.marks.append(hasattr(request, "mark"))
    request.mark = True
    world.meet("view")
    response = SimpleTemplateResponse("503.html")
    response.add_post_render_callback(lambda _: world.meet("template"))
    return response


def stumbling(request: HttpRequest) -> HttpResponse:
    """Fall over the outage in a way of its own."""
    world.calls += 1
    try:
        world.meet("view")
    except OperationalError:
        raise KeyError("what the database would have said") from None
    return HttpResponse()


urlpatterns = [path("", view, name="home"), path("en/", view), path("stumbling/", stumbling)]


def ask(method: str = "GET", address: str = "/") -> HttpResponse:
    answer: HttpResponse = getattr(Client(raise_request_exception=False), method.lower())(address)
    return answer


PLACES = [
    "view",
    "template",
    *(f"{name} {moment}" for name in ("outer", "inner") for moment in ("before", "process_view", "after")),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_reader_does_not_notice_an_outage_of_moments_wherever_it_strikes(place: str) -> None:
    world.errors[place] = [lost(), lost(), lost()]
    assert (ask().status_code, world.errors[place]) == (200, [])


@pytest.mark.parametrize("place", PLACES)
def test_a_reader_is_told_of_an_outage_that_stays(place: str) -> None:
    world.errors[place] = [lost() for _ in range(100)]
    answer = ask()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "잠시 뒤에 다시 시도해 주세요" in answer.content.decode()
    assert 4 <= world.now <= outage.BEGIN_WITHIN


@pytest.mark.parametrize("place", PLACES)
def test_what_somebody_sends_is_never_sent_twice(place: str) -> None:
    world.errors[place] = [lost()]
    assert (ask("POST").status_code, world.now) == (503, 0)
    assert world.calls == (0 if "before" in place or "process_view" in place else 1)


@pytest.mark.parametrize("place", ["view", "template"])
def test_a_pause_is_not_reported_as_an_error_of_ours(place: str, caplog: pytest.LogCaptureFixture) -> None:
    world.errors[place] = [lost(), lost()]
    ask()
    assert [(record.name, record.levelname) for record in caplog.records] == [
        ("pobatt.outage", "WARNING")
    ] * 2


def test_a_head_request_is_repeated_like_a_get() -> None:
    world.errors["view"] = [lost()]
    assert (ask("HEAD").status_code, world.calls) == (200, 2)


def test_an_english_page_is_told_in_english() -> None:
    world.errors["view"] = [lost() for _ in range(100)]
    answer = ask(address="/en/")
    assert (answer.status_code, answer["Content-Language"]) == (503, "en")
    assert "<h1>Please try again in a moment</h1>" in answer.content.decode()


def test_whoever_sent_something_is_told_that_it_may_not_have_been_saved() -> None:
    doubt = "저장되지 않았을 수 있습니다"
    world.errors["view"] = [lost() for _ in range(100)]
    assert (doubt in ask("GET").content.decode(), doubt in ask("POST").content.decode()) == (False, True)


def test_broken_connections_are_closed_before_the_next_attempt() -> None:
    world.errors["view"] = [lost(), lost()]
    ask()
    assert world.closed == 2


def test_an_attempt_knows_nothing_of_the_one_before() -> None:
    world.errors["view"] = [lost(), lost()]
    ask()
    assert world.marks == [False, False, False]


def test_attempts_that_are_slow_themselves_are_not_added_to_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the pool waits for a connection, an attempt takes four seconds."""
    real = world.meet

    def slow(place: str) -> None:
        if place == "view":
            world.now += 4.0
        real(place)

    monkeypatch.setattr(world, "meet", slow)
    world.errors["view"] = [lost() for _ in range(100)]
    assert (ask().status_code, world.calls) == (503, 2)


def test_an_error_that_came_from_the_outage_counts_as_one() -> None:
    world.errors["view"] = [lost()]
    assert (ask(address="/stumbling/").status_code, world.calls) == (200, 2)


@pytest.mark.parametrize(
    "error",
    [
        from_psycopg(psycopg.errors.UndefinedTable("relation does not exist"), ProgrammingError),
        from_psycopg(psycopg.errors.NumericValueOutOfRange("out of range"), DataError),
        from_psycopg(psycopg.InterfaceError("the cursor is closed"), InterfaceError),
        from_psycopg(psycopg.errors.DeadlockDetected("deadlock detected")),
        from_psycopg(psycopg.errors.QueryCanceled("canceling statement due to statement timeout")),
        from_psycopg(psycopg.errors.DiskFull("could not extend file")),
        OperationalError("raised by something that is not PostgreSQL"),
        ValueError("no database at all"),
    ],
    ids=lambda error: str(error)[:30],
)
@pytest.mark.parametrize("place", ["view", "inner before"])
def test_other_errors_are_errors_at_once(error: Exception, place: str) -> None:
    world.errors[place] = [error]
    with override_settings(ROOT_URLCONF=_with_plain_error_page()):
        assert (ask().status_code, world.now) == (500, 0)


def _with_plain_error_page() -> type:
    return type("Addresses", (), {"urlpatterns": urlpatterns, "handler500": staticmethod(plain_error_page)})


def plain_error_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sorry", status=500)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("connection failed: No such file or directory"),
        psycopg_pool.PoolTimeout("couldn't get a connection after 4.00 sec"),
        psycopg_pool.PoolClosed("the pool is closed"),
        psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
        psycopg.errors.CrashShutdown("terminating connection because of crash of another server process"),
        psycopg.errors.CannotConnectNow("the database system is starting up"),
        psycopg.errors.TooManyConnections("sorry, too many clients already"),
        psycopg.errors.ConnectionFailure("connection failure"),
        from_psycopg(psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), InternalError),
        lost(),
    ],
    ids=lambda error: str(error)[:30],
)
def test_every_way_of_being_away_is_recognised(error: Exception) -> None:
    assert outage_in(error) is error


def test_errors_that_refer_to_each_other_are_looked_at_once() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__context__, other.__context__ = other, one
    assert outage_in(one) is None


def test_the_middleware_stands_around_everything_that_asks_the_database() -> None:
    from pobatt.settings import MIDDLEWARE

    place = MIDDLEWARE.index("pobatt.outage.DatabaseOutageMiddleware")
    outside = {name.rpartition(".")[2] for name in MIDDLEWARE[:place]}
    assert outside <= {
        "PageCacheMiddleware",
        "StrictRequestsMiddleware",
        "SecurityMiddleware",
        "WhiteNoiseMiddleware",
        "CSPMiddleware",
        "LanguageOfAddressMiddleware",
    }


# --- With a real server -------------------------------------------------------------------------------------------

SITE_ON_A_SERVER_THAT_DIES = """
import json, os, signal, sys, threading, time
import django
from django.conf import settings
django.setup()
settings.ROOT_URLCONF = "__main__"
settings.MIDDLEWARE = ["pobatt.outage.DatabaseOutageMiddleware"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from pobatt.postgres.processes import find_processes
from pobatt.postgres.server import server_of

def view(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note" if request.method == "GET" else "INSERT INTO note DEFAULT VALUES")
    return HttpResponse("there")

urlpatterns = [path("", view, name="home")]
answers = {"get": [], "post": []}
over = threading.Event()
site = WSGIHandler()

def ask(method):
    while not over.is_set():
        answer = site(getattr(RequestFactory(), method)("/").environ, lambda *head: None)
        answers[method].append(answer.status_code)
        answer.close()
        time.sleep(0.01)

server = server_of(settings.VAR)
server.ensure_running()
try:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id bigserial)")
    connection.close()
    threads = [threading.Thread(target=ask, args=[method]) for method in ["get"] * 6 + ["post"] * 2]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    find_processes(server.home).send(signal.SIGKILL)
    time.sleep(float(sys.argv[1]))
    server.ensure_running()
    back = time.monotonic()
    after = len(answers["get"])
    while len(answers["get"]) < after + 50 and time.monotonic() < back + 30:
        time.sleep(0.02)
    healed = time.monotonic() - back
    over.set()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note")
        kept = cursor.fetchone()[0]
    print(json.dumps({"get": answers["get"], "post": answers["post"], "kept": kept, "healed": healed}))
finally:
    server.stop(fast=0.0)
"""


def test_readers_sit_out_the_death_of_a_real_server_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pobatt.settings",
        "POBATT_PG_TEST": "1",
        "POBATT_SUPERVISED": "1",  # the server is started by the program, not by whoever asks the database
        "POBATT_VAR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", SITE_ON_A_SERVER_THAT_DIES, "1.5"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["get"]) == {200}
    assert set(told["post"]) <= {200, 503}
    acknowledged, unsure = told["post"].count(200), told["post"].count(503)
    assert acknowledged <= told["kept"] <= acknowledged + unsure
