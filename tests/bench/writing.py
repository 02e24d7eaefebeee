"""The floors of what later writes: forms, seats, spreadsheets. The site's own lines stand beside them as they come."""

import csv
import io
import time
from typing import Any

import psycopg
import xlsxwriter
from bench import load
from bench.servers import Web

ROWS, COLUMNS = 100_000, 20
SECONDS = 1.0


def measure(floor: Web, parameters: dict[str, Any], *, quick: bool = False) -> list[dict[str, Any]]:
    """Return a row for each floor: what, how much, in which unit."""
    post = load.post("/form", {"name": "Minji", "email": "minji@example.com"})
    rows = []
    for connections in (1, 32):
        shown = load.run(floor.port, load.get("/form"), connections=connections, seconds=SECONDS)
        sent = load.run(floor.port, post, connections=connections, seconds=SECONDS, status=302)
        pairs = 1 / (1 / shown.per_second + 1 / sent.per_second)
        rows.append(_row(f"form shown and one row inserted, {connections} connections", pairs, "a second"))
        seats = load.run(floor.port, load.get("/seat"), connections=connections, seconds=SECONDS)
        rows.append(
            _row(
                f"conditional UPDATE of one seat row, {connections} connections", seats.per_second, "a second"
            )
        )
    count = ROWS // 10 if quick else ROWS
    rows.append(_row(f"cursor and csv, {count} × {COLUMNS}", _csv(parameters, count), "seconds"))
    rows.append(_row(f"XlsxWriter, {count} × {COLUMNS}", _xlsx(count), "seconds"))
    return rows


def _row(what: str, value: float, unit: str) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit}


def _csv(parameters: dict[str, Any], count: int) -> float:
    """Read rows through a server-side cursor and write them as CSV."""
    columns = ", ".join(f"'값 {n} ' || n AS c{n}" for n in range(COLUMNS))
    with psycopg.connect(**parameters) as connection:
        connection.execute(
            f"CREATE TEMP TABLE floor_rows AS SELECT {columns} FROM generate_series(1, {count}) AS n"
        )
        began = time.perf_counter()
        with connection.cursor(name="floor") as cursor, io.StringIO() as out:
            cursor.itersize = 2000
            cursor.execute("SELECT * FROM floor_rows")
            write = csv.writer(out).writerow
            for row in cursor:
                write(row)
        return time.perf_counter() - began


def _xlsx(count: int) -> float:
    """Write the same strings to a spreadsheet, and do nothing else."""
    row = [f"값 {n}" for n in range(COLUMNS)]
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    began = time.perf_counter()
    book = xlsxwriter.Workbook(io.BytesIO(), options)
    write = book.add_worksheet().write_string
    for line in range(count):
        for column, words in enumerate(row):
            write(line, column, words)
    book.close()
    return time.perf_counter() - began
