"""bin/run's supervisor, run as a process on a small stand-in for the site."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pobatt import run
from pobatt.address import Address, AddressRefused
from pobatt.postgres.home import TESTS, Home, find_home
from pobatt.postgres.processes import all_processes, find_processes
from pobatt.postgres.server import Server
from pobatt.supervisor import Child

ROOT = Path(__file__).resolve().parent.parent
FLOOR = (
    "pobatt/run.py",
    "pobatt/address.py",
    "pobatt/supervisor.py",
    "pobatt/postgres",
    "deploy/gunicorn.conf.py",
)

PREPARE = """
import os, sys, time, psycopg
from pobatt.postgres.server import server_of
from pobatt.run import state_directory
if sys.argv[1:] == ["procrastinate", "worker"]:
    time.sleep(3600)
assert sys.argv[1:] == ["prepare"]
print("prepared for", os.environ["SITE_URL"], "and", os.environ["POBATT_HOSTS"])
with psycopg.connect(**server_of(state_directory()).connection_parameters) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS visit (at timestamptz DEFAULT now())")
"""

SITE = """
import psycopg
from pobatt.postgres.server import server_of
from pobatt.run import state_directory
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    with psycopg.connect(**server_of(state_directory()).connection_parameters) as connection:
        if environ["PATH_INFO"] == "/slow":
            connection.execute("SELECT pg_sleep(30)")
        if environ["PATH_INFO"] == "/":
            connection.execute("INSERT INTO visit DEFAULT VALUES")
        return [str(connection.execute("SELECT count(*) FROM visit").fetchone()[0]).encode()]
