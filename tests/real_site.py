"""The site as it runs, on the test's database: gunicorn with several workers, and a worker for jobs."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from visitor import Visitor

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 4


@dataclass
class Site:
    """gunicorn with four workers."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]

    def is_up(self) -> bool:
        """Say whether there are all workers, and one of them answers."""
        with Visitor.at(self.port) as visitor:
            return len(self.workers) == WORKERS and visitor.get("/livez").status == 200


@contextmanager
def web_site() -> Iterator[Site]:
    """Serve the site at a port of its own."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port = int(asking.getsockname()[1])
    configuration = str(ROOT / "deploy" / "gunicorn.conf.py")
    bind = {"POBATT_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": str(WORKERS)}
    with running("-m", "gunicorn", "-c", configuration, **bind) as process:
        site = Site(process, port)
        assert eventually(site.is_up)
        yield site


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python process of the site, which ends with the block; jobs: `"manage.py", "procrastinate", "worker"`."""
    parameters = connection.get_connection_params()
    known = [name for name in ("host", "port", "user", "password", "dbname") if parameters.get(name)]
    database = " ".join(f"{name}={parameters[name]}" for name in known)
    here = {"DATABASE_URL": database, "POBATT_VAR": str(settings.VAR), "POBATT_GRACEFUL_TIMEOUT": "1"}
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **here, **environment}
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def eventually(happens: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait until something happens, and say whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if happens():
                return True
        except (OSError, AssertionError, http.client.HTTPException):
            pass  # not yet
        time.sleep(0.02)
    return False
