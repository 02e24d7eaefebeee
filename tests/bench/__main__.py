"""Measure, print Markdown, write JSON; whatever happens, leave nothing running."""

import argparse
import json
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Run every part; a later one is a module and a line here, and a table of `_markdown`."""
    reading = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    reading.add_argument("--json", type=Path, default=Path(os.environ["POBATT_VAR"]) / "bench.json")
    reading.add_argument(
        "--quick", action="store_true", help="two rounds instead of five, a tenth of the rows"
    )
    wanted = reading.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    django.setup()
    from bench import answers, data, exporting, layers, pages, racing, registering, servers, writing

    from pobatt.postgres.server import server_of

    found: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
    measured = partial(_measured, found)
    both = ("pobatt.wsgi:application", "bench.floors:application")
    with servers.postgres():
        data.create_programme()
        _make_floor_tables()
        with servers.web(*both) as (site, floor):
            measured("answers", lambda: answers.measure(site, floor, quick=wanted.quick))
            measured("registration", lambda: registering.measure(site, floor, quick=wanted.quick))
            measured("memory", site.memory)
            parameters = server_of(Path(os.environ["POBATT_VAR"])).connection_parameters
            measured("floors", lambda: writing.measure(floor, parameters, quick=wanted.quick))
        with servers.web(*both, workers=4) as (site, floor):
            measured("race", lambda: racing.measure(site, floor, quick=wanted.quick))
        measured("pages", pages.measure)
        measured("layers", layers.measure)
        measured("exporting", lambda: exporting.measure(quick=wanted.quick))
    wanted.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(f"{_markdown(found)}\n")
    sys.exit(1 if found.get("failed") else 0)


def _measured(found: dict[str, Any], part: str, measure: Callable[[], Any]) -> None:
    """Note what a part finds; one that fails says so, and hides no other."""
    try:
        found[part] = measure()
    except Exception as problem:  # noqa: BLE001 (whatever it is, the other parts have their figures)
        traceback.print_exc()
        found.setdefault("failed", {})[part] = f"{type(problem).__name__}: {problem}"


def _make_floor_tables() -> None:
    from django.db import connection

    # Not imported: that module has settings of its own.
    source = (Path(__file__).parent / "floors.py").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute(source.split('TABLES = """')[1].split('"""')[0])


def _markdown(found: dict[str, Any]) -> str:
    lines = [f"Measured on {found['machine']}.", ""]
    lines += [f"**{part} failed:** {why}\n" for part, why in found.get("failed", {}).items()]
    for part, words in WORDS.items():
        lines += words(found[part]) if part in found else []
    return "\n".join(lines)


def _answers(rows: list[dict[str, Any]]) -> list[str]:
    return _table(
        ["what", "connections", "answers/s", "of the floor", "spread", "server CPU µs", "of the floor's", "p99 ms",
         "client CPU"],
        [
            [r["what"], r["connections"], f"{r['per_second']:.0f}", f"{r['ratio']:.2f}",
             f"{r['ratio_from']:.2f}–{r['ratio_to']:.2f}", f"{r['cpu_us']:.0f}", f"{r['cpu_ratio']:.2f}",
             f"{r['p99_ms']:.1f}", f"{r['client_cpu']:.0%}"]
            for r in rows
        ],
    )  # fmt: skip


def _pages(rows: list[dict[str, Any]]) -> list[str]:
    return _table(
        ["page", "HTML KB", "compressed KB", "requests", "KB before fonts", "queries kept", "queries", "CPU ms cold"],
        [
            [r["page"], f"{r['html_bytes'] / 1000:.1f}", f"{r['compressed_bytes'] / 1000:.1f}", r["requests"],
             f"{r['bytes_before_fonts'] / 1000:.1f}", r["queries_kept"], r["queries"], f"{r['cpu_ms']:.1f}"]
            for r in rows
        ],
    )  # fmt: skip


def _floors(rows: list[dict[str, Any]]) -> list[str]:
    return _table(["floor", "", ""], [[r["what"], f"{r['value']:.2f}", r["unit"]] for r in rows])


def _registration(r: dict[str, Any]) -> list[str]:
    return _table(
        ["a registration", "a second", "the floor's form", "of the floor", "spread", "server CPU ms", "queries"],
        [[f"{r['requests']} requests", f"{r['per_second']:.1f}", f"{r['floor_per_second']:.0f}", f"{r['ratio']:.3f}",
          f"{r['ratio_from']:.3f}–{r['ratio_to']:.3f}", f"{r['cpu_ms']:.1f}", r["queries"]]],
    )  # fmt: skip


def _race(r: dict[str, Any]) -> list[str]:
    return _table(
        [f"{r['people']} people at {r['seats']} seats, {r['workers']} workers", "all answered after, s",
         "times the floor", "spread", "p50 ms", "p99 ms"],
        [
            ["booking a visit", f"{r['seconds']:.2f}", f"{r['ratio']:.1f}",
             f"{r['ratio_from']:.1f}–{r['ratio_to']:.1f}", f"{r['p50_ms']:.0f}", f"{r['p99_ms']:.0f}"],
            ["conditional UPDATE", f"{r['floor_seconds']:.2f}", "1", "", "", f"{r['floor_p99_ms']:.0f}"],
        ],
    )  # fmt: skip


def _exporting(found: dict[str, Any]) -> list[str]:
    many = f"{found['rows']:,}"
    lists = _table(
        ["staff list", "queries at 300", f"at {many}", "ms at 300", f"ms at {many}", "ratio"],
        [
            [r["what"], r["queries_few"], r["queries"], f"{r['ms_few']:.0f}", f"{r['ms']:.0f}", f"{r['ratio']:.2f}"]
            for r in found["lists"]
        ],
    )  # fmt: skip
    exports = _table(
        [f"{many} people, 20 columns", "s", "bare loop, s", "of it", "spread", "MiB more",
         "with password, kept, s", "MiB more"],
        [
            [r["form"].upper(), f"{r['seconds']:.1f}", f"{r['floor_seconds']:.1f}", f"{r['ratio']:.2f}",
             f"{r['ratio_from']:.2f}–{r['ratio_to']:.2f}", f"{r['mib']:.0f}", f"{r['locked_seconds']:.1f}",
             f"{r['locked_mib']:.0f}"]
            for r in found["exports"]
        ],
    )  # fmt: skip
    return [*lists, *exports]


def _memory(r: dict[str, Any]) -> list[str]:
    return [f"Memory of a web worker: {r['pss_mib']:.0f} MiB PSS, {r['rss_mib']:.0f} MiB RSS.", ""]


def _layers(r: dict[str, Any]) -> list[str]:
    rows = [[f"`{one['function']}`", f"{one['us']:.1f}"] for one in r["functions"]]
    title = f"A kept page without the web server: {r['us_without_server']:.0f} µs. Under a profiler:"
    return [title, "", *_table(["function", "µs"], rows)]


WORDS: dict[str, Callable[[Any], list[str]]] = {  # by part, in the order in which they are printed
    "answers": _answers,
    "pages": _pages,
    "registration": _registration,
    "exporting": _exporting,
    "race": _race,
    "floors": _floors,
    "memory": _memory,
    "layers": _layers,
}


def _table(head: list[str], rows: list[list[Any]]) -> list[str]:
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows), ""]


def _line(cells: list[Any]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # everything has been stopped by now
        sys.exit(130)
