"""Read the tables of a workbook or a CSV file into what they say of a programme."""

import re
from typing import Any

from program.importing.foreign.moments import Year
from program.importing.foreign.programme import ForeignProgramme
from program.importing.records import LoadingRefused
from program.importing.tables import grid, own_form
from program.importing.tables.columns import PERSON_WORDS, PRIVATE, SESSION_WORDS, Header, header_of
from program.importing.tables.people_rows import is_of_people, read_people
from program.importing.tables.session_rows import SessionTable
from program.importing.tables.sheet import Sheet, words

YEAR = re.compile(r"(?<!\d)(?:19[9]\d|20\d\d)(?!\d)")
MADE_ON = re.compile(  # when a table was made: "'22. 10. 7. 기준", '작성일: 2022.10.7', 'as of 7 October'
    r"\d[.일]*\s*(?:\([^)]*\))?\s*(?:기준|현재|작성|수정|배포)|(?:작성|수정|배포|출력)\s*(?:일|일자|일시)?\s*[:：]?\s*['’]?\d"
    r"|\b(?:as of|updated|stand)\b",
    re.IGNORECASE,
)
ONLY_A_DAY = re.compile(r"[\d\s.,:~()/–-]*(?:[년월일차월화수목금토일][\d\s.,:~()/–-]*)*")
MATTERS = {"title", "title_ko", "title_en"}


def score(sheet: Sheet) -> int:
    """Return how many columns of a sheet are understood, 0 for one that is no programme."""
    header, people = header_of(sheet, SESSION_WORDS), header_of(sheet, PERSON_WORDS)
    if header and header.fields & MATTERS:
        return len(header.fields)
    if people and is_of_people(people):
        return len(people.fields)
    return 2 if grid.as_list(sheet) else 0


def read_tables(
    form: str, sheets: list[Sheet], known: Year, notes: list[str], errors: list[str]
) -> ForeignProgramme:
    """Return what the sheets say. Raises LoadingRefused when none of them names sessions."""
    programme = ForeignProgramme(form, has_markup=False, warnings=notes, errors=errors)
    if own_form.is_ours(sheets):
        own_form.read(sheets, known, programme)
        return programme
    for sheet in sheets:
        header = header_of(sheet, SESSION_WORDS)
        if header and header.fields & MATTERS:
            _read_sheet(sheet, header, known, programme)
            known = _with_first_day(known, programme)
        elif (people := header_of(sheet, PERSON_WORDS)) and is_of_people(people):
            read_people(sheet, people, programme)
        elif (listed := grid.as_list(sheet)) and (header := header_of(listed, SESSION_WORDS)):
            notes.append(f"시트 '{sheet.name}': 장소나 날짜마다 열이 하나인 시간표로 읽었습니다.")
            _read_sheet(listed, header, known, programme)
            known = _with_first_day(known, programme)
        elif any(words(cell) for row in sheet.rows for cell in row):
            programme.passed_over.append(
                f"시트 '{sheet.name}': 제목과 시간 같은 열 이름이 없어 읽지 않았습니다."
            )
    if not programme.sessions and not programme.people and not errors:
        raise LoadingRefused(
            "프로그램 표를 찾지 못했습니다. "
            "열 이름을 적은 줄에 '제목'과 '시간', '연사', '장소' 가운데 하나가 있어야 합니다."
        )
    return programme


def _with_first_day(known: Year, programme: ForeignProgramme) -> Year:
    days = [session.starts_at.date() for session in programme.sessions if session.starts_at]
    return Year(known.year, known.first_day or min(days, default=None))


def _read_sheet(sheet: Sheet, header: Header, known: Year, programme: ForeignProgramme) -> None:
    above = [
        text
        for row in range(1, header.row)
        for text in _texts(sheet, row)
        if text not in header.headings.values()
    ]
    telling = [text for text in above if not MADE_ON.search(text)]
    years = YEAR.findall(" ".join([sheet.name, *telling]))
    known = Year(int(years[0]) if years else known.year, known.first_day)
    above = [text for text in above if not text.startswith("<")]  # a form nobody has filled in
    if programme.title is None:
        programme.title = next((text for text in above if not ONLY_A_DAY.fullmatch(text)), None)
    above = [text for text in above if text != programme.title]
    if above:
        listed = ", ".join(f"'{text[:60]}'" for text in above[:8])
        programme.passed_over.append(f"시트 '{sheet.name}' 표 위의 글은 읽지 않았습니다: {listed}.")
    readings = header.readings(sheet, SESSION_WORDS)
    if not sheet.names:  # or the columns are none of the file's
        programme.columns += readings
    for reading in readings:
        if not reading.meaning and (reading.heading or reading.example):
            is_second = reading.heading in (other.heading for other in readings if other.meaning)
            why = "같은 이름의 앞 열을 읽었으므로" if is_second else "뜻을 알 수 없어"
            why = "개인정보여서" if PRIVATE.search(reading.heading.lower()) else why
            programme.passed_over.append(
                f"{reading.place} '{reading.heading or reading.example}': {why} 읽지 않았습니다."
            )
    SessionTable(sheet, header, known, programme).read(telling)


def _texts(sheet: Sheet, row: int) -> list[str]:
    return list(dict.fromkeys(" ".join(text.split()) for cell in _cells(sheet, row) if (text := words(cell))))


def _cells(sheet: Sheet, row: int) -> list[Any]:
    return [sheet.at(row, column) for column in range(1, sheet.width + 1)]
