"""Write our own spreadsheet: an empty one to fill in, or the working copy of a conference to edit and load again."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from program.importing.tables.own_columns import GUIDE, MARK, SHEETS, Column
from program.models import Conference, Session, Speaker, Track
from program.models.conference import DAY_BEGINS_AT

Row = dict[str, Any]
LANGUAGES = dict(Session.Language.choices)
KINDS = [str(label) for label in Session.Kind.labels]
LAST_ROW = 2000  # up to which the lists to choose from reach
EXAMPLES: dict[str, list[Row]] = {
    "세션": [
        {"slug": "example", "kind": "발표", "start": timedelta(hours=10, minutes=30), "end": timedelta(hours=11),
         "room": "국제회의장", "track": "배터리 소재", "title_ko": "보기: 이 줄은 지우고 쓰세요",
         "title_en": "Example: delete this row",
         "speakers": "홍길동; 성춘향", "language": "한국어", "is_interpreted": True, "is_public": True},
    ],
    "연사": [
        {"slug": "hong-gildong", "name_ko": "홍길동", "name_en": "Hong Gildong", "affiliation_ko": "보기 회사",
         "position_ko": "연구원"},
        {"slug": "seong-chunhyang", "name_ko": "성춘향", "name_en": "Seong Chunhyang", "affiliation_ko": "보기 대학교"},
    ],
    "장소": [{"slug": "main", "name_ko": "국제회의장", "name_en": "International Hall", "capacity": 300}],
    "주제": [{"slug": "materials", "name_ko": "배터리 소재", "name_en": "Battery materials", "sign": "격자 (보라)"}],
}  # fmt: skip
GUIDANCE = (
    "시트 '세션', '연사', '장소', '주제'의 첫 줄은 그대로 두고 둘째 줄부터 채웁니다. 열의 순서는 바꿔도 됩니다.",
    "빈 칸은 그 내용을 비웁니다. 건드리지 않을 내용은 열을 통째로 지우세요.",
    "이미 있는 세션과 연사는 '고유 번호'나 '주소 이름'으로 찾아 고치고, 없으면 새로 만듭니다.",
    "파일에 없는 세션과 연사는 지우지 않습니다. 없앨 것은 관리 화면에서 지우거나 '공개'를 아니오로 바꾸세요.",
    "관리 화면의 '프로그램 가져오기'에 올리면 저장하기 전에 무엇이 바뀌는지 먼저 보여 줍니다.",
)


def template() -> bytes:
    """Return the empty spreadsheet, with an example in each sheet."""
    return _workbook(EXAMPLES)


def workbook_of(conference: Conference) -> bytes:
    """Return the working copy as a spreadsheet; loaded again, it changes nothing."""
    speakers = list(conference.speakers.all())
    names = [speaker.name for speaker in speakers]

    def called(speaker: Speaker) -> str:
        is_plain = names.count(speaker.name) == 1 and not set(speaker.name) & set(";,()[]/·\n")
        return speaker.name if is_plain else f"{speaker.name} [{speaker.slug}]"

    sessions = conference.sessions.in_time_order().select_related("parent", "room", "track", "chair")
    return _workbook({
        "세션": [_session(row, conference, called) for row in sessions.prefetch_related("appearances__speaker")],
        "연사": [_fields(row, "연사") for row in speakers],
        "장소": [_fields(row, "장소") for row in conference.rooms.all()],
        "주제": [{**_fields(row, "주제"), "sign": row.get_sign_display()} for row in conference.tracks.all()],
    })  # fmt: skip


def _fields(row: Any, sheet: str) -> Row:
    found = {column.name: getattr(row, column.name, None) for column in SHEETS[sheet]}
    return {**found, "uid": str(row.uid)} if "uid" in found else found


def _session(session: Session, conference: Conference, called: Any) -> Row:
    row = _fields(session, "세션")
    row |= {
        "kind": session.get_kind_display(), "parent": session.parent.slug if session.parent else "",
        "room": str(session.room or ""), "track": str(session.track or ""),
        "language": str(LANGUAGES.get(session.language, session.language)),
        "is_cancelled": session.cancelled_at is not None,
        "speakers": "; ".join(called(place.speaker) for place in session.appearances.all()),
        "chair": called(session.chair) if session.chair else "",
    }  # fmt: skip
    if session.starts_at and session.ends_at:
        start, end = (
            session.starts_at.astimezone(conference.zone),
            session.ends_at.astimezone(conference.zone),
        )
        day = (start - timedelta(hours=DAY_BEGINS_AT.hour)).date()
        midnight = datetime.combine(day, time(), conference.zone)
        row |= {"date": day, "start": _clock(start, midnight), "end": _clock(end, midnight)}
    return row


def _clock(moment: datetime, midnight: datetime) -> timedelta:
    return moment.replace(tzinfo=None) - midnight.replace(tzinfo=None)


def _workbook(sheets: dict[str, list[Row]]) -> bytes:
    import xlsxwriter  # late, as it takes 2 MiB and few ask for it

    content = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": MARK})
        formats = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#071a33", "font_color": "#ffffff", "text_wrap": True}
            ),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "clock": book.add_format({"num_format": "[hh]:mm", "valign": "top"}),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
        }
        guide = book.add_worksheet(GUIDE)
        guide.set_column(0, 0, 110)
        guide.write_string(0, 0, MARK, formats["title"])
        for number, line in enumerate(GUIDANCE, start=2):
            guide.write_string(number, 0, line, formats["text"])
        for name, columns in SHEETS.items():
            _write(book.add_worksheet(name), columns, sheets[name], formats)
    return content.getvalue()


def _write(sheet: Any, columns: tuple[Column, ...], rows: Iterable[Row], formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    rows = list(rows)
    for number, column in enumerate(columns):
        kind = "date" if column.name == "date" else "clock" if column.name in ("start", "end") else "text"
        sheet.set_column(number, number, column.width, formats[kind])
        sheet.write_string(0, number, column.heading, formats["head"])
        if column.note:
            sheet.write_comment(0, number, column.note)
        if choices := _choices(column.name):
            rules = {"validate": "list", "source": choices, "error_type": "information"}
            sheet.data_validation(1, number, LAST_ROW, number, rules)
        for row, values in enumerate(rows, start=1):
            _write_cell(sheet, row, number, values.get(column.name), formats[kind])


def _choices(name: str) -> Any:
    if name.startswith("is_"):
        return ["예", "아니오"]
    sheets = {"room": "장소", "track": "주제"}
    if name in sheets:
        return f"={sheets[name]}!$B$2:$B${LAST_ROW}"
    return {"kind": KINDS, "language": [str(word) for word in LANGUAGES.values()],
            "sign": [str(word) for word in Track.Sign.labels]}.get(name)  # fmt: skip


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "예" if value else "아니오", style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_datetime(row, column, value, style)
