"""The embedded PostgreSQL, and the settings of any other."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from pobatt.postgres import PostgresUnavailable, home
from pobatt.postgres.cluster import LOCALE
from pobatt.postgres.configuration import CONNECT_TIMEOUT, POOL, database_settings
from pobatt.postgres.home import TESTS, find_home
from pobatt.postgres.processes import find_processes
from pobatt.postgres.server import Server

ROOT = Path(__file__).resolve().parent.parent
VAR = Path("/nowhere/var")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another account")

START = """
import sys
from pathlib import Path
from pobatt.postgres.home import find_home
from pobatt.postgres.server import Server
Server(find_home(Path(sys.argv[1])), durable=False).ensure_running()
"""

ENGINE = """
import os, sys
from pathlib import Path
from django.conf import settings
from pobatt.postgres.cluster import LOCALE
from pobatt.postgres.configuration import database_settings
settings.configure(DATABASES={"default": database_settings(None, var=Path(sys.argv[1]))}, USE_TZ=True)
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, current_database()")
    print(*cursor.fetchone())
"""


@pytest.fixture
def make_server() -> Iterator[Callable[[Path], Server]]:
    made: list[Server] = []

    def make(var: Path) -> Server:
        made.append(Server(find_home(var), durable=False))
        return made[-1]

    yield make
    for server in made:
        server.stop(fast=0.0)
        remove(server)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(find_home(tmp_path_factory.mktemp("running")), durable=False)
    server.ensure_running()
    yield server
    server.stop(fast=0.0)
    remove(server)


def remove(server: Server) -> None:
    if server.home.copies is not None:  # root's live outside the temporary directory
        shutil.rmtree(server.home.directory, ignore_errors=True)
    if server.home.socket_directory.parent == Path("/tmp"):
        shutil.rmtree(server.home.socket_directory, ignore_errors=True)


def ask(server: Server, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(**server.connection_parameters, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def python(script: str, *arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "POBATT_PG_TEST": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- Settings -----------------------------------------------------------------------------------------------------


def settings_of(url: str) -> dict[str, object]:
    """What a URL decides: everything but what is the same for all."""
    settings = database_settings(url, var=VAR)
    options = settings["OPTIONS"]
    assert (settings["CONN_MAX_AGE"], settings["CONN_HEALTH_CHECKS"]) == (0, True)
    assert options.pop("application_name") == "pobatt"
    assert options.pop("pool") == POOL
    named = {k: v for k, v in settings.items() if k in ("NAME", "USER", "PASSWORD", "HOST", "PORT") and v}
    return named | {k: v for k, v in options.items() if (k, v) != ("connect_timeout", CONNECT_TIMEOUT)}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://sora:pass@db.example:5433/conference",
            {"NAME": "conference", "USER": "sora", "PASSWORD": "pass", "HOST": "db.example", "PORT": "5433"},
        ),
        ("postgres:///conference", {"NAME": "conference"}),
        ("postgresql:///db?host=/run/postgresql", {"NAME": "db", "HOST": "/run/postgresql"}),
        ("postgresql://%2Frun%2Fpostgresql/db", {"NAME": "db", "HOST": "/run/postgresql"}),
        (
            "postgresql://a:p%40ss%2F%3A%23%EA%B0%80@h/db",
            {"NAME": "db", "USER": "a", "PASSWORD": "p@ss/:#가", "HOST": "h"},
        ),
        (
            "postgresql://a@one:5432,two:5433/db",
            {
                "NAME": "db",
                "USER": "a",
                "HOST": "one,two",
                "PORT": "5432,5433",
                "target_session_attrs": "read-write",
            },
        ),
        (
            "postgresql://one,two/db?target_session_attrs=any",
            {"NAME": "db", "HOST": "one,two", "target_session_attrs": "any"},
        ),
        (
            "postgresql://[::1]/db?sslmode=verify-full&sslrootcert=system&connect_timeout=9",
            {
                "NAME": "db",
                "HOST": "::1",
                "sslmode": "verify-full",
                "sslrootcert": "system",
                "connect_timeout": "9",
            },
        ),
        ("postgresql://?service=pobatt", {"service": "pobatt"}),
        ("host=h dbname=db user=a", {"NAME": "db", "USER": "a", "HOST": "h"}),
    ],
)
def test_everything_libpq_understands_reaches_django(url: str, expected: dict[str, object]) -> None:
    assert settings_of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a:s3cret@h:54x32/db",
        "postgresql://a:s3cret%zz@h/db",
        "postgresql://a:s3cret@h/db?nonsense=1",
        "mysql://a:s3cret@h/db",
        "a:s3cret@h/db",
        "postgresql://a:s3cret@h",
        "postgresql://a:s3cret@[::1/db",
    ],
)
def test_a_wrong_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refusal:
        database_settings(url, var=VAR)
    assert "s3cret" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@pytest.mark.parametrize("url", [None, ""])
def test_without_a_url_the_embedded_server_is_meant(url: str | None) -> None:
    settings = database_settings(url, var=VAR)
    assert (settings["ENGINE"], settings["NAME"], settings["VAR"]) == ("pobatt.postgres", "pobatt", str(VAR))


def test_the_pool_can_be_left_out() -> None:
    assert "pool" not in database_settings(None, var=VAR, pool=False)["OPTIONS"]


# --- A server that runs -------------------------------------------------------------------------------------------


def test_the_database_is_in_utf8_and_sorts_by_code_point(running: Server) -> None:
    assert ask(
        running,
        "SELECT pg_encoding_to_char(encoding), datctype, current_setting('data_checksums')"
        " FROM pg_database WHERE datname = current_database()",
    ) == [("UTF8", LOCALE[-1].partition("=")[2], "on")]
    assert ask(
        running, "SELECT string_agg(word, '' ORDER BY word) FROM unnest('{다,가,나}'::text[]) word"
    ) == [("가나다",)]


def test_extensions_can_be_created_and_find_hangul(running: Server) -> None:
    ask(running, "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm")
    assert ask(running, "SELECT similarity('배터리 소재', '배터리') > 0.4") == [(True,)]


def test_the_server_listens_on_a_private_socket_only(running: Server) -> None:
    assert ask(running, "SHOW listen_addresses") == [("",)]
    for directory in (running.home.data, running.home.socket_directory):
        found = directory.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o700, running.home.account.pw_uid)


@AS_ROOT
def test_another_account_is_not_let_in(running: Server) -> None:
    stranger = pwd.getpwnam("games")
    attempt = subprocess.run(
        [running.programs() / "psql", "-h", running.home.socket_directory, "-U", "pobatt", "-c", "SELECT 1"],
        user=stranger.pw_uid,
        group=stranger.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert "Permission denied" in attempt.stderr
    assert attempt.returncode == 2


def test_of_several_hosts_the_one_that_answers_is_used(running: Server) -> None:
    hosts = f"/nowhere,{running.home.socket_directory}"
    settings = database_settings(f"host={hosts} dbname=pobatt user=pobatt", var=VAR, pool=False)
    with psycopg.connect(
        host=settings["HOST"], dbname="pobatt", user="pobatt", **settings["OPTIONS"]
    ) as connection:
        assert connection.info.host == str(running.home.socket_directory)


def test_failed_statements_leave_no_personal_data_in_the_log(running: Server) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(running, "CREATE TEMP TABLE t (who text UNIQUE); INSERT INTO t VALUES ('Minji'), ('Minji')")
    assert "Minji" not in running.home.log.read_text()


def test_a_server_that_lives_is_adopted(running: Server) -> None:
    before = find_processes(running.home).postmasters
    Server(running.home, durable=False).ensure_running()
    assert find_processes(running.home).postmasters == before


# --- Starting and stopping ----------------------------------------------------------------------------------------


def test_of_two_starters_one_starts_and_both_return(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    server = make_server(tmp_path)
    starters = [python(START, tmp_path) for _ in range(3)]
    assert [(starter.wait(60), starter.communicate()[1]) for starter in starters] == [(0, "")] * 3
    assert len(find_processes(server.home).postmasters) == 1
    assert ask(server, "SELECT 1") == [(1,)]


def test_a_killed_server_comes_back_with_everything_committed(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    server = make_server(tmp_path)
    server.ensure_running()
    ask(server, "CREATE TABLE seat (taken_by text)")
    ask(server, "INSERT INTO seat VALUES ('Minji')")

    def sleep() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            ask(server, "SELECT pg_sleep(60)")

    busy = threading.Thread(target=sleep)
    busy.start()
    time.sleep(0.3)  # its backend outlives the postmaster and holds the shared memory
    os.kill(find_processes(server.home).postmasters[0], signal.SIGKILL)
    while server.is_ready():  # a kill takes a moment
        time.sleep(0.01)
    begun = time.monotonic()
    server.ensure_running()
    assert time.monotonic() - begun < 5
    assert ask(server, "SELECT taken_by FROM seat") == [("Minji",)]
    busy.join()


@pytest.mark.parametrize("other_program", ["sleep 60", "true"], ids=["alive", "a zombie"])
def test_a_number_that_is_no_server_of_ours_does_not_prevent_the_start(
    tmp_path: Path, make_server: Callable[[Path], Server], other_program: str
) -> None:
    """A zombie is what a killed server leaves where the first process of a container buries nobody."""
    server = make_server(tmp_path)
    server.ensure_running()
    misleading = (server.home.data / "postmaster.pid").read_text().splitlines(keepends=True)
    server.stop()
    as_account = {"user": server.home.account.pw_uid} if os.geteuid() == 0 else {}
    other = subprocess.Popen(other_program.split(), **as_account)  # type: ignore[call-overload]
    try:
        if other_program == "true":
            os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie
        (server.home.data / "postmaster.pid").write_text("".join([f"{other.pid}\n", *misleading[1:]]))
        assert not server.is_ready()
        server.ensure_running()
        assert ask(server, "SELECT 1") == [(1,)]
    finally:
        other.kill()
        other.wait()


def test_a_creation_that_was_killed_is_done_again(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    server = make_server(tmp_path)
    starter = python(START, tmp_path)
    while not list(server.home.directory.glob("data.new-*/base")):
        assert starter.poll() is None
        time.sleep(0.01)
    starter.kill()
    starter.communicate()
    assert not server.home.data.exists()
    server.ensure_running()
    assert ask(server, "SELECT current_database()") == [("pobatt",)]


def test_data_of_another_version_is_told_in_words(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    server = make_server(tmp_path)
    server.ensure_running()
    server.stop()
    (server.home.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresUnavailable, match=r"was made by PostgreSQL 9, and this is \d\d:"):
        server.ensure_running()


def test_a_server_that_cannot_start_says_why(tmp_path: Path, make_server: Callable[[Path], Server]) -> None:
    server = make_server(tmp_path)
    server.ensure_running()
    server.stop()
    (server.home.data / "global" / "pg_control").unlink()
    with pytest.raises(PostgresUnavailable, match="could not find the database system"):
        server.ensure_running()


def test_the_last_user_stops_the_server_and_no_one_before(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    first, second = make_server(tmp_path), make_server(tmp_path)
    for server in (first, second):
        server.join()
        server.ensure_running()
    first.leave()
    assert second.is_ready()
    second.leave()
    assert not find_processes(first.home)


def test_a_command_starts_the_server_and_leaves_none_behind(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    server = make_server(tmp_path)
    command = python(ENGINE, tmp_path)
    assert command.communicate(timeout=60) == ("pobatt pobatt\n", "")
    assert not find_processes(server.home)


def test_under_a_supervisor_a_command_starts_nothing(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    server = make_server(tmp_path)
    command = python(ENGINE, tmp_path, POBATT_SUPERVISED="1")
    assert "OperationalError" in command.communicate(timeout=60)[1]
    assert not find_processes(server.home)


# --- Where it lives -----------------------------------------------------------------------------------------------


def test_a_long_path_gets_a_short_private_socket(
    tmp_path: Path, make_server: Callable[[Path], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "LONGEST_SOCKET_PATH", 10)
    server = make_server(tmp_path)
    server.ensure_running()
    assert server.home.socket_directory.parent == Path("/tmp")
    assert ask(server, "SELECT 1") == [(1,)]


def test_a_socket_directory_made_by_somebody_else_is_refused(
    tmp_path: Path, make_server: Callable[[Path], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "LONGEST_SOCKET_PATH", 10)
    server = make_server(tmp_path)
    server.home.socket_directory.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresUnavailable, match="was made by somebody else"):
            server.ensure_running()
    finally:
        server.home.socket_directory.unlink()


def test_an_account_without_an_entry_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(PostgresUnavailable, match="User id 54321 has no entry in /etc/passwd"):
        find_home(tmp_path)


def test_missing_programs_are_told(
    tmp_path: Path, make_server: Callable[[Path], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POBATT_PG_BIN", str(tmp_path))
    with pytest.raises(PostgresUnavailable, match="There is no postgres in"):
        make_server(tmp_path / "var").ensure_running()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a directory should be")
    with pytest.raises(PostgresUnavailable, match="Cannot write to"):
        find_home(tmp_path / "var").make()


@AS_ROOT
def test_a_moved_checkout_keeps_its_data_and_a_copy_gets_its_own(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    original = make_server(tmp_path / "original").home.directory
    assert find_home(tmp_path / "original").directory == original
    shutil.copytree(tmp_path / "original", tmp_path / "copy")
    assert make_server(tmp_path / "copy").home.directory != original
    (tmp_path / "original").rename(tmp_path / "moved")
    assert find_home(tmp_path / "moved").directory == original
    assert make_server(tmp_path / "original").home.directory != original  # a fresh clone in the old place


@AS_ROOT
def test_test_databases_of_checkouts_that_are_gone_are_removed_and_nothing_else(
    tmp_path: Path, make_server: Callable[[Path], Server]
) -> None:
    real = make_server(tmp_path / "gone").home.directory
    forgotten, recent = (find_home(tmp_path / name, TESTS).directory for name in ("gone", "recent"))
    for directory in (real, forgotten):
        os.utime(directory / "checkout", (0, 0))
    shutil.rmtree(tmp_path / "gone")
    shutil.rmtree(tmp_path / "recent")
    make_server(tmp_path / "new")
    assert [directory.exists() for directory in (real, forgotten, recent)] == [True, False, True]
    shutil.rmtree(recent)
