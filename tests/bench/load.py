"""The load client: sockets and ready-made requests, in a process of its own, so that it is never what is measured."""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass
class Load:
    """What came back: answers a second, and milliseconds at the median and the 99th percentile."""

    answers: int
    per_second: float
    p50: float
    p99: float
    client_cpu: float  # of one processor core


def run(port: int, request: bytes, *, connections: int, seconds: float, status: int = 200) -> Load:
    """Ask again and again over `connections` connections that stay open."""
    order = [str(port), request.decode("latin-1"), str(connections), str(seconds), str(status)]
    done = subprocess.run(
        [sys.executable, __file__, json.dumps(order)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"the load client failed: {done.stderr[-400:]}")
    return Load(**json.loads(done.stdout))


def get(path: str, **headers: str) -> bytes:
    """Return a GET request as bytes."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: localhost",
        *(f"{n.replace('_', '-')}: {v}" for n, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def _main(port: int, request: bytes, connections: int, seconds: float, status: int) -> Load:
    selector = selectors.DefaultSelector()
    asked: dict[socket.socket, float] = {}
    missing: dict[socket.socket, int] = {}
    took: list[float] = []
    for _ in range(connections):
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(opened, selectors.EVENT_READ)
        asked[opened], missing[opened] = time.perf_counter(), -1
        opened.sendall(request)
    began, cpu = time.perf_counter(), time.process_time()
    head = dict.fromkeys(asked, b"")
    wanted = f"HTTP/1.1 {status}".encode()
    while time.perf_counter() < began + seconds:
        for event, _ in selector.select(0.5):
            one: socket.socket = event.fileobj  # type: ignore[assignment]
            received = one.recv(262144)
            if not received:
                raise ConnectionError("the server closed a connection")
            if missing[one] < 0:
                head[one] += received
                end = head[one].find(b"\r\n\r\n")
                if end < 0:
                    continue
                if not head[one].startswith(wanted):
                    raise ValueError(head[one][:100])
                missing[one] = _length(head[one][:end]) - (len(head[one]) - end - 4)
            else:
                missing[one] -= len(received)
            if missing[one] == 0:
                now = time.perf_counter()
                took.append(now - asked[one])
                asked[one], missing[one], head[one] = now, -1, b""
                one.sendall(request)
    lasted = time.perf_counter() - began
    took.sort()
    return Load(
        answers=len(took),
        per_second=len(took) / lasted,
        p50=1000 * took[len(took) // 2],
        p99=1000 * took[len(took) * 99 // 100],
        client_cpu=(time.process_time() - cpu) / lasted,
    )


if __name__ == "__main__":
    port, request, connections, seconds, status = json.loads(sys.argv[1])
    result = _main(int(port), request.encode("latin-1"), int(connections), float(seconds), int(status))
    sys.stdout.write(json.dumps(vars(result)))
