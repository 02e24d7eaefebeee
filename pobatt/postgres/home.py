"""Where the embedded server lives, and as whom it runs.

An ordinary user's server lives in ``var/postgres`` and runs as that user. PostgreSQL refuses to run as root, and the
account it then runs as may be unable to reach the checkout, so root's servers live under /var/lib/pobatt: the home
belongs to root (locks, log and configuration cannot be tampered with by the account), ``data`` and ``socket`` in it to
the account. ``var/postgres.home`` says which home belongs to which checkout.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import stat
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pobatt.postgres import PostgresUnavailable

ROOTS_HOMES = Path("/var/lib/pobatt")
ROOTS_ACCOUNTS = ("pobatt", "postgres", "nobody")
TESTS = "postgres-test"  # the server that tests use
LONGEST_SOCKET_PATH = 100  # bytes; sun_path holds 108 on Linux and 104 on macOS
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Home:
    directory: Path
    account: pwd.struct_passwd
    copies: Path | None  # where binaries are copied to, when the account may be unable to reach the checkout

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "postgres.log"

    @property
    def name(self) -> str:
        """A short name for this home, unique on this machine: process titles and /tmp carry it."""
        return f"pobatt-{sha256(os.fsencode(self.directory)).hexdigest()[:12]}"

    @property
    def socket_directory(self) -> Path:
        inside = self.directory / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) < LONGEST_SOCKET_PATH and "," not in str(inside):
            return inside  # a comma would separate two hosts
        return Path("/tmp") / f"{self.name}-{self.account.pw_uid}"  # nosec B108: make_private() checks whose it is

    def make(self) -> None:
        """Create the home and the socket's directory. Raises PostgresUnavailable where that is impossible."""
        as_root = self.copies is not None
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            if self.directory.stat().st_uid != os.geteuid():
                raise PostgresUnavailable(
                    f"{self.directory} 의 소유자가 다른 사용자입니다. / {self.directory} belongs to another user."
                )
            self.directory.chmod(0o755 if as_root else 0o700)
            self.make_private(self.socket_directory)
        except OSError as problem:
            raise PostgresUnavailable(
                f"{self.directory} 에 쓸 수 없습니다. / Cannot write to {self.directory}: {problem}"
            ) from problem

    def make_private(self, directory: Path) -> None:
        """Create a directory for the account alone, or make sure that the one that exists is such a directory."""
        try:
            directory.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            os.chown(directory, self.account.pw_uid, self.account.pw_gid)
        found = directory.lstat()  # not stat: somebody else may have put a link into /tmp
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.pw_uid:
            raise PostgresUnavailable(
                f"{directory} 을(를) 다른 사용자가 이미 만들었습니다. 지운 뒤 다시 시작하세요. / "
                f"{directory} was made by somebody else: remove it and start again."
            )
        if stat.S_IMODE(found.st_mode) != 0o700:
            directory.chmod(0o700)


def find_home(var: Path, name: str = "postgres") -> Home:
    """Return the home of the server ``name`` of the checkout whose state is in ``var``.

    Raises PostgresUnavailable where no account can run it.
    """
    var = var.resolve()
    if os.geteuid() != 0:
        return Home(var / name, _own_account(), copies=None)
    try:
        ROOTS_HOMES.mkdir(mode=0o755, parents=True, exist_ok=True)
        ROOTS_HOMES.chmod(0o755)
        directory = _roots_home(var, name)
    except OSError as problem:
        raise PostgresUnavailable(
            f"{ROOTS_HOMES} 에 쓸 수 없습니다. / Cannot write to {ROOTS_HOMES}: {problem}"
        ) from problem
    return Home(directory, _account_for_root(directory / "data"), copies=ROOTS_HOMES)


def _own_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise PostgresUnavailable(
            f"사용자 번호 {os.geteuid()} 이(가) /etc/passwd에 없어 PostgreSQL을 시작할 수 없습니다. 계정을 추가하거나 "
            f"DATABASE_URL을 지정하세요. / User id {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL "
            "requires: add one, or set DATABASE_URL."
        ) from None


def _account_for_root(data: Path) -> pwd.struct_passwd:
    """Return the account that owns the data; for new data, the first that exists."""
    try:
        return pwd.getpwuid(data.stat().st_uid)
    except (FileNotFoundError, KeyError):
        pass
    for name in ROOTS_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailable(
        "PostgreSQL은 root로 실행되지 않으며, 대신 쓸 계정(postgres, nobody)이 없습니다. / "
        "PostgreSQL does not run as root, and there is no account (postgres, nobody) to run it as."
    )


def _roots_home(var: Path, name: str) -> Path:
    """Return the directory named in ``var/<name>.home``, or a new one.

    A checkout that was moved keeps its data, a copy of a checkout gets its own, and so does a fresh clone.
    """
    pointer = var / f"{name}.home"
    home = _named_in(pointer)
    if home is not None and home.parent == ROOTS_HOMES and home.is_dir():
        other = _named_in(home / "checkout")
        if other == pointer:
            return home
        if other is None or _named_in(other) != home:  # moved
            (home / "checkout").write_text(str(pointer))
            return home
    _remove_forgotten_tests()
    var.mkdir(parents=True, exist_ok=True)
    home = ROOTS_HOMES / secrets.token_hex(6)
    home.mkdir(mode=0o755)
    (home / "checkout").write_text(str(pointer))
    written = pointer.with_name(f"{pointer.name}.{home.name}")
    written.write_text(str(home))
    if _named_in(pointer) is None:
        try:
            os.link(written, pointer)  # atomic, and refused where another process was faster
        except FileExistsError:
            (home / "checkout").unlink()
            home.rmdir()
        written.unlink()
    else:
        written.replace(pointer)
    return _named_in(pointer) or home


def _remove_forgotten_tests() -> None:
    """Remove the test databases of checkouts that are gone; other data is never removed."""
    for checkout in ROOTS_HOMES.glob("*/checkout"):
        pointer, home = _named_in(checkout), checkout.parent
        if pointer is None or pointer.name != f"{TESTS}.home" or pointer.exists():
            continue
        is_old = time.time() - checkout.stat().st_mtime > 3600  # or its pointer is only about to be written
        if is_old and not (home / "data" / "postmaster.pid").exists():
            shutil.rmtree(home, ignore_errors=True)


def _named_in(pointer: Path) -> Path | None:
    try:
        return Path(pointer.read_text().strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
