"""The load client: sockets and ready-made requests, in a process of its own, so that it is never what is measured."""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlencode

LONGEST_RACE = 120.0  # seconds


@dataclass
class Load:
    """What came back: answers a second, and milliseconds at the median and the 99th percentile."""

    answers: int
    per_second: float
    p50: float
    p99: float
    client_cpu: float  # of one processor core


@dataclass
class Race:
    """What came back when everybody asked once, in the same moment: seconds until the last answer, milliseconds."""

    seconds: float
    p50: float
    p99: float


def run(port: int, request: bytes, *, connections: int, seconds: float, status: int = 200) -> Load:
    """Ask again and again over `connections` connections that stay open."""
    return Load(**_in_a_process("load", port, [request.decode("latin-1")], connections, seconds, status))


def race(port: int, requests: list[bytes], *, status: int = 200) -> Race:
    """Send every request over a connection of its own, all at once."""
    words = [request.decode("latin-1") for request in requests]
    return Race(**_in_a_process("race", port, words, len(requests), LONGEST_RACE, status))


def _in_a_process(*order: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__], input=json.dumps(order), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the load client failed: {done.stderr[-400:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


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


def post(path: str, fields: dict[str, str], **headers: str) -> bytes:
    """Return a POST request as bytes."""
    body = urlencode(fields)
    length = {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))}
    return get(path, **headers, **length).replace(b"GET", b"POST", 1) + body.encode()


def _connected(port: int) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port))
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _race(port: int, requests: list[bytes], seconds: float, status: int) -> Race:
    selector = selectors.DefaultSelector()
    wanted, took = f"HTTP/1.1 {status}".encode(), []
    everybody = [(_connected(port), request) for request in requests]
    began = time.perf_counter()
    for one, request in everybody:
        selector.register(one, selectors.EVENT_READ)
        one.sendall(request)
    while selector.get_map() and time.perf_counter() < began + seconds:
        for event, _ in selector.select(0.5):
            received = event.fileobj.recv(262144)  # type: ignore[union-attr]  # the beginning of the answer
            if not received.startswith(wanted):
                raise ValueError(received[:200])
            took.append(time.perf_counter() - began)
            selector.unregister(event.fileobj)
    if len(took) < len(requests):
        raise ValueError(f"{len(requests) - len(took)} were never answered")
    return Race(seconds=took[-1], p50=1000 * took[len(took) // 2], p99=1000 * took[len(took) * 99 // 100])


def _main(port: int, request: bytes, connections: int, seconds: float, status: int) -> Load:
    selector = selectors.DefaultSelector()
    asked: dict[socket.socket, float] = {}
    missing: dict[socket.socket, int] = {}
    took: list[float] = []
    for _ in range(connections):
        opened = _connected(port)
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
    what, port, words, connections, seconds, status = json.load(sys.stdin)
    requests = [word.encode("latin-1") for word in words]
    result: Load | Race
    if what == "race":
        result = _race(port, requests, seconds, status)
    else:
        result = _main(port, requests[0], connections, seconds, status)
    sys.stdout.write(json.dumps(vars(result)))
