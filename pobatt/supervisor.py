"""Keep processes running, and leave none behind: the machinery of ``pobatt.run``."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PAUSE = 0.02  # seconds between two looks while something ends
LONG_ENOUGH = 10.0  # seconds after which a process is thought to be well
LONGEST_DELAY = 5.0  # seconds before a process that keeps dying is started again

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_libc = (
    ctypes.CDLL(None) if sys.platform == "linux" else None
)  # loaded here: not to be done between fork and exec


class Stop(BaseException):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


def listen_for_stop() -> None:
    """From now on, raise Stop in the main thread at the first signal to stop, and ignore those after it."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        ignore_stop()
        raise Stop

    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves it
            signal.signal(number, stop)


def ignore_stop() -> None:
    """From now on, let nothing but SIGKILL interrupt us: we are stopping already."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Put off Stop, so that no process is started without being remembered."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass
class Child:
    """A process in a session of its own, which on Linux does not outlive this one."""

    name: str
    command: list[str]
    directory: Path
    environment: dict[str, str]
    inherited: tuple[int, ...] = ()  # file descriptors
    failures: int = 0  # ends in a row, each soon after a start
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _started: float = 0.0
    _due: float = 0.0

    def start(self) -> None:
        parent = os.getpid()

        def before_exec() -> None:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            if _libc is not None:
                _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != parent:  # it died before we asked
                    os._exit(1)

        with undisturbed():
            self.process = subprocess.Popen(
                self.command,
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                pass_fds=self.inherited,
                start_new_session=True,  # a Ctrl-C in the terminal reaches us alone, and we pass it on in order
                preexec_fn=before_exec,  # noqa: PLW1509 (there are no other threads)
            )
        self._started = time.monotonic()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_running(self) -> bool:
        """Start the process again if it has ended, whatever its exit code; tell whether it has just ended.

        A process that ends soon after its start waits longer every time.
        """
        if self.is_alive():
            return False
        now = time.monotonic()
        if self._due == 0.0:
            self.failures = 0 if now - self._started > LONG_ENOUGH else self.failures + 1
            self._due = now + (min(0.1 * 2**self.failures, LONGEST_DELAY) if self.failures else 0.0)
            self.signal_group(signal.SIGKILL)  # what it had started itself
            return True
        if now >= self._due:
            self._due = 0.0
            self.start()
        return False

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self.process.wait()

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def stop_all(children: list[Child], patience: float) -> None:
    """End all children at the same time: politely, and after ``patience`` seconds by force."""
    for child in children:
        child.signal_group(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(child.is_alive() for child in children) and time.monotonic() < deadline:
        time.sleep(PAUSE)
    for child in children:
        child.signal_group(signal.SIGKILL)  # also what a child that has ended left in its group
        if child.process is not None:
            child.wait()
