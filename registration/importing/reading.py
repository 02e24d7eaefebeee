"""Read the spreadsheet: what is wrong is said of its row and column, and nothing is guessed."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from pobatt.hangul import folded
from program.importing.files import LARGEST, TOO_LARGE
from program.importing.forms import UNREADABLE
from program.importing.records import LoadingRefused
from program.importing.tables.csv_file import read_csv
from program.importing.tables.sheet import Sheet, letters, words
from registration.attendee_form import AttendeeForm, known_countries
from registration.importing.columns import BY_HEADING, COLUMNS, Column, value_of
from registration.models import Attendee
from registration.standing import Standing

MOST_PEOPLE = 2_000
HEADER_WITHIN = 20  # rows
NEEDED = {column.heading for column in COLUMNS if column.is_needed}
TEMPLATE_EXAMPLE = "hong@example.com"


@dataclass
class Person:
    """One row: where it stands, and the fields of an attendee."""

    row: str
    number: int
    fields: dict[str, Any]


@dataclass
class PeopleFile:
    """What a file says, and what is wrong with it."""

    people: list[Person] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_people(content: bytes, standing: Standing) -> PeopleFile:
    """Return the people of an XLSX or CSV file, or its faults ('7행 H열 휴대전화: …'). Raises LoadingRefused."""
    file = PeopleFile()
    sheet, header, columns = _table(content, file)
    missing = NEEDED - {column.heading for column in columns.values()}
    if missing:
        file.faults.append(f"{header}행: 열이 없습니다: {', '.join(sorted(missing))}.")
        return file
    for number in range(header + 1, len(sheet.rows) + 1):
        cells = {place: words(sheet.shown(number, place)) for place in columns}
        if any(cells.values()) and not any(cell == TEMPLATE_EXAMPLE for cell in cells.values()):
            _read_row(sheet, number, columns, cells, standing, file)
    if len(file.people) > MOST_PEOPLE:
        raise LoadingRefused(f"한 번에 {MOST_PEOPLE:,}명까지 가져옵니다. 파일을 나누세요.")
    if not file.people and not file.faults:
        raise LoadingRefused("사람이 한 명도 없습니다. 열 이름 아래에 한 줄에 한 사람을 적으세요.")
    _find_twice(file, columns)
    return file


def _table(content: bytes, file: PeopleFile) -> tuple[Sheet, int, dict[int, Column]]:
    """Return the sheet, the row of its headings, and what its columns are."""
    for sheet in _sheets(content, file):
        for number in range(1, min(HEADER_WITHIN, len(sheet.rows)) + 1):
            columns = _columns_in(sheet, number)
            headings = [column.heading for column in columns.values()]
            if {"성명", "이메일"} <= set(headings):
                for twice in sorted({heading for heading in headings if headings.count(heading) > 1}):
                    file.faults.append(f"{number}행: '{twice}' 열이 두 번 있습니다.")
                return sheet, number, columns
    raise LoadingRefused("'성명'과 '이메일' 열이 있는 표를 찾지 못했습니다. 빈 서식을 내려받아 쓰세요.")


def _columns_in(sheet: Sheet, number: int) -> dict[int, Column]:
    """Return which columns the cells of a row head."""
    found = {place: BY_HEADING.get(_heading(sheet, number, place)) for place in range(1, sheet.width + 1)}
    return {place: column for place, column in found.items() if column}


def _heading(sheet: Sheet, number: int, place: int) -> str:
    return folded(re.sub(r"\((필수|선택)\)|\*", "", words(sheet.at(number, place))))


def _sheets(content: bytes, file: PeopleFile) -> list[Sheet]:
    # Late: openpyxl takes 9 MiB, which a web worker needs only once somebody uploads a file.
    from program.importing.tables.xlsx_file import ZIP, read_xlsx, refuse_ole

    if len(content) > LARGEST:
        raise LoadingRefused(TOO_LARGE)
    if not content.strip():
        raise LoadingRefused("빈 파일입니다.")
    for start, sentence in UNREADABLE:
        if content.startswith(start):
            raise LoadingRefused(sentence)
    refuse_ole(content)
    if content.startswith((ZIP, b"PK")):
        return read_xlsx(content, file.notes, file.faults)
    sheet = read_csv(content, lambda table: len(_best(table)), file.notes)
    if sheet is None:
        raise LoadingRefused("엑셀(XLSX)이나 CSV 파일이 아닙니다. 빈 서식을 내려받아 쓰세요.")
    return [sheet]


def _best(sheet: Sheet) -> dict[int, Column]:
    rows = range(1, min(HEADER_WITHIN, len(sheet.rows)) + 1)
    return max((_columns_in(sheet, number) for number in rows), key=len, default={})


def _read_row(
    sheet: Sheet,
    number: int,
    columns: dict[int, Column],
    cells: dict[int, str],
    standing: Standing,
    file: PeopleFile,
) -> None:
    written = {column.field: cells[place] for place, column in columns.items()}
    data: dict[str, Any] = {name: value_of(name, text) for name, text in written.items()}
    conference = standing.registration.conference
    data["days"] = _days(written.get("days", ""), len(conference.days), conference.days)
    data["country"] = _country(written.get("country", ""))
    with translation.override("ko"):
        form = AttendeeForm(data, standing=standing, questions=[], language="ko")
        faults = {name: [*dict.fromkeys(map(str, errors))] for name, errors in form.errors.items()}
    for name, choices in (("badge", Attendee.Badge), ("consent_way", Attendee.ConsentWay)):
        if data.get(name) and data[name] not in choices.values:
            faults[name] = [f"{', '.join(map(str, choices.labels))} 가운데 하나여야 합니다."]
    places = {column.field: place for place, column in columns.items()}
    for name, errors in faults.items():
        heading = next(column.heading for column in COLUMNS if column.field == name)
        at = f"{letters(places[name])}열 " if name in places else ""
        shown = f" (적힌 것: '{written[name][:40]}')" if written.get(name) else ""
        file.faults += [f"{sheet.name_of(number)} {at}'{heading}': {error}{shown}" for error in errors]
    if not faults:
        fields = form.attendee_fields() | {
            "badge": data.get("badge", ""), "consent_way": data.get("consent_way") or Attendee.ConsentWay.LINK.value,
        }  # fmt: skip
        file.people.append(Person(sheet.name_of(number), number, fields))


def _days(written: str, number: int, dates: Any) -> list[str]:
    """Return the days as the form knows them: ordinals, from '1, 2' or '11/3'; all of them for an empty cell."""
    if not written.strip() or folded(written) in ("전체", "모두", "전일"):
        return [str(day) for day in range(1, number + 1)]
    found = []
    for part in re.split(r"[,;·\n]+", written):
        digits = [int(each) for each in re.findall(r"\d+", part)]
        ordinal = next(
            (n for n, day in enumerate(dates, start=1) if digits[-2:] == [day.month, day.day]), None
        )
        found.append(str(ordinal or (digits[0] if len(digits) == 1 else part.strip())))
    return found


def _country(written: str) -> str:
    wanted = folded(written)
    by_name = {folded(str(name)): code for code, name in known_countries("ko")}
    by_name |= {folded(str(name)): code for code, name in known_countries("en")}
    return by_name.get(wanted, written.upper() if len(written) == 2 else written)


def _find_twice(file: PeopleFile, columns: dict[int, Column]) -> None:
    """Name rows with the same address: one address is one registration."""
    at = letters(next(place for place, column in columns.items() if column.field == "email"))
    first: dict[str, str] = {}
    for person in file.people:
        email = person.fields["email"]
        if email in first:
            file.faults.append(f"{person.row} {at}열 '이메일': {first[email]}과 같은 주소입니다.")
        first.setdefault(email, person.row)
