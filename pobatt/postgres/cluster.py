"""The files of the embedded server: the data directory, made once, and the configuration, written at every start."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pobatt.postgres import PostgresUnavailable, binaries
from pobatt.postgres.home import Home

USER = DATABASE = "pobatt"

# pg_trgm finds Hangul only where LC_CTYPE is UTF-8. macOS has no C.UTF-8, but a locale 'UTF-8' for that alone
# (PEP 538).
LOCALE = ("--locale=C", "--lc-ctype=UTF-8") if sys.platform == "darwin" else ("--locale=C.UTF-8",)

BUILTIN = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)  # since 17; before, LOCALE decides the order too


def run_as(home: Home) -> dict[str, Any]:
    """Return the arguments of Popen that make a program of PostgreSQL run as the account of this home."""
    settings: dict[str, Any] = {
        "cwd": home.directory,
        "env": {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C",
            **{k: v for k, v in os.environ.items() if k in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")},
        },
        "umask": 0o077,
    }
    if os.geteuid() != home.account.pw_uid:
        settings |= {"user": home.account.pw_uid, "group": home.account.pw_gid, "extra_groups": []}
    return settings


def create(home: Home, programs: Path, *, durable: bool) -> None:
    """Make the data directory with the database in it, if there is none.

    It is made under another name and renamed when it is complete, so one that was interrupted is made again.
    Raises PostgresUnavailable with what initdb said.
    """
    if home.data.exists():
        return
    for unfinished in home.directory.glob("data.new-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    making = (
        home.directory / f"data.new-{secrets.token_hex(4)}"
    )  # an initdb whose parent was killed may still write
    home.make_private(making)
    _run(
        [
            programs / "initdb",
            f"--pgdata={making}",
            f"--username={USER}",
            "--encoding=UTF8",
            *(BUILTIN if int(binaries.major_version(programs)) >= 17 else ()),
            *LOCALE,
            "--data-checksums",
            "--auth=reject",  # until configure() says who may come in
            "--no-instructions",
            *(() if durable else ("--no-sync",)),
        ],
        home,
    )
    single = [programs / "postgres", "--single", "-c", "exit_on_error=true", "-D", making, "postgres"]
    _run(single, home, said=f"CREATE DATABASE {DATABASE}\n")
    making.rename(home.data)


def check_version(home: Home, programs: Path) -> None:
    """Raise PostgresUnavailable where another major version of PostgreSQL has made the data."""
    try:
        made_by = (home.data / "PG_VERSION").read_text().strip()
    except OSError as problem:
        raise PostgresUnavailable(
            f"{home.data} 은(는) PostgreSQL 데이터 폴더가 아닙니다. / {home.data} holds no PostgreSQL data: {problem}"
        ) from problem
    ours = binaries.major_version(programs)
    if made_by != ours:
        raise PostgresUnavailable(
            f"{home.data} 은(는) PostgreSQL {made_by}(으)로 만들어졌고 지금 프로그램은 {ours}입니다. "
            f"POBATT_PG_BIN으로 PostgreSQL {made_by}을(를) 지정하거나, 데이터를 옮긴 뒤 폴더를 비우세요. / "
            f"{home.data} was made by PostgreSQL {made_by}, and this is {ours}: point POBATT_PG_BIN to the programs "
            f"of {made_by}, or dump the data and remove the directory."
        )


def configure(home: Home, *, durable: bool) -> Path:
    """Write the configuration and return its file.

    The server listens on its socket only, and lets in two: the account it runs as, and whoever started it.
    Failed statements are not logged: they may hold personal data, and the application hears of them anyway.
    """
    hba, identities = home.directory / "pg_hba.conf", home.directory / "pg_ident.conf"
    _write(hba, "local all all peer map=pobatt\n")
    names = {home.account.pw_name, "root"} if os.geteuid() == 0 else {home.account.pw_name}
    _write(identities, "".join(f'pobatt "{name}" {USER}\n' for name in sorted(names)))
    settings: Mapping[str, object] = {
        "cluster_name": home.name,
        "listen_addresses": "",
        "unix_socket_directories": home.socket_directory,
        "unix_socket_permissions": "0700",
        "hba_file": hba,
        "ident_file": identities,
        "max_connections": 80,
        "shared_buffers": "64MB",
        "min_wal_size": "32MB",
        "max_wal_size": "512MB",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_messages": "log",  # in this order of PostgreSQL's: above ERROR
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        **({} if durable else {"fsync": "off", "full_page_writes": "off"}),
    }
    file = home.directory / "postgresql.conf"
    _write(file, "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items()))
    return file


def _quoted(value: object) -> str:
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o644)


def _run(command: list[Any], home: Home, said: str = "") -> None:
    result = subprocess.run(
        [str(part) for part in command],
        input=said,
        capture_output=True,
        text=True,
        check=False,
        **run_as(home),
    )
    if result.returncode:
        reason = result.stderr.strip() or f"exit {result.returncode}"
        raise PostgresUnavailable(
            f"데이터베이스를 만들지 못했습니다. / The database could not be created: {reason}"
        )
