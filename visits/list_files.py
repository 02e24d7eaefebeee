"""The host's list as a file: a workbook to be filled in and sent back, or two pages of paper."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import translation

from pobatt import pdf
from pobatt.dates import hours, long_day, moment
from pobatt.spreadsheets import Cell, Column, Kind, Sheet, write_xlsx
from registration.downloads import NOTICE
from visits.host_list import HostList, Line

CODE, CHANGE, STATE, VERDICT, REASON = "접수번호", "변동", "상태", "승인/반려", "사유"
NAME = "성명"
NOTES = [
    "'승인/반려' 칸에 승인 또는 반려라고 적어 주세요. 비워 두면 아직 답하지 않은 것으로 봅니다.",
    "반려한 사람에게는 '사유' 칸의 글을 그대로 전합니다.",
    "접수번호와 성명은 바꾸지 마세요. 줄의 순서는 바뀌어도 됩니다.",
    "이 명단은 출입 승인과 안전 관리에만 쓰고, 정한 보유 기간이 지나면 파기해 주세요.",
]


def list_xlsx(listed: HostList, *, by: str) -> bytes:
    """Return the list as a workbook with two columns to fill in; it is a Korean paper in every language."""
    with translation.override("ko"):
        widths = {NAME: 12, "소속": 24, "휴대전화": 18, "직위": 12, "부서": 16}
        told = [Column(title, width=widths.get(title, 14)) for title in listed.titles]
        columns = [
            Column("연번", Kind.NUMBER, 6), Column(CODE, width=20), *told, Column(CHANGE, width=18),
            Column(STATE, width=12), Column(VERDICT, width=12), Column(REASON, width=30),
        ]  # fmt: skip
        sheet = Sheet(
            name="명단",
            columns=columns,
            title=f"{_title(listed)} {listed.status}",
            made=f"{moment(_there(listed, listed.made_at), 'ko')} {by}",
            notice=NOTICE,
            notes=[listed.changes, *NOTES] if listed.changes else NOTES,
        )
        file = BytesIO()
        write_xlsx(file, sheet, _rows(listed))
        return file.getvalue()


def list_pdf(listed: HostList, *, by: str) -> bytes:
    """Return the list on A4, landscape. Raises what `pobatt.pdf` raises."""
    with translation.override("ko"):
        data = {
            "language": "ko",
            "title": _title(listed),
            "status": listed.status,
            "changes": listed.changes,
            "when": _when(listed),
            "made": f"{moment(_there(listed, listed.made_at), 'ko')} {by}",
            "notice": NOTICE,
            "columns": ["연번", CODE, *listed.titles, STATE, CHANGE],
            "rows": [
                [str(number), line.code, *line.cells, line.state, line.change]
                for number, line in enumerate(listed.lines, 1)
            ],
            "gone": [f"{line.name} {line.code}".strip() for line in listed.gone],
        }
        return pdf.pdf("print/visit_list.typ", data, made_at=listed.made_at)


def file_name(listed: HostList, form: str) -> str:
    """Return what the file is called: which visit, which version."""
    version = f"_제{listed.version.number}판" if listed.version else ""
    return f"견학명단_{listed.visit.slug}{version}.{form}"


def _rows(listed: HostList) -> Iterator[list[Cell]]:
    for number, line in enumerate(listed.lines, 1):
        yield [number, line.code, *line.cells, line.change, line.state, "", ""]
    for line in listed.gone:
        yield [None, line.code, *_only_name(listed, line), "빠짐", "", "", ""]


def _only_name(listed: HostList, line: Line) -> list[str]:
    return [line.name, *[""] * (len(listed.titles) - 1)]


def _title(listed: HostList) -> str:
    return f"{listed.visit} 견학 명단"


def _when(listed: HostList) -> str:
    start, end = (_there(listed, at) for at in (listed.visit.departs_at, listed.visit.returns_at))
    return f"{long_day(start.date(), 'ko')} {hours(start, end, 'ko')}"


def _there(listed: HostList, at: Any) -> datetime:
    there: datetime = at.astimezone(listed.visit.conference.zone)
    return there
