"""Recognise the form of a programme file by its content, never by its name, and read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from program.importing.files import LARGEST, TOO_LARGE, decoded
from program.importing.foreign.decisions import records_of
from program.importing.foreign.moments import UNKNOWN, Year
from program.importing.foreign.pretalx import is_pretalx, read_lists
from program.importing.foreign.programme import ForeignProgramme
from program.importing.foreign.schedule_json import read_schedule
from program.importing.json_text import parsed
from program.importing.records import LoadingRefused, ProgrammeRecords
from program.importing.tables.csv_file import read_csv
from program.importing.tables.reading import read_tables, score
from program.importing.yaml_form import read_yaml_programme

YAML = re.compile(rb"^(?:\xef\xbb\xbf)?(?:edition|programme|sessions|meta)[\w-]*[ \t]*:", re.MULTILINE)
FORMS = "엑셀(XLSX), CSV, frab schedule.xml, schedule.json, pretalx의 목록(JSON), YAML"
AS_XLSX = "엑셀에서 '다른 이름으로 저장 → Excel 통합 문서(.xlsx)'로 저장해 올리세요"
UNREADABLE = (
    (b"%PDF", "PDF 파일입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요."),
    (b"{\\rtf", "RTF 문서입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요."),
    (
        b"HWP Document File",
        "한글(HWP) 문서입니다. 한글에서 표를 복사해 엑셀에 붙이고 XLSX로 저장해 올리세요.",
    ),
    (b"\x89PNG", "그림 파일입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요."),
    (b"\xff\xd8\xff", "그림 파일입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요."),
    (
        b"BEGIN:VCALENDAR",
        "달력 파일(iCalendar)입니다. 세션의 종류와 연사가 없어 읽지 않습니다. 표로 옮겨 XLSX로 저장해 올리세요.",
    ),
    (b"\x1f\x8b", "압축 파일입니다. 압축을 풀어 그 안의 파일을 올리세요."),
    (b"Rar!", "압축 파일입니다. 압축을 풀어 그 안의 파일을 올리세요."),
    (b"7z\xbc\xaf", "압축 파일입니다. 압축을 풀어 그 안의 파일을 올리세요."),
)


@dataclass(frozen=True)
class Asked:
    """What whoever loads a file wants of it: an edition and one of its programmes (YAML), and the year of its dates."""

    edition: str = ""
    which: str | None = None
    known: Year = UNKNOWN


def read_programme(content: bytes, name: str, asked: Asked | None = None) -> ProgrammeRecords:
    """Return the records of a file, whatever its form. Raises LoadingRefused for one that is no programme."""
    asked = asked or Asked()
    if len(content) > LARGEST:
        raise LoadingRefused(f"{name}: {TOO_LARGE}")
    if not content.strip():
        raise LoadingRefused(f"{name}: 빈 파일입니다.")
    try:
        if (foreign := _foreign(content, name, asked.known)) is not None:
            return records_of(foreign)
    except LoadingRefused as refusal:
        raise LoadingRefused(*(f"{name}: {error}" for error in refusal.errors)) from None
    return read_yaml_programme(content, name, wanted=asked.edition, which=asked.which)


def known_of(starts_on: date | None, slug: str) -> Year:
    """Return what a conference, or the name of one to be made, tells of dates that are written without their year."""
    year = re.search(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", slug)
    return Year(starts_on.year if starts_on else int(year[0]) if year else None, starts_on)


def _foreign(content: bytes, name: str, known: Year) -> ForeignProgramme | None:
    """Return what a file of another program says; None for one that can only be YAML."""
    # Late: openpyxl takes 9 MiB and lxml 4, which a web worker needs only once somebody uploads a file.
    from program.importing.foreign.frab_xml import read_schedule_xml
    from program.importing.tables.xlsx_file import ZIP, read_xlsx, refuse_ole

    for start, sentence in UNREADABLE:
        if content.startswith(start):
            raise LoadingRefused(sentence)
    notes: list[str] = []
    errors: list[str] = []
    refuse_ole(content)
    if content.startswith((ZIP, b"PK")):
        return read_tables("XLSX", read_xlsx(content, notes, errors), known, notes, errors)
    begins = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith((b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        if re.match(rb"<(!doctype html|html|table)", begins, re.IGNORECASE):
            raise LoadingRefused(f"웹 페이지로 저장된 파일입니다. {AS_XLSX}.")
        return read_schedule_xml(content.lstrip())
    if begins.startswith((b"{", b"[")) and not YAML.search(content[:100_000]):
        return _read_json(parsed(decoded(content, "JSON")))
    if not YAML.search(content[:100_000]) and (sheet := read_csv(content, score, notes)):
        return read_tables("CSV", [sheet], known, notes, errors)
    return None


def _read_json(content: Any) -> ForeignProgramme:
    if isinstance(content, Mapping) and "schedule" in content:
        return read_schedule(content)
    if isinstance(content, Mapping) and (
        "events" in content or isinstance(content.get("conference"), Mapping)
    ):
        return read_schedule({"schedule": content})
    if is_pretalx(content):
        return read_lists(content)
    if content in ([], {}):
        raise LoadingRefused("빈 목록입니다.")
    raise LoadingRefused(f"모르는 JSON입니다. 읽는 것: {FORMS}.")
