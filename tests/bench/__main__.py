"""Measure, print Markdown, write JSON; whatever happens, leave nothing running."""

import argparse
import json
import os
import platform
import signal
import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Run every part; a later one is a module and a line here."""
    reading = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    reading.add_argument("--json", type=Path, default=Path(os.environ["POBATT_VAR"]) / "bench.json")
    reading.add_argument(
        "--quick", action="store_true", help="two rounds instead of five, a tenth of the rows"
    )
    wanted = reading.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    django.setup()
    from bench import answers, data, layers, pages, registering, servers, writing

    from pobatt.postgres.server import server_of

    with servers.postgres():
        data.create_programme()
        found: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
        with servers.web("pobatt.wsgi:application", "bench.floors:application") as (site, floor):
            _make_floor_tables()
            found["answers"] = answers.measure(site, floor, quick=wanted.quick)
            found["memory"] = dict(zip(("pss_mib", "rss_mib"), site.memory(), strict=True))
            parameters = server_of(Path(os.environ["POBATT_VAR"])).connection_parameters
            found["registration"] = registering.measure(site, floor, quick=wanted.quick)
            found["floors"] = writing.measure(floor, parameters, quick=wanted.quick)
        found["pages"] = pages.measure()
        found["layers"] = layers.measure()
    wanted.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(f"{_markdown(found)}\n")


def _make_floor_tables() -> None:
    from django.db import connection

    # Not imported: that module has settings of its own.
    source = (Path(__file__).parent / "floors.py").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute(source.split('TABLES = """')[1].split('"""')[0])


def _markdown(found: dict[str, Any]) -> str:
    lines = [f"Measured on {found['machine']}; one worker.", ""]
    lines += _table(
        ["what", "connections", "answers/s", "of the floor", "spread", "server CPU µs", "of the floor's", "p99 ms",
         "client CPU"],
        [
            [r["what"], r["connections"], f"{r['per_second']:.0f}", f"{r['ratio']:.2f}",
             f"{r['ratio_from']:.2f}–{r['ratio_to']:.2f}", f"{r['cpu_us']:.0f}", f"{r['cpu_ratio']:.2f}",
             f"{r['p99_ms']:.1f}", f"{r['client_cpu']:.0%}"]
            for r in found["answers"]
        ],
    )  # fmt: skip
    lines += _table(
        ["page", "HTML KB", "compressed KB", "requests", "KB before fonts", "queries kept", "queries", "CPU ms cold"],
        [
            [r["page"], f"{r['html_bytes'] / 1000:.1f}", f"{r['compressed_bytes'] / 1000:.1f}", r["requests"],
             f"{r['bytes_before_fonts'] / 1000:.1f}", r["queries_kept"], r["queries"], f"{r['cpu_ms']:.1f}"]
            for r in found["pages"]
        ],
    )  # fmt: skip
    lines += _table(["floor", "", ""], [[r["what"], f"{r['value']:.2f}", r["unit"]] for r in found["floors"]])
    lines += _table(
        ["a registration", "a second", "the floor's form", "of the floor", "spread", "server CPU ms", "queries"],
        [
            [f"{r['requests']} requests", f"{r['per_second']:.1f}", f"{r['floor_per_second']:.0f}", f"{r['ratio']:.3f}",
             f"{r['ratio_from']:.3f}–{r['ratio_to']:.3f}", f"{r['cpu_ms']:.1f}", r["queries"]]
            for r in [found["registration"]]
        ],
    )  # fmt: skip
    memory = found["memory"]
    lines += [
        f"Memory of a web worker: {memory['pss_mib']:.0f} MiB PSS, {memory['rss_mib']:.0f} MiB RSS.",
        "",
    ]
    layers = found["layers"]
    lines += [
        f"A kept page without the web server: {layers['us_without_server']:.0f} µs. Under a profiler:",
        "",
    ]
    lines += _table(
        ["function", "µs"], [[f"`{r['function']}`", f"{r['us']:.1f}"] for r in layers["functions"]]
    )
    return "\n".join(lines)


def _table(head: list[str], rows: list[list[Any]]) -> list[str]:
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows), ""]


def _line(cells: list[Any]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
