"""How gunicorn serves the site: ``gunicorn -c deploy/gunicorn.conf.py pobatt.wsgi``.

A thread waits for PostgreSQL most of its time, so eight of them share a worker; workers are for the processor cores.
Slow visitors occupy a thread each: in production a buffering proxy stands in front (see docs).
"""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

wsgi_app = "pobatt.wsgi:application"
bind = os.environ.get("POBATT_BIND", "127.0.0.1:8000")
# In malloc.h of glibc, which else gives most of eight threads a heap of their own, and keeps what pages no longer need.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
with suppress(OSError, AttributeError, TypeError):  # another libc has neither the function nor the heaps
    for parameter, value in ((M_ARENA_MAX, 2), (M_MMAP_THRESHOLD, 64 * 1024), (M_TRIM_THRESHOLD, 64 * 1024)):
        ctypes.CDLL(None).mallopt(parameter, value)
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
preload_app = False  # every worker opens its own connections
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = int(os.environ.get("POBATT_GRACEFUL_TIMEOUT", "20"))  # seconds for running requests
keepalive = 5  # seconds
max_requests = 20_000
max_requests_jitter = 2_000
memory = Path("/dev/shm")  # nosec B108: heartbeats must not wait for a disk
worker_tmp_dir = str(memory) if memory.is_dir() else None
control_socket_disable = True
forwarded_allow_ips = ""  # who the visitor is, is decided by the application (TRUSTED_PROXY_COUNT)
accesslog = None  # addresses of visitors are personal data, and belong to the proxy's log if anywhere
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
proc_name = "pobatt"
