"""What the bench starts, and what it costs: PostgreSQL, gunicorn, processor time, memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def postgres() -> Iterator[None]:
    """Run the bench's own PostgreSQL, or use that of DATABASE_URL, and make its tables anew."""
    from pobatt.postgres.server import server_of

    if os.environ.get("DATABASE_URL"):
        raise SystemExit("bin/bench empties its database, so it makes its own: unset DATABASE_URL.")
    server = server_of(Path(os.environ["POBATT_VAR"]))
    server.join()
    try:
        server.ensure_running()
        import psycopg

        with psycopg.connect(**server.connection_parameters) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        deploy = [sys.executable, str(ROOT / "manage.py"), "deploy"]
        subprocess.run(deploy, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        yield
    finally:
        server.stop()


class Web:
    """gunicorn with the configuration of the site and one worker or more, serving `application`."""

    def __init__(self, application: str, *, workers: int = 1) -> None:
        with socket.socket() as asking:
            asking.bind(("127.0.0.1", 0))
            self.port = int(asking.getsockname()[1])
        environment = os.environ | {
            "POBATT_BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": str(workers),
            "POBATT_GRACEFUL_TIMEOUT": "1",
        }
        configuration = str(ROOT / "deploy" / "gunicorn.conf.py")
        # Not restarted in the middle of a round, as a site's workers are after some thousand requests.
        command = [sys.executable, "-m", "gunicorn", "-c", configuration, "--max-requests", "0", application]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("a web server of the bench did not start")

    @property
    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    @property
    def worker(self) -> psutil.Process:
        return self.workers[0]

    def cpu(self) -> float:
        """Return the seconds of processor time the worker has used."""
        times = self.worker.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> dict[str, float]:
        """Return PSS (its fair share of what is shared) and RSS of the worker, in MiB."""
        found = self.worker.memory_full_info()
        return {"pss_mib": getattr(found, "pss", found.rss) / 2**20, "rss_mib": found.rss / 2**20}

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def web(*applications: str, workers: int = 1) -> Iterator[list[Web]]:
    """Serve the applications, each by a server of its own."""
    servers: list[Web] = []
    try:
        servers += [Web(application, workers=workers) for application in applications]
        for server in servers:
            server.wait_until_ready()
        yield servers
    finally:
        for server in servers:
            server.stop()
