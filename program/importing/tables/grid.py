"""A timetable with a column for each place, or for each day: turned into rows of one session each."""

import re

from program.importing.foreign.moments import Year, clocks_of
from program.importing.tables.columns import HEADERS_WITHIN, SESSION_WORDS, word_of
from program.importing.tables.row_times import day_named
from program.importing.tables.sheet import Cell, Sheet, letters, words

TIME_WORDS = frozenset(SESSION_WORDS["time"].split())
NO_PLACES = frozenset(
    word for name in ("title", "speakers", "affiliation", "position") for word in SESSION_WORDS[name].split()
)
PERSON = re.compile(r"[^()]{2,30}\([^()]{2,60}\)")  # '김하나 (포항공대)', on a line of its own
HEADINGS: list[Cell] = ["시간", "제목", "연사", "소개", "장소", "날짜"]
ANY_YEAR = Year(2000)  # to see whether a heading is a day; which one, is read later


def as_list(sheet: Sheet) -> Sheet | None:
    """Return the sheet with a row for each session, None for one that is no such timetable.

    What stands over several places has none of its own, and over several days is a session of each; what stands beside
    several hours takes from the first to the last. The first line of a cell is its title, a line like
    'name (affiliation)' a speaker, everything else a text.
    """
    found = _heading(sheet)
    if found is None:
        return None
    top, hours, places = found
    are_days = all(day_named(text, ANY_YEAR) for text in places.values())
    rows: list[list[Cell]] = [*sheet.rows[: top - 1], HEADINGS]
    names: dict[int, str] = {}
    for row in range(top + 1, len(sheet.rows) + 1):
        if not _is_time(sheet.shown(row, hours)):
            texts = [text for column in range(1, sheet.width + 1) if (text := words(sheet.at(row, column)))]
            rows += [[" / ".join(texts)]] if texts else []
            names[len(rows)] = f"{row}행"
            continue
        for column in places:
            if sheet.continues(row, column) or (cell := sheet.below(row, column)) is None:
                continue
            merge = sheet.covered.get((row, column))
            last, right = (merge.bottom, merge.right) if merge else (row, column)
            said: list[Cell] = [_time(sheet, hours, row, last), *_texts(words(cell))]
            before = len(rows)
            if are_days:
                rows += [[*said, None, places[day]] for day in places if column <= day <= right]
            else:
                rows.append([*said, places[column] if right == column else None])
            names |= {made: f"{letters(column)}{row}" for made in range(before + 1, len(rows) + 1)}
    return Sheet(sheet.name, rows, names=names)


def _heading(sheet: Sheet) -> tuple[int, int, dict[int, str]] | None:
    """Return the row that names the places, the column of the hours, and the places by their column."""
    for row in range(1, min(len(sheet.rows), HEADERS_WITHIN) + 1):
        headings = {
            column: text for column in range(1, sheet.width + 1) if (text := words(sheet.at(row, column)))
        }
        hours = next((column for column, text in headings.items() if word_of(text) in TIME_WORDS), None)
        if hours is None:
            continue
        if any(word_of(text) in NO_PLACES for text in headings.values()):
            continue  # a list whose titles stand under a heading that nobody knows
        places = {column: " ".join(text.split()) for column, text in headings.items() if column > hours}
        if len(places) > 1 and any(
            _is_time(sheet.at(below, hours)) for below in range(row + 1, len(sheet.rows) + 1)
        ):
            return row, hours, places
    return None


def _is_time(value: Cell) -> bool:
    if value is None:
        return False
    try:
        return bool(clocks_of(value))
    except ValueError:
        return False


def _time(sheet: Sheet, hours: int, first: int, last: int) -> Cell:
    """Return when a cell begins and, if its hours say so, ends."""
    begins = sheet.shown(first, hours)
    if last == first or not _is_time(ends := sheet.shown(last, hours)):
        return begins
    start, end = clocks_of(begins)[0], clocks_of(ends)[-1]
    return "~".join(
        f"{clock.seconds // 3600 + clock.days * 24}:{clock.seconds // 60 % 60:02}" for clock in (start, end)
    )


def _texts(cell: str) -> list[Cell]:
    """Return title, speakers and text of a cell."""
    title, *lines = [line.strip() for line in cell.splitlines() if line.strip()]
    people = [line for line in lines if PERSON.fullmatch(line)]
    return [title, "\n".join(people), "\n".join(line for line in lines if line not in people)]
