"""A sheet of cells, as a spreadsheet or a CSV file has it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 5_000, 200, 200_000

Cell = str | int | float | bool | datetime | date | time | timedelta | None


class Merge(NamedTuple):
    """Cells that are one: first and last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """Rows of cells, the first being row 1; merged cells hold their value in the first one only."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # of rows that are other rows or cells of the file

    def __post_init__(self) -> None:
        self.covered: dict[tuple[int, int], Merge] = {
            (row, column): merge
            for merge in self.merges
            for row in range(merge.top, min(merge.bottom, len(self.rows)) + 1)
            for column in range(merge.left, min(merge.right, self.width) + 1)
        }

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return max((len(row) for row in self.rows), default=0)

    def name_of(self, row: int) -> str:
        """Return where a row stands in the file: '5행', or the cell that it was made from, 'B5'."""
        return self.names.get(row, f"{row}행")

    def at(self, row: int, column: int) -> Cell:
        """Return what a cell itself holds."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        value = cells[column - 1] if column <= len(cells) else None
        return None if isinstance(value, str) and not value.strip() else value

    def shown(self, row: int, column: int) -> Cell:
        """Return what people see in a cell: in a merged one its value, wherever in it."""
        merge = self.covered.get((row, column))
        return self.at(merge.top, merge.left) if merge else self.at(row, column)

    def below(self, row: int, column: int) -> Cell:
        """Return what belongs to a row: what is merged from above counts, what is merged from the left does not."""
        merge = self.covered.get((row, column))
        if merge is None:
            return self.at(row, column)
        return self.at(merge.top, merge.left) if column == merge.left else None

    def continues(self, row: int, column: int) -> bool:
        """Say whether the cell is the lower part of a merged one."""
        merge = self.covered.get((row, column))
        return merge is not None and row > merge.top


def words(value: Any) -> str:
    """Return what a cell says, on its own lines; a whole number without '.0'."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "예" if value else "아니오"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).replace("_x000D_", "").strip()


def letters(column: int) -> str:
    """Return the name of a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
