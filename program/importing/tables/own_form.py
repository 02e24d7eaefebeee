"""Read our own spreadsheet (`program.importing.tables.workbook`): every cell means what its column says.

An empty cell empties its field; a column that somebody has taken out leaves its field alone.
"""

from collections.abc import Iterator
from typing import Any

from program.importing.foreign.moments import Year
from program.importing.foreign.programme import ForeignPerson, ForeignPlace, ForeignProgramme, ForeignSession
from program.importing.records import ColumnReading
from program.importing.tables.own_columns import GUIDE, MARK, SHEETS
from program.importing.tables.people import people_in
from program.importing.tables.row_times import RowTimes
from program.importing.tables.sheet import Sheet, letters, words
from program.importing.values import NO, YES
from program.models import Track

TEXTS = ("title_ko", "title_en", "abstract_ko", "abstract_en", "note", "source")
FLAGS = {"is_interpreted": False, "is_invitation_only": False, "is_public": True, "is_placeholder": False}
PERSON = ("name_ko", "name_en", "affiliation_ko", "affiliation_en", "position_ko", "position_en", "biography_ko",
          "biography_en", "note", "source")  # fmt: skip
SIGNS = {str(label): value for value, label in Track.Sign.choices}
MOST_SEATS = 100_000


def is_ours(sheets: list[Sheet]) -> bool:
    """Say whether the workbook is one of ours."""
    return any(sheet.name == GUIDE and words(sheet.at(1, 1)).startswith(MARK) for sheet in sheets)


def read(sheets: list[Sheet], known: Year, programme: ForeignProgramme) -> None:
    """Add what the sheets say to the programme."""
    programme.form = "XLSX (POBATT 서식)"
    readers = {"세션": _session, "연사": _person, "장소": _place, "주제": _place}
    times = RowTimes(known)
    for sheet in sheets:
        if sheet.name in readers:
            for label, cells in _rows(sheet, programme):
                if sheet.name == "세션":
                    programme.sessions.append(_session(label, cells, times, programme))
                elif sheet.name == "연사":
                    programme.people.append(_person(label, cells, programme))
                elif place := _place(label, cells, programme):
                    (programme.rooms if sheet.name == "장소" else programme.tracks).append(place)
        elif sheet.name != GUIDE:
            programme.passed_over.append(f"시트 '{sheet.name}': 서식에 없는 시트여서 읽지 않았습니다.")
    programme.warnings += dict.fromkeys(times.warnings)


def _rows(sheet: Sheet, programme: ForeignProgramme) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each row with anything in it: a label, and the cells by field ('' for an empty one)."""
    by_heading = {column.heading: column.name for column in SHEETS[sheet.name]}
    names: dict[int, str] = {}
    for number in range(1, sheet.width + 1):
        heading = words(sheet.at(1, number))
        if (name := by_heading.get(heading)) and name not in names.values():
            names[number] = name
        elif heading:
            place = f"{sheet.name} {letters(number)}열"
            programme.columns.append(ColumnReading(place, heading, ""))
            programme.passed_over.append(f"{place} '{heading}': 서식에 없는 열이어서 읽지 않았습니다.")
    for row in range(2, len(sheet.rows) + 1):
        cells = {name: sheet.at(row, number) for number, name in names.items()}
        if any(value is not None for value in cells.values()):
            yield (
                f"시트 '{sheet.name}' {row}행",
                {name: "" if cell is None else cell for name, cell in cells.items()},
            )


def _session(
    label: str, cells: dict[str, Any], times: RowTimes, programme: ForeignProgramme
) -> ForeignSession:
    session = ForeignSession(label, key=words(cells.get("uid"))[:200], slug=words(cells.get("slug")))
    session.fields = {name: words(cells[name]) for name in TEXTS if name in cells}
    session.fields |= _flags(label, cells, programme)
    session.columns = {column.name: f"'{column.heading}'" for column in SHEETS["세션"]}
    for name in ("kind", "language", "room", "track", "parent"):
        if name in cells:
            setattr(session, name, words(cells[name]))
            if not words(cells[name]) and name != "kind":
                session.fields[name] = "" if name == "language" else None
    if "is_cancelled" in cells:
        session.is_cancelled = _flag(label, "취소", cells["is_cancelled"], False, programme)
    if "speakers" in cells:
        session.persons = people_in(f"{label} 연사", [words(cells["speakers"])], [], [])
    if "chair" in cells:
        session.chair = next(iter(people_in(f"{label} 좌장", [words(cells["chair"])], [], [])), None)
        session.fields |= {} if session.chair else {"chair": None}
    try:
        session.starts_at, session.ends_at = times.read(
            {name: cell for name, cell in cells.items() if cell != ""}
        )
    except (ValueError, OverflowError) as error:
        programme.errors.append(f"{label} 시간: {error}")
        session.is_broken = True
    if "start" in cells and session.starts_at is None and not session.is_broken:
        session.fields |= {"starts_at": None, "ends_at": None}
    return session


def _person(label: str, cells: dict[str, Any], programme: ForeignProgramme) -> ForeignPerson:
    fields: dict[str, Any] = {name: words(cells[name]) for name in PERSON if name in cells}
    if "is_public" in cells:
        fields["is_public"] = _flag(label, "공개", cells["is_public"], True, programme)
    person = ForeignPerson(
        label, key=words(cells.get("uid"))[:200], slug=words(cells.get("slug")), fields=fields
    )
    if not (fields.get("name_ko") or fields.get("name_en") or person.key):
        programme.errors.append(f"{label}: 성명이 없습니다.")
    return person


def _place(label: str, cells: dict[str, Any], programme: ForeignProgramme) -> ForeignPlace | None:
    fields: dict[str, Any] = {
        name: words(cells[name]) for name in ("name_ko", "name_en", "source") if name in cells
    }
    name = fields.get("name_ko") or fields.get("name_en")
    if not name:
        programme.errors.append(f"{label}: 이름이 없습니다.")
        return None
    if "capacity" in cells:
        seats = words(cells["capacity"])
        fields["capacity"] = int(seats) if seats.isdecimal() and int(seats[:9]) <= MOST_SEATS else None
        if seats and fields["capacity"] is None:
            programme.errors.append(f"{label} 좌석 수: '{seats[:30]}'은(는) 수가 아닙니다.")
    if sign := words(cells.get("sign")):
        fields["sign"] = SIGNS.get(sign, sign)
    return ForeignPlace(name, words(cells.get("slug")), fields)


def _flags(label: str, cells: dict[str, Any], programme: ForeignProgramme) -> dict[str, bool]:
    headings = {column.name: column.heading for column in SHEETS["세션"]}
    return {
        name: _flag(label, headings[name], cells[name], otherwise, programme)
        for name, otherwise in FLAGS.items()
        if name in cells
    }


def _flag(label: str, heading: str, cell: Any, otherwise: bool, programme: ForeignProgramme) -> bool:
    text = words(cell).lower()
    if text and text not in YES | NO:
        programme.errors.append(f"{label} {heading}: '{text[:30]}'은(는) 예나 아니오가 아닙니다.")
    return text in YES if text in YES | NO else otherwise
