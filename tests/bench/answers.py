"""The agenda beside a Django hello: answers a second and processor time an answer, in turns."""

import statistics
from typing import Any

from bench import load
from bench.servers import Web

AGENDA = "/program/"
ROUNDS = 5
SECONDS = 0.8  # of one turn


def measure(site: Web, floor: Web, *, quick: bool = False) -> list[dict[str, Any]]:
    """Return a row for each way to ask and number of connections, with the ratio to the floor and its spread."""
    tag = _tag(site.port)
    cases = {
        "Django hello, no middleware": (floor, load.get("/hello"), 200),
        "agenda, gzip": (site, load.get(AGENDA, Accept_Encoding="gzip"), 200),
        "agenda, brotli": (site, load.get(AGENDA, Accept_Encoding="br"), 200),
        "agenda, not compressed": (site, load.get(AGENDA), 200),
        "agenda, 304": (site, load.get(AGENDA, Accept_Encoding="br", If_None_Match=tag), 304),
    }
    rows = []
    for connections in (1, 32):
        turns: dict[str, list[tuple[load.Load, float]]] = {name: [] for name in cases}
        for _ in range(2 if quick else ROUNDS):
            for name, (server, request, status) in cases.items():
                before = server.cpu()
                done = load.run(server.port, request, connections=connections, seconds=SECONDS, status=status)
                turns[name].append((done, (server.cpu() - before) / done.answers * 1e6))
        hello = turns["Django hello, no middleware"]
        for name, done in turns.items():
            ratios = [
                one.per_second / other.per_second for (one, _), (other, _) in zip(done, hello, strict=True)
            ]
            costs = [cost / other for (_, cost), (_, other) in zip(done, hello, strict=True)]
            rows.append(
                {
                    "what": name,
                    "connections": connections,
                    "per_second": statistics.median(one.per_second for one, _ in done),
                    "ratio": statistics.median(ratios),
                    "ratio_from": min(ratios),
                    "ratio_to": max(ratios),
                    "cpu_us": statistics.median(cost for _, cost in done),
                    "cpu_ratio": statistics.median(costs),
                    "p99_ms": statistics.median(one.p99 for one, _ in done),
                    "client_cpu": statistics.median(one.client_cpu for one, _ in done),
                }
            )
    return rows


def _tag(port: int) -> str:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", AGENDA, headers={"Host": "localhost", "Accept-Encoding": "br"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["ETag"]
