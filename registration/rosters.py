"""등록부: a list on A4 paper with a space for each signature, typeset by typst."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from pobatt import pdf
from pobatt.spreadsheets import Sheet

LONGEST = 3_000  # people; more is no paper for a desk
WIDEST = 7  # columns, with the signature


class TooLong(Exception):
    """There are more people than a paper is made for."""


def write_roster(file: BinaryIO, sheet: Sheet, rows: Iterator[Any], made_at: datetime) -> None:
    """Write the rows as PDF. Raises TooLong, and what `pobatt.pdf` raises."""
    people: list[list[str]] = []
    for row in rows:
        if len(people) == LONGEST:
            raise TooLong
        people.append(["" if cell is None else str(cell) for cell in row])
    file.write(pdf.pdf("print/roster.typ", _data(sheet, people), made_at=made_at))


def _data(sheet: Sheet, people: list[list[str]]) -> dict[str, Any]:
    return {
        "language": "ko",
        "title": sheet.title,
        "made": sheet.made,
        "notice": sheet.notice,
        "columns": [column.title for column in sheet.columns],
        "widths": [column.width for column in sheet.columns],
        "people": people,
        "count": len(people),
    }
