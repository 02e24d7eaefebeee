"""Run the whole site on this machine: ``python -m pobatt.run [HOST:PORT]``, which is what ``bin/run`` does.

The database (unless DATABASE_URL names one), the web server and the worker for jobs run as long as this process does.
Whatever of them dies is started again; when this process is told to stop, everything it started is gone within two
seconds.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from socket import socket

from pobatt.address import Address, AddressRefused, AddressTaken
from pobatt.postgres import PostgresUnavailable
from pobatt.postgres.server import Server, server_of
from pobatt.supervisor import Child, Stop, ignore_stop, listen_for_stop, stop_all

ROOT = Path(__file__).resolve().parent.parent
TICK = 0.1  # seconds between two looks at everything that should run
CHILDREN_MAY_TAKE = 1.0  # seconds to end; together with the two below less than two
POSTGRES_FAST, POSTGRES_IMMEDIATE = 0.6, 0.2
PREDECESSOR_MAY_TAKE = 3.0  # seconds until the web server of a killed predecessor has left its port
STARTS_BEFORE_GIVING_UP = 3


class GaveUp(RuntimeError):
    """The site cannot run. The text is a sentence for the person at the terminal."""


class AlreadyRunning(GaveUp):
    """Another process runs this checkout."""


def main(arguments: list[str]) -> int:
    """Run until told to stop. Return the exit code: 0 when told to, 1 when the site cannot run, 2 for wrong usage."""
    try:
        if len(arguments) > 1:
            raise AddressRefused("사용법: bin/run [호스트:포트] / Usage: bin/run [HOST:PORT]")
        address = Address.parse(arguments[0]) if arguments else Address()
    except AddressRefused as problem:
        say(str(problem), to=sys.stderr)
        return 2
    try:
        listen_for_stop()
        with only_one(address) as listening:
            Site(address, listening).run()
    except (GaveUp, AddressRefused, PostgresUnavailable) as problem:
        say(str(problem), to=sys.stderr)
        return 1
    except Stop:
        say("끝냈습니다. / Stopped.")
    return 0


def say(text: str, to: object = None) -> None:
    """Print a line; a terminal that was closed does not stop us."""
    with contextlib.suppress(OSError, ValueError):
        print(text, file=to or sys.stdout, flush=True)  # type: ignore[arg-type]


def state_directory() -> Path:
    return (ROOT / os.environ.get("POBATT_VAR", "var")).resolve()


@contextlib.contextmanager
def only_one(address: Address) -> Iterator[socket]:
    """Make sure that nobody else runs this checkout, and take the address.

    Raises AlreadyRunning, which tells where the other one serves, and AddressRefused.
    """
    state = state_directory()
    try:
        state.mkdir(parents=True, exist_ok=True)
        file = (state / "run.lock").open("a+", encoding="utf-8")
    except OSError as problem:
        raise GaveUp(f"{state} 에 쓸 수 없습니다. / Cannot write to {state}: {problem}") from problem
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_where_it_runs(state / "run.lock")) from None
        predecessor_was_killed = file.tell() > 0  # or it would have emptied the file
        listening = _take(address, PREDECESSOR_MAY_TAKE if predecessor_was_killed else 0.0)
        try:
            file.truncate(0)
            file.write(json.dumps({"url": address.url, "pid": os.getpid()}))
            file.flush()
            yield listening
        finally:
            file.truncate(0)
            listening.close()


def _where_it_runs(lock: Path) -> str:
    for _ in range(10):
        with contextlib.suppress(ValueError, KeyError):
            other = json.loads(lock.read_text(encoding="utf-8"))
            return (
                f"이미 실행 중입니다: {other['url']} (프로세스 {other['pid']}). 그쪽에서 Ctrl-C로 끝낼 수 있습니다. / "
                f"Already running at {other['url']} (process {other['pid']}); end it there with Ctrl-C."
            )
        time.sleep(0.05)  # it has only just begun
    return "이미 시작하는 중입니다. / Already starting."


def _take(address: Address, patience: float) -> socket:
    deadline = time.monotonic() + patience
    while True:
        try:
            return address.take()
        except AddressTaken:
            if time.monotonic() > deadline:
                raise
        time.sleep(TICK)


class Site:
    """Everything that runs for one address."""

    def __init__(self, address: Address, listening: socket) -> None:
        self.address = address
        self.listening = listening
        self.postgres: Server | None = (
            None if os.environ.get("DATABASE_URL") else server_of(state_directory())
        )
        self.children: list[Child] = []

    def run(self) -> None:
        """Start everything, keep it running, and stop it all. Raises Stop, GaveUp or PostgresUnavailable."""
        try:
            self.start_postgres()
            self.prepare()
            self.start_children()
            self.supervise()
        finally:
            self.stop()

    def start_postgres(self) -> None:
        if self.postgres is not None:
            say("데이터베이스를 시작합니다… / Starting the database…")
            self.postgres.join()
            self.postgres.ensure_running()

    def prepare(self) -> None:
        """Bring database, programme and files up to date: ``manage.py prepare``."""
        preparing = self.child("prepare", str(ROOT / "manage.py"), "prepare")
        self.children = [preparing]
        preparing.start()
        if code := preparing.wait():
            raise GaveUp(
                f"준비 작업이 실패했습니다. 위의 메시지를 보세요. / Preparation failed (exit code {code}), see above."
            )

    def start_children(self) -> None:
        """Start what runs for as long as we do. One more process is one more line."""
        descriptor = self.listening.fileno()
        configuration = str(ROOT / "deploy" / "gunicorn.conf.py")
        web = self.child("web", "-m", "gunicorn", "-c", configuration, "--bind", f"fd://{descriptor}")
        web.inherited = (descriptor,)
        worker = self.child("worker", str(ROOT / "manage.py"), "procrastinate", "worker")
        self.children = [web, worker]
        for child in self.children:
            child.start()

    def supervise(self) -> None:
        """Start again whatever dies. Raises GaveUp when something never gets well."""
        ready = False
        while True:
            for child in self.children:
                if child.keep_running():
                    if not ready and child.failures >= STARTS_BEFORE_GIVING_UP:
                        raise GaveUp(
                            f"{child.name} 프로세스가 시작되지 않습니다. 위의 메시지를 보세요. / "
                            f"The process '{child.name}' does not start, see above."
                        )
                    say(f"{child.name} 프로세스를 다시 시작합니다. / Starting '{child.name}' again.")
            self.revive_postgres()
            if not ready and self.answers():
                ready = True
                say(f"\nready — 준비되었습니다: {self.address.url}  (끝내기 Ctrl-C / Ctrl-C ends it)\n")
            time.sleep(TICK)

    def revive_postgres(self) -> None:
        if self.postgres is None or self.postgres.is_ready():
            return
        try:
            self.postgres.ensure_running()
            say("PostgreSQL이 멈춰서 다시 시작했습니다. / PostgreSQL had stopped and runs again.")
        except PostgresUnavailable as problem:
            say(str(problem), to=sys.stderr)
            time.sleep(1)

    def answers(self) -> bool:
        """Tell whether the site answers a request, in whatever way."""
        connection = http.client.HTTPConnection(self.address.probed_host, self.address.port, timeout=1)
        try:
            connection.request("GET", "/livez", headers={"Host": f"localhost:{self.address.port}"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def stop(self) -> None:
        ignore_stop()
        stop_all(self.children, CHILDREN_MAY_TAKE)
        if self.postgres is not None:
            self.postgres.stop(POSTGRES_FAST, POSTGRES_IMMEDIATE)

    def child(self, name: str, *arguments: str) -> Child:
        """Describe a Python process of this site; DATABASE_URL and everything else is passed on as it is."""
        given = os.environ
        hosts = [word for word in given.get("POBATT_HOSTS", "").split(",") if word]
        environment = given | {
            "POBATT_HOSTS": ",".join([*hosts, *self.address.hosts()]),
            "POBATT_GRACEFUL_TIMEOUT": "1",
            "POBATT_SUPERVISED": "1",
            "PYTHONUNBUFFERED": "1",
            "SITE_URL": given.get("SITE_URL") or self.address.url,
        }
        return Child(name, [sys.executable, *arguments], ROOT, environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
