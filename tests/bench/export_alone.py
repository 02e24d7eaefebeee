"""One list of everybody in a process of its own: `python -m bench.export_alone csv|xlsx floor|ours|locked`."""

import csv
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

FLOOR = """
SELECT number, code, submitted_at AT TIME ZONE 'Asia/Seoul', origin, state, category, attendance, name, name_en,
    affiliation, region, department, position, phone, email, language, ticket_token, country, badge,
    needs_receiver::text
FROM registration_attendee WHERE conference_id = %s ORDER BY name, number
"""
ROWS_A_TIME = 2_000


def main(form: str, way: str) -> None:
    """Make it, and print seconds and MiB."""
    django.setup()
    from bench.exporting import COLUMNS

    from program.models import Conference

    conference = Conference.objects.get(is_current=True)
    warm_up()
    before, began = peak(), time.perf_counter()
    if way == "floor":
        bare(form, conference.pk)
    else:
        ours(form, conference, COLUMNS, is_locked=way == "locked")
    result = {"seconds": time.perf_counter() - began, "mib": peak() - before}
    sys.stdout.write(json.dumps(result))


def warm_up() -> None:
    """Import on both sides what both need, so that neither pays for it."""
    import xlsxwriter  # noqa: F401
    from django.db import connection

    from registration import exports  # noqa: F401

    connection.ensure_connection()


def bare(form: str, conference: int) -> None:
    """Read through a server-side cursor and write, and nothing else."""
    import xlsxwriter
    from django.db import connection, transaction

    with (
        transaction.atomic(),
        tempfile.TemporaryFile("w+b") as file,
        connection.connection.cursor(name="floor") as cursor,
    ):
        cursor.itersize = ROWS_A_TIME
        cursor.execute(FLOOR, [conference])
        if form == "csv":
            with open(file.fileno(), "w", newline="", closefd=False) as text:
                writer = csv.writer(text)
                for row in cursor:
                    writer.writerow(row)
            return
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number, row in enumerate(cursor):
            for place, cell in enumerate(row):
                if place == 2:
                    page.write_datetime(number, place, cell, day)
                elif place == 0:
                    page.write_number(number, place, cell)
                else:
                    page.write_string(number, place, cell)
        book.close()


def ours(form: str, conference: Any, columns: list[str], *, is_locked: bool) -> None:
    """Ask for the list and write the file; or make all of it, with its password, kept encrypted in the database."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone

    from registration import exports
    from registration.downloads import Taker
    from registration.export_presets import preset_called
    from registration.list_questions import asked_by

    asked, preset = asked_by({"conference": conference.slug}), preset_called("full")
    if asked is None or preset is None:
        raise SystemExit("there is nothing to export")
    password = "pohang-2022-bench" if is_locked else ""
    until = timezone.now().date() + timedelta(days=30)
    order = exports.Order(columns, form, "name", "report", "", until, password)
    taker = Taker(User.objects.get(username="bench").pk, "bench", "127.0.0.1")
    export = exports.ask_for(asked, preset, order, taker)
    if is_locked:
        exports.make(export, asked, preset)
    else:
        with tempfile.TemporaryFile() as file:
            exports.write(export, asked, preset, file)
    export.delete()


def peak() -> float:
    """Return the most memory that this process has held so far, in MiB; what the machine does not tell is 0."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
