"""The embedded server: started when absent, adopted when alive, stopped when asked or when nobody uses it any more."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pobatt.postgres import PostgresUnavailable, binaries, cluster
from pobatt.postgres.home import TESTS, Home, find_home
from pobatt.postgres.processes import find_command, find_owner, find_processes, is_postmaster

PAUSE = 0.02  # seconds between two looks at something we wait for
ORPHANS_MAY_LINGER = 1.0  # seconds
LARGEST_LOG = 1_000_000  # bytes; then it is put aside as postgres.log.1


class Server:
    """One server per home. Several processes may hold a Server of the same home; files and locks make them agree."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable  # False for tests: fast, and lost when the machine fails
        self._process: subprocess.Popen[bytes] | None = None
        self._place: tuple[int, int] | None = None  # our process id and the open file of join()

    @property
    def connection_parameters(self) -> dict[str, Any]:
        """What psycopg.connect() needs."""
        return {"host": str(self.home.socket_directory), "user": cluster.USER, "dbname": cluster.DATABASE}

    def is_ready(self) -> bool:
        """Tell whether the server accepts connections. Costs some 50 microseconds, and no connection."""
        if self._process is not None:
            self._process.poll()
        pid, status = self._pid_file()
        return status == "ready" and is_postmaster(find_command(pid), self.home)

    def ensure_running(self, timeout: float = 60.0) -> None:
        """Return when the server accepts connections; start it if it is not there.

        ``timeout`` is in seconds and covers recovery after a crash, not the making of the data directory.
        Raises PostgresUnavailable, with the end of the server's log.
        """
        if self.is_ready():
            return
        self.home.make()
        with self._alone():
            if self.is_ready():
                return
            programs = self.programs()
            cluster.create(self.home, programs, durable=self.durable)
            cluster.check_version(self.home, programs)
            self._start(programs, timeout)

    def programs(self) -> Path:
        return binaries.find(self.home.copies)

    def stop(self, fast: float = 5.0, immediate: float = 0.3) -> None:
        """Stop the server and return when all its processes are gone.

        ``fast`` and ``immediate`` are seconds: how long PostgreSQL may take to end transactions and write what it
        knows, and then to just leave (the next start recovers). After that it is killed.
        """
        for signal_number, patience in ((signal.SIGINT, fast), (signal.SIGQUIT, immediate)):
            processes = find_processes(self.home)
            if processes.postmasters or signal_number == signal.SIGQUIT:
                processes.send(signal_number)
                self._wait_until_gone(patience)
        while processes := find_processes(self.home):
            processes.send(signal.SIGKILL)
            self._wait_until_gone(PAUSE)
        if self._process is not None:
            self._process.wait()

    def join(self) -> None:
        """Count this process among the users of the server; it is counted until leave(), or its end."""
        if self._place is None or self._place[0] != os.getpid():  # after a fork the child needs its own place
            self.home.make()
            place = os.open(self.home.directory / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(place, fcntl.LOCK_SH)  # waits while the last user is stopping the server
            self._place = (os.getpid(), place)

    def leave(self) -> None:
        """No longer use the server, and stop it if nobody else does."""
        if self._place is None or self._place[0] != os.getpid():
            return
        place, self._place = self._place[1], None
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()
        os.close(place)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time may start the server."""
        lock = os.open(self.home.directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _start(self, programs: Path, timeout: float) -> None:
        """Start the server as soon as nothing of a former one is in the way.

        A killed postmaster leaves backends, which hold its shared memory until they notice; and a postmaster that
        somebody else has just started only needs waiting for.
        """
        begun = time.monotonic()
        launched = 0
        while not self.is_ready():
            waited = time.monotonic() - begun
            if waited > timeout:
                raise self._failure()
            if self._process is None or self._process.poll() is not None:
                found = find_processes(self.home)
                if found.backends and not found.postmasters:
                    found.send(signal.SIGQUIT if waited < ORPHANS_MAY_LINGER else signal.SIGKILL)
                elif not found:
                    if launched == 2:
                        raise self._failure()
                    launched += 1
                    self._launch(programs)
            time.sleep(PAUSE)

    def _launch(self, programs: Path) -> None:
        self._remove_misleading_pid_file()
        configuration = cluster.configure(self.home, durable=self.durable)
        if self.home.log.exists() and self.home.log.stat().st_size > LARGEST_LOG:
            self.home.log.replace(self.home.log.with_suffix(".log.1"))
        command = [
            str(programs / "postgres"),
            "-D",
            str(self.home.data),
            "-c",
            f"config_file={configuration}",
        ]
        # A signal that stops us waits for a moment: no server is started without being remembered.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
        try:
            with self.home.log.open("ab") as log:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # a Ctrl-C in the terminal is not meant for it
                    **cluster.run_as(self.home),
                )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)  # postgres sets its own

    def _remove_misleading_pid_file(self) -> None:
        """Remove postmaster.pid where its number belongs to some other program of the same account, or to a zombie.

        PostgreSQL itself deals with numbers that belong to nobody, but cannot tell these from a live server. In
        containers both are common: numbers are small and come again, and the first process often buries nobody.
        """
        pid, _ = self._pid_file()
        command = find_command(pid) if pid else ""
        foreign = pid and not command.startswith("postgres") and "/postgres " not in f"{command} "
        if foreign and find_owner(pid) == self.home.account.pw_uid:
            (self.home.data / "postmaster.pid").unlink(missing_ok=True)

    def _pid_file(self) -> tuple[int, str]:
        """Return process id and status in postmaster.pid, (0, '') without one. Lines as in PostgreSQL's pidfile.h."""
        try:
            lines = (self.home.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
        except (OSError, ValueError, IndexError):
            return 0, ""

    def _wait_until_gone(self, patience: float) -> None:
        """Wait for all processes to end, ``patience`` seconds at most."""
        deadline = time.monotonic() + patience
        while find_processes(self.home) and time.monotonic() < deadline:
            time.sleep(PAUSE)

    def _failure(self) -> PostgresUnavailable:
        with contextlib.suppress(OSError):
            last = self.home.log.read_text(errors="replace").splitlines()[-6:]
            return PostgresUnavailable(
                f"PostgreSQL이 시작되지 않았습니다. / PostgreSQL did not start. {self.home.log}:\n"
                + "\n".join(f"    {line}" for line in last)
            )
        return PostgresUnavailable("PostgreSQL이 시작되지 않았습니다. / PostgreSQL did not start.")


@functools.cache
def server_of(var: Path) -> Server:
    """Return the server of the checkout whose state is in ``var``.

    With POBATT_PG_TEST=1 it is another one, for tests: apart from the first, and not durable.
    Raises PostgresUnavailable where no account can run it.
    """
    if os.environ.get("POBATT_PG_TEST") == "1":
        return Server(find_home(var, TESTS), durable=False)
    return Server(find_home(var))