"""


class Checkout:
    """A checkout of which only the floor is real, and what runs in it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.supervisors: list[subprocess.Popen[str]] = []
        self.said: list[str] = []  # lines until the site was ready
        for name in FLOOR:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, directory / name)
        (directory / "pobatt" / "__init__.py").touch()
        (directory / "pobatt" / "wsgi.py").write_text(SITE)
        (directory / "manage.py").write_text(f"import sys; sys.path.insert(0, {str(directory)!r})\n{PREPARE}")

    @property
    def home(self) -> Home:
        return find_home(self.directory / "var", TESTS)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        settings = {**os.environ, "POBATT_PG_TEST": "1", **environment}
        for name in ("DATABASE_URL", "POBATT_VAR", "POBATT_HOSTS", "SITE_URL"):
            if name not in environment:
                settings.pop(name, None)
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "pobatt.run", *(arguments or [str(self.port)])],
            cwd=self.directory,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.supervisors.append(supervisor)
        return supervisor

    def start_and_wait(self) -> subprocess.Popen[str]:
        supervisor = self.start()
        assert supervisor.stdout is not None
        for line in supervisor.stdout:
            self.said.append(line)
            if line.startswith("ready") and self.url in line:
                return supervisor
        raise AssertionError("the supervisor ended before the site was ready")

    def get(self, path: str = "/") -> int:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return int(answer.read())

    def processes(self) -> list[str]:
        """The command lines of everything that runs for this checkout, and the supervisors' own."""
        marks = (str(self.directory), find_home(self.directory / "var", TESTS).name)
        postgres = find_processes(find_home(self.directory / "var", TESTS))
        numbers = {*postgres.postmasters, *postgres.backends}
        return [
            command
            for pid, _, command in all_processes()
            if pid in numbers or any(mark in command for mark in marks)
        ]

    def clear(self) -> None:
        for supervisor in self.supervisors:
            if supervisor.poll() is None:
                supervisor.terminate()
            supervisor.communicate(timeout=10)
        find_processes(self.home).send(signal.SIGQUIT)
        if self.home.copies is not None:  # root's databases live outside the temporary directory
            shutil.rmtree(self.home.directory, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def eventually(happens: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if happens():
                return True
        time.sleep(0.05)
    return False


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Checkout]:
    """A fresh clone: nothing has run in it yet."""
    made = Checkout(tmp_path)
    yield made
    made.clear()


@pytest.fixture
def checkout(clone: Checkout, new_data: Path) -> Checkout:
    """A checkout with an empty database."""
    clone.home.make()
    subprocess.run(["cp", "-a", new_data, clone.home.data], check=True)
    return clone


@pytest.fixture(scope="module")
def new_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files of an empty database, since making them takes a second each time."""
    server = Server(find_home(tmp_path_factory.mktemp("new_data")), durable=False)
    server.ensure_running()
    server.stop()
    yield server.home.data
    shutil.rmtree(server.home.directory)


# --- The address --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "host", "port", "url"),
    [
        ("8001", "127.0.0.1", 8001, "http://localhost:8001"),
        ("127.0.0.1:8000", "127.0.0.1", 8000, "http://localhost:8000"),
        ("0.0.0.0:80", "0.0.0.0", 80, "http://localhost:80"),
        ("[::1]:8000", "::1", 8000, "http://localhost:8000"),
        ("[fe80::1]:8000", "fe80::1", 8000, "http://[fe80::1]:8000"),
        ("pobatt.local:9000", "pobatt.local", 9000, "http://pobatt.local:9000"),
    ],
)
def test_an_address_is_a_port_with_or_without_a_host(text: str, host: str, port: int, url: str) -> None:
    address = Address.parse(text)
    assert (address.host, address.port, address.url) == (host, port, url)


@pytest.mark.parametrize(
    "text", ["", "abc", "8000x", "0", "65536", "localhost", ":", "a:b:80", "::1:80", "h:", "٨٠"]
)
def test_a_wrong_address_is_answered_in_one_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([text]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n"), repr(text) in output.err) == ("", 1, True)


def test_two_addresses_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["8000", "8001"]) == 2
    assert "bin/run [HOST:PORT]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [("192.0.2.77:8000", "not an address of this machine"), ("no.such.invalid:8000", "Unknown host")],
)
def test_an_address_that_is_not_ours_is_refused(text: str, words: str) -> None:
    with pytest.raises(AddressRefused, match=words):
        Address.parse(text).take()


def test_visitors_may_use_every_name_of_the_machine_only_when_it_serves_everywhere() -> None:
    local = ["127.0.0.1", "[::1]", "localhost"]
    assert Address.parse("8000").hosts() == local
    assert Address.parse("192.0.2.77:8000").hosts() == sorted([*local, "192.0.2.77"])
    assert {socket.gethostname(), *local} <= set(Address.parse("0.0.0.0:8000").hosts())


# --- Starting -----------------------------------------------------------------------------------------------------


def test_the_site_is_prepared_and_told_its_address(clone: Checkout) -> None:
    clone.start_and_wait()
    assert f"prepared for {clone.url} and 127.0.0.1,[::1],localhost\n" in clone.said
    assert clone.get() == 1


def test_a_second_start_tells_where_the_first_one_runs_and_leaves_it_alone(checkout: Checkout) -> None:
    first = checkout.start_and_wait()
    begun = time.monotonic()
    second = checkout.start(str(free_port()))
    output = second.communicate(timeout=10)[0]
    assert time.monotonic() - begun < 3
    assert (second.returncode, output.count("\n"), f"{checkout.url} (process {first.pid})" in output) == (
        1,
        1,
        True,
    )
    assert (checkout.get(), first.poll()) == (1, None)


def test_a_port_used_by_another_program_is_told_before_anything_is_started(clone: Checkout) -> None:
    with socket.create_server(("127.0.0.1", clone.port)):
        refused = clone.start()
        output = refused.communicate(timeout=10)[0]
    assert (refused.returncode, output.count("\n")) == (1, 1)
    assert f"Port {clone.port} is used by another program" in output
    assert not clone.home.data.exists()


def test_a_preparation_that_fails_ends_everything(checkout: Checkout) -> None:
    (checkout.directory / "manage.py").write_text("raise SystemExit('the disk is full')")
    failed = checkout.start()
    output = failed.communicate(timeout=30)[0]
    assert (failed.returncode, "the disk is full" in output, "Preparation failed" in output) == (
        1,
        True,
        True,
    )
    assert checkout.processes() == []


def test_a_web_server_that_cannot_start_ends_everything(checkout: Checkout) -> None:
    (checkout.directory / "pobatt" / "wsgi.py").write_text("raise RuntimeError('broken')")
    failed = checkout.start()
    output = failed.communicate(timeout=60)[0]
    assert (failed.returncode, "The process 'web' does not start" in output) == (1, True)
    assert checkout.processes() == []


def test_with_a_database_url_no_database_is_started(clone: Checkout) -> None:
    (clone.directory / "manage.py").write_text("import os; print('given:', os.environ['DATABASE_URL'])")
    supervisor = clone.start(DATABASE_URL="postgresql:///elsewhere")
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == "given: postgresql:///elsewhere\n"
    supervisor.terminate()
    supervisor.communicate(timeout=10)
    assert not clone.home.data.exists()


# --- Stopping -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_two_seconds_after_the_signal_nothing_is_left(checkout: Checkout, number: signal.Signals) -> None:
    supervisor = checkout.start_and_wait()
    slow = subprocess.Popen(
        [sys.executable, "-c", f"import urllib.request as r; r.urlopen('{checkout.url}/slow')"],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(0.5)
    begun = time.monotonic()
    supervisor.send_signal(number)
    supervisor.send_signal(number)  # impatient people press twice
    assert supervisor.wait(10) == 0
    assert time.monotonic() - begun < 2
    slow.wait(5)
    assert checkout.processes() == []


def test_a_signal_during_the_start_leaves_nothing_either(clone: Checkout) -> None:
    for moment in (0.3, 0.6, 1.0, 1.5):
        supervisor = clone.start()
        time.sleep(moment)
        begun = time.monotonic()
        supervisor.terminate()
        supervisor.wait(10)
        assert time.monotonic() - begun < 2
        assert eventually(lambda: clone.processes() == [], 1)
    clone.start_and_wait()
    assert clone.get() == 1


# --- Dying --------------------------------------------------------------------------------------------------------


def test_a_killed_database_is_back_within_seconds(checkout: Checkout) -> None:
    checkout.start_and_wait()
    assert checkout.get() == 1
    os.kill(find_processes(checkout.home).postmasters[0], signal.SIGKILL)
    assert eventually(lambda: checkout.get() == 2, 5)


def test_a_killed_web_server_is_back_and_nobody_is_turned_away(checkout: Checkout) -> None:
    checkout.start_and_wait()
    [master, *_] = sorted(
        pid for pid, _, command in all_processes() if f"{checkout.directory}/deploy" in command
    )
    os.kill(master, signal.SIGKILL)
    time.sleep(0.2)
    assert checkout.get() == 1  # waited in the queue


def test_a_killed_supervisor_takes_the_site_along_and_the_next_one_takes_over(checkout: Checkout) -> None:
    supervisor = checkout.start_and_wait()
    assert checkout.get() == 1
    supervisor.kill()
    supervisor.wait(5)
    checkout.start_and_wait().terminate()
    checkout.supervisors[-1].wait(5)
    assert checkout.processes() == []
    checkout.start_and_wait()
    assert checkout.get() == 2


def test_a_child_that_keeps_dying_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    child = Child("worker", [sys.executable, "-c", ""], tmp_path, dict(os.environ))
    child.start()
    deaths: list[float] = []
    while len(deaths) < 3:
        if child.keep_running():
            deaths.append(time.monotonic())
        time.sleep(0.01)
    assert deaths[1] - deaths[0] >= 0.2
    assert deaths[2] - deaths[1] >= 0.4
