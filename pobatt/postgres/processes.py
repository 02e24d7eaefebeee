"""Who is alive: the processes of one embedded server, told by their owner and their command line.

Command lines are used because everybody may read them, also root in a container, who may not look deeper into
processes of another account; and because a number in postmaster.pid may meanwhile belong to somebody else. A zombie
has no command line, and so counts as gone.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pobatt.postgres.home import Home

PROC = Path("/proc")


@dataclass(frozen=True)
class Processes:
    postmasters: list[int] = field(default_factory=list)
    backends: list[int] = field(default_factory=list)  # everything that a postmaster has started

    def __bool__(self) -> bool:
        return bool(self.postmasters or self.backends)

    def send(self, signal_number: int) -> None:
        """Send a signal to the postmaster, which passes it on; without one, to the orphans it has left."""
        for pid in self.postmasters or self.backends:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal_number)


def find_processes(home: Home) -> Processes:
    found = Processes()
    for pid, uid, command in all_processes():
        if uid == home.account.pw_uid:
            if is_postmaster(command, home):
                found.postmasters.append(pid)
            elif command.startswith(f"postgres: {home.name}: "):
                found.backends.append(pid)
    return found


def is_postmaster(command: str, home: Home) -> bool:
    program, _, rest = command.partition(" -D ")
    return program.endswith("/postgres") and f"{rest} ".startswith(f"{home.data} ")


def find_command(pid: int) -> str:
    """Return the command line of a process, '' when there is none (any more)."""
    if PROC.joinpath("self").exists():
        return _read_command(PROC / str(pid))
    return _ps("-o", "command=", "-p", str(pid)).strip()


def find_owner(pid: int) -> int | None:
    try:
        return (PROC / str(pid)).stat().st_uid
    except OSError:
        answer = _ps("-o", "uid=", "-p", str(pid)).strip()
        return int(answer) if answer else None


def all_processes() -> Iterator[tuple[int, int, str]]:
    """Yield process id, owner's id and command line of every process of this machine that has one."""
    if PROC.joinpath("self").exists():
        for entry in os.scandir(PROC):
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    yield int(entry.name), entry.stat().st_uid, _read_command(Path(entry.path))
        return
    for line in _ps("-A", "-o", "pid=,uid=,command=").splitlines():
        pid, uid, command = line.split(None, 2)
        yield int(pid), int(uid), command


def _read_command(process: Path) -> str:
    try:
        return os.fsdecode((process / "cmdline").read_bytes()).rstrip("\0").replace("\0", " ")
    except OSError:
        return ""


def _ps(*arguments: str) -> str:
    try:
        return subprocess.run(["ps", *arguments], capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
