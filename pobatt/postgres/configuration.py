"""Django's settings for the database, made from DATABASE_URL or its absence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

# A gthread worker has eight threads, and a thread that watches the public version. `timeout` (seconds) is how
# long a request waits for a connection before it fails: longer than a restart of PostgreSQL, shorter than a
# visitor's patience.
POOL = {"min_size": 1, "max_size": 10, "timeout": 4, "reconnect_timeout": 5}
CONNECT_TIMEOUT = 3  # seconds for each host


def database_settings(url: str | None, *, var: Path, pool: bool = True) -> dict[str, Any]:
    """Return Django's DATABASES["default"].

    ``url`` is anything libpq understands (section "Connection Strings" of its manual), several hosts and socket
    directories included; without one, the embedded server whose state is in ``var`` is meant. ``pool`` False gives
    every thread a connection of its own, without limit.

    Raises ValueError, whose text never holds the password.
    """
    options: dict[str, Any] = {"application_name": "pobatt", "connect_timeout": CONNECT_TIMEOUT}
    if pool:
        options["pool"] = dict(POOL)
    common = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    if not url:
        embedded = {"ENGINE": "pobatt.postgres", "NAME": "pobatt", "USER": "pobatt", "VAR": str(var)}
        return {**embedded, **common, "OPTIONS": options}
    given = _parse(url)
    if "," in (given.get("host") or given.get("hostaddr") or ""):
        options["target_session_attrs"] = "read-write"  # of several servers, the one that is not a standby
    named = {
        setting: str(given.pop(keyword, ""))
        for setting, keyword in (
            ("NAME", "dbname"),
            ("USER", "user"),
            ("PASSWORD", "password"),
            ("HOST", "host"),
            ("PORT", "port"),
        )
    }
    if not named["NAME"] and "service" not in given:
        raise ValueError(
            "DATABASE_URL에 데이터베이스 이름이 없습니다. 예: postgresql://사용자@호스트/이름 / "
            "DATABASE_URL names no database, as in postgresql://user@host/name."
        )
    return {"ENGINE": "django.db.backends.postgresql", **named, **common, "OPTIONS": options | given}


def _parse(url: str) -> dict[str, Any]:
    wrong = (
        "DATABASE_URL을 읽을 수 없습니다. 예: postgresql://사용자:비밀번호@호스트:5432/이름 "
        "(특수문자는 %-인코딩) / DATABASE_URL cannot be read; expected postgresql://user:password@host:5432/name, "
        "special characters percent-encoded."
    )
    if "://" in url and not url.startswith(("postgresql://", "postgres://")):
        raise ValueError(f"{wrong} (postgresql://)")
    try:
        given = dict(conninfo_to_dict(url.strip()))
    except (psycopg.Error, UnicodeError):
        raise ValueError(wrong) from None  # libpq's own words may quote the password
    ports = str(given.get("port", "")).split(",")  # libpq reads them only when it connects
    if any(port and not (port.isdecimal() and 1 <= int(port) <= 65535) for port in ports):
        raise ValueError(wrong)
    if not any(ports):
        given.pop("port", None)  # ',' where hosts have no ports
    return given
