"""Where the time of a kept page goes: the application called without a server, under a profiler."""

import cProfile
import io
import pstats
import time
from collections.abc import Callable
from typing import Any

CALLS = 3000


def measure() -> dict[str, Any]:
    """Return microseconds a call without the profiler, and the dozen functions that take most of it."""
    from pobatt.wsgi import application

    def ask() -> None:
        answer: Any = application(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": "/program/",
                "QUERY_STRING": "",
                "HTTP_HOST": "localhost",
                "HTTP_ACCEPT_ENCODING": "br",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "wsgi.input": io.BytesIO(),
                "wsgi.url_scheme": "http",
            },
            lambda status, headers: None,
        )
        b"".join(answer)
        answer.close()

    ask()
    began = time.process_time()
    _repeat(ask)
    cost = (time.process_time() - began) / CALLS * 1e6
    profile = cProfile.Profile()
    profile.runcall(_repeat, ask)
    stats: Any = pstats.Stats(profile)
    most = sorted(stats.stats.items(), key=lambda one: -one[1][2])[:12]
    return {
        "us_without_server": cost,
        "functions": [
            {"function": f"{file.rpartition('site-packages/')[2]}:{name}", "us": own / CALLS * 1e6}
            for (file, _, name), (_, _, own, _, _) in most
        ],
    }


def _repeat(ask: Callable[[], None]) -> None:
    for _ in range(CALLS):
        ask()
