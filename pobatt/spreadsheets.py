"""FLOOR: rows in, XLSX or CSV out, as Korean offices open them; and CSV in again.

A cell is a text, a number, a day, a moment without a zone (what a clock on the wall would show: Excel knows no zones),
or None. Whatever a person typed stays text: '010-1234-5678' keeps its zero, '=1+1' is never computed.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None

BOM = b"\xef\xbb\xbf"  # without it Excel reads UTF-8 as the system's own encoding
# What makes Excel, LibreOffice or Google compute a cell of a CSV file, in both widths (OWASP, CSV Injection).
COMPUTED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
MARKED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
MAY_BE_COMPUTED = re.compile(
    r"""(?:^|[,\n])"?['=+\-@\t\r\n＝＋－＠]"""
)  # in lines: some cell begins like that
ROWS_A_PIECE = 500
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31  # of a sheet, by Excel


class Kind(Enum):
    """What a column holds, and how Excel shows it."""

    TEXT = "@"
    NUMBER = "0"
    DAY = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """A column: its header, what it holds, and its width in letters of Latin (a letter of Hangul takes two)."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """What stands around the rows: the sheet's name, the columns, and what is printed above and below each page."""

    name: str
    columns: Sequence[Column]
    title: str = ""
    made: str = ""  # when, by whom
    notice: str = ""
    notes: Sequence[str] = field(default=())  # a second sheet, a line each: how a template is filled in


def write_xlsx(file: BinaryIO, sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> int:
    """Write rows below their header, row by row in constant memory; return how many there were.

    The header is frozen and filters; printed, the sheet is A4 landscape, one page wide, with title, moment, notice and
    page numbers. Raises ValueError when a text is longer than Excel can hold (32,767 letters).
    """
    import xlsxwriter  # late: a web worker needs its 2 MiB only once a list leaves

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(FORBIDDEN_IN_NAMES.sub(" ", sheet.name)[:LONGEST_NAME] or None)
        _set_up_printing(page, sheet)
        formats = [book.add_format({"num_format": column.kind.value}) for column in sheet.columns]
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, formats[place])
        bold = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
        header = book.add_format(bold)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.title, header)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        count = _write_cells(page, rows, formats)
        if sheet.columns:
            page.autofilter(0, 0, count, len(sheet.columns) - 1)
        if sheet.notes:
            explained = book.add_worksheet("작성 방법")
            explained.set_column(0, 0, 100)
            for place, note in enumerate(sheet.notes):
                explained.write_string(place, 0, note)
    return count


def _write_cells(page: "Worksheet", rows: Iterable[Sequence[Cell]], formats: list[object]) -> int:
    number = 0
    write_string, write_number, write_datetime = page.write_string, page.write_number, page.write_datetime
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                if cell[0] == "<" and cell.startswith(
                    "<r>"
                ):  # its own markup to the library, which it never escapes
                    page.write_rich_string(number, place, cell[0], formats[place], cell[1:], formats[place])
                elif write_string(number, place, cell, formats[place]):
                    raise ValueError(f"row {number}: a text of {len(cell)} letters")
            elif isinstance(cell, date):
                write_datetime(number, place, cell, formats[place])
            else:
                write_number(number, place, cell, formats[place])
    return number


def _set_up_printing(page: "Worksheet", sheet: Sheet) -> None:
    """Set A4, margins in inches, and what is printed around the rows; '&' begins a command there."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    title, made, notice = (text.replace("&", "&&") for text in (sheet.title, sheet.made, sheet.notice))
    page.set_header(f"&L&B{title}&R{made}"[:255])
    page.set_footer(f"&L{notice}&R&P / &N"[:255])


def write_csv(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """Write what `csv_pieces` yields; return how many rows there were."""
    counted = _Counted(rows)
    file.writelines(csv_pieces(columns, counted))
    return counted.number


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for self.number, row in enumerate(self.rows, start=1):  # noqa: B020 (the number is what is wanted)
            yield row


def csv_pieces(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with BOM, CRLF, and no cell that a spreadsheet would compute.

    A text that would be is marked with an apostrophe in front, and so is one that already looks marked; `read_csv`
    takes the mark away, so nothing is lost.
    """
    yield BOM
    yield _lines([[csv_text(column.title) for column in columns]]).encode()
    moments = [place for place, column in enumerate(columns) if column.kind is Kind.MOMENT]
    waiting = iter(rows)
    while piece := [_with_minutes(row, moments) for row in islice(waiting, ROWS_A_PIECE)]:
        written = _lines(piece)
        if MAY_BE_COMPUTED.search(written):  # hardly ever: looking at every cell would take twice as long
            written = _lines(
                [[csv_text(cell) if isinstance(cell, str) else cell for cell in row] for row in piece]
            )
        yield written.encode()


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    held = io.StringIO(newline="")
    csv.writer(held).writerows(rows)
    return held.getvalue()


def _with_minutes(row: Sequence[Cell], moments: Sequence[int]) -> Sequence[Cell]:
    if not moments:
        return row
    cells = list(row)
    for place in moments:
        cell = cells[place]
        if isinstance(cell, datetime):
            cells[place] = cell.isoformat(" ", "minutes")
    return cells


def csv_text(text: str) -> str:
    """Return a text as a cell of a CSV file that no spreadsheet computes.

    >>> csv_text("=1+1"), csv_text("'=1+1"), csv_text("010-1234-5678")
    ("'=1+1", "''=1+1", '010-1234-5678')
    """
    return f"'{text}" if COMPUTED.match(text) else text


def read_csv(file: BinaryIO) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, header first, as they were before `write_csv`. Raises UnicodeDecodeError."""
    for row in csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline="")):
        yield [cell[1:] if cell[:1] == "'" and MARKED.match(cell) else cell for cell in row]
