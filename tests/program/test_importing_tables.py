"""Spreadsheets and CSV: our own form, what offices and contractors hand over, and files that mean harm."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter
from factories import at, create_conference, create_session
from loading import loaded, refused, written

from program.document import working_document
from program.importing.tables import workbook
from program.models import Conference, Session, Speaker

Rows = list[list[Any]]
ANN = "Ann Example (X City)"


def spreadsheet(
    tmp_path: Path, sheets: dict[str, Rows], merges: dict[str, str] | None = None, name: str = "a.xlsx"
) -> Path:
    """Write sheets; `merges` says by range what a merged cell of the first sheet holds."""
    path = tmp_path / name
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        formats = {datetime: "yyyy-mm-dd", time: "h:mm"}
        styles = {kind: book.add_format({"num_format": words}) for kind, words in formats.items()}
        for number, (title, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if type(cell) in styles:
                        sheet.write_datetime(row, column, cell, styles[type(cell)])
                    elif cell is not None:
                        sheet.write(row, column, cell)
            for place, words in (merges or {}).items() if number == 0 else ():
                sheet.merge_range(place, words)
    return path


def hours(title: str) -> tuple[datetime | None, datetime | None]:
    session = Session.objects.get(title_ko=title)
    return session.starts_at, session.ends_at


def people(title: str) -> list[str]:
    session = Session.objects.get(title_ko=title)
    return [str(place.speaker) for place in session.appearances.all()]


# --- Of contractors and offices ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_contractors_table_with_a_heading_of_two_rows_real_dates_and_several_columns_of_speakers(
    tmp_path: Path,
) -> None:
    day = datetime(2016, 10, 27)  # noqa: DTZ001 - a cell has no zone
    rows: Rows = [
        [],
        ["Ort", None, None, "Uhrzeit", "Titel", "Untertitel", "Beschreibung", "ID", None, 1, 2],
        [
            "Saal",
            day,
            None,
            time(9),
            "Zellen",
            "Eine Einführung",
            "Über Zellen",
            1001,
            None,
            "Ann Example, X City",
        ],
        [
            "Saal",
            day,
            None,
            time(9, 20),
            "Podiumsdiskussion",
            None,
            None,
            1002,
            None,
            "Ann Example",
            "Bo Beispiel",
        ],
        ["Stube", day, None, time(9), "Anderswo", None, None, 1003],
    ]
    merges = {"A1:E1": "<Veranstaltungsname>", "B2:C2": "Datum", "J1:K1": "Vortragende"}
    path = spreadsheet(tmp_path, {"Sheet1": rows}, merges)

    report = loaded(path, "--new", "2016")

    found = {
        row.title_en: (
            row.starts_at, row.ends_at, str(row.room), row.kind, [str(p.speaker) for p in row.appearances.all()],
        )
        for row in Session.objects.all()
    }  # fmt: skip
    seoul = Conference.objects.get().zone
    nine, twenty = datetime(2016, 10, 27, 9, tzinfo=seoul), datetime(2016, 10, 27, 9, 20, tzinfo=seoul)
    assert found == {
        "Zellen – Eine Einführung": (nine, twenty, "Saal", "talk", [ANN]),
        "Podiumsdiskussion": (twenty, twenty.replace(minute=50), "Saal", "panel", [ANN, "Bo Beispiel"]),
        "Anderswo": (nine, nine.replace(minute=30), "Stube", "talk", []),
    }  # fmt: skip
    assert "Sheet1 J열 'Vortragende': 연사" in report
    assert "끝나는 시각이 없는 세션 3건" in report
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2016")


@pytest.mark.django_db
def test_an_offices_table_with_title_rows_merged_times_headings_and_the_day_in_the_sheets_name(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        [],
        ["※ 변경될 수 있음"],
        ["연번", "시간", "발표제목", "발표자", "소속", "장소/좌장", "비고", "연락처"],
        [1, "10:00~10:30", "개회식", None, None, "국제회의장"],
        [2, "10:30~11:10", "전지의 미래", "김하나 교수", "보기대", "국제회의장", "취소", "010-1234-5678"],
        [],
        [3, None, "양극재", "박세나, 최네오", "가소재, 나소재"],
        [4, None, "음극재", "Jane Doe (Example, CTO)"],
        [None, None, None, "정다섯", "다회사"],
        [5, "오후 2:30~3:10", "종합토론", "홍여섯(라연구소)\n성일곱(마대학교)"],
    ]
    merges = {
        "A1:H1": "2022 배터리 컨퍼런스 세부 프로그램", "A6:H6": "세션 1. 배터리 소재 (좌장: 이두리)",
        "B7:B8": "13:00~14:00", "F7:F8": "국제회의장/이두리",
    }  # fmt: skip
    second: Rows = [["시간", "내용", "장소"], ["09:30~12:00", "현장견학", "포항"]]
    path = spreadsheet(tmp_path, {"11.3(목)": rows, "2일차": second, "참고": [["메모"]]}, merges)

    report = loaded(path, "--new", "2022")

    assert hours("개회식") == (at(10), at(10, 30))
    assert hours("양극재") == (at(13), at(13, 30))
    assert hours("음극재") == (at(13, 30), at(14))
    assert hours("세션 1. 배터리 소재") == (at(13), at(15, 10))
    assert hours("종합토론") == (at(14, 30), at(15, 10))
    assert hours("현장견학") == (at(9, 30, day=4), at(12, day=4))
    assert people("양극재") == ["박세나 (가소재)", "최네오 (나소재)"]
    assert people("음극재") == ["Jane Doe (Example)", "정다섯 (다회사)"]
    assert people("종합토론") == ["홍여섯 (라연구소)", "성일곱 (마대학교)"]
    assert str(Session.objects.get(title_ko="세션 1. 배터리 소재").chair) == "이두리"
    assert Session.objects.get(title_ko="전지의 미래").cancelled_at is not None
    assert Speaker.objects.get(name_ko="김하나").position_ko == "교수"
    assert "11.3(목) H열 '연락처': 개인정보여서 읽지 않았습니다" in report
    assert "시간 칸 하나(13:00~14:00)에 세션 2건" in report
    assert "시트 '참고': 제목과 시간 같은 열 이름이 없어" in report
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2022")


@pytest.mark.django_db
def test_the_day_is_the_one_of_the_sheets_name_and_never_that_on_which_the_table_was_made(
    tmp_path: Path,
) -> None:
    head: Rows = [["2022 배터리 컨퍼런스"], ["'22. 10. 7. 기준", "작성: 보기과"], ["시간", "내용"]]
    path = spreadsheet(
        tmp_path,
        {
            "1일차(11.3)": [*head, ["10:00~10:30", "개회식"]],
            "2일차(11.4.금)": [*head, ["09:30~12:00", "견학"]],
        },
    )

    report = loaded(path, "--new", "2022")

    assert (hours("개회식"), hours("견학")) == ((at(10), at(10, 30)), (at(9, 30, day=4), at(12, day=4)))
    assert "시트 '2일차(11.4.금)' 표 위의 글은 읽지 않았습니다: ''22. 10. 7. 기준', '작성: 보기과'." in report


@pytest.mark.django_db
def test_a_table_with_groups_in_a_merged_column_people_in_parts_and_a_list_of_people_beside(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["제3회 배터리 컨퍼런스"],
        ["일시: 2022. 11. 3.(목) 09:30~18:00"],
        ["구분", "시간", "소요", "내용", "성명/소속/직위"],
        ["개회식", "10:00", "20'", "개회사", "홍길동/포항시/시장"],
        [None, "10:20~11:00", "40분", "양극재의 미래", "김하나/포항공대/교수"],
        [None, "11:00~11:40", 40, "음극재의 미래", "이두리\n이차전지연구소"],
        ["중식", "11:40~13:00", "1:20", "중식", "미정"],
        ["세션 2", "미정", None, "종합 토론", "김하나/포항공대/교수\n최네오/나대학교/박사"],
    ]
    people: Rows = [
        ["성명", "영문 성명", "주요경력", "휴대전화"],
        ["김하나", "Kim Hana", "- 박사\n- 저서", "010-1"],
    ]
    path = spreadsheet(tmp_path, {"프로그램": rows, "연사": people}, {"A5:A6": "세션 1\n배터리 소재"})

    report = loaded(path, "--new", "2022")

    assert [
        (row.title_ko, row.parent and row.parent.title_ko, row.kind)
        for row in Session.objects.in_time_order()
    ] == [
        ("개회사", None, "ceremony"),
        ("세션 1 배터리 소재", None, "session"),
        ("양극재의 미래", "세션 1 배터리 소재", "talk"),
        ("음극재의 미래", "세션 1 배터리 소재", "talk"),
        ("중식", None, "break"),
        ("세션 2", None, "session"),
        ("종합 토론", "세션 2", "panel"),
    ]
    assert hours("세션 1 배터리 소재") == (at(10, 20), at(11, 40))
    hana = Speaker.objects.get(name_ko="김하나")
    assert (hana.name_en, hana.affiliation_ko, hana.position_ko, hana.biography_ko) == (
        "Kim Hana", "포항공대", "교수", "- 박사\n- 저서",
    )  # fmt: skip
    assert Speaker.objects.count() == 4
    assert "연사 D열 '휴대전화': 읽지 않았습니다" in report
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2022")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2022-11-03", "10:00~10:30", (at(10), at(10, 30))),
        ("3. 11. 2022", "10.00 - 10.30 Uhr", (at(10), at(10, 30))),
        ("11월 3일(목)", "10시~10시 30분", (at(10), at(10, 30))),
        ("2022. 11. 3.(목)", "오전 11:30~1:00", (at(11, 30), at(13))),
        ("3 November 2022", "2:00 PM – 3:15 PM", (at(14), at(15, 15))),
        ("11/3", "23:30~00:30", (at(23, 30), at(0, 30, day=4))),
        ("2022년 11월 3일", "01:00~02:00", (at(1, day=4), at(2, day=4))),
        ("44868", "10:00~10:30", None),
        ("03/04/2022", "10:00~10:30", None),
        ("2022-02-30", "10:00~10:30", None),
        ("2022-11-03", "아침", None),
    ],
)
def test_days_and_hours_are_understood_as_people_write_them_or_refused_with_their_place(
    tmp_path: Path, day: str, hour: str, expected: Any
) -> None:
    path = spreadsheet(tmp_path, {"표": [["날짜", "시간", "제목"], [day, hour, "발표"]]})
    if expected is None:
        assert "시트 '표' 2행 " in refused(path, "--new", "2022")
    else:
        loaded(path, "--new", "2022")
        assert hours("발표") == expected


@pytest.mark.django_db
def test_edits_of_the_file_change_the_same_sessions(tmp_path: Path) -> None:
    heads = ["ID", "날짜", "시작", "분", "제목", "연사"]
    loaded(
        spreadsheet(tmp_path, {"표": [heads, ["K1", "2022-11-03", "10:00", 30, "전지", "김하나"]]}),
        "--new",
        "2022",
    )

    report = loaded(
        spreadsheet(tmp_path, {"표": [heads, ["K1", "2022-11-03", "11:00", 45, "새 제목", "김하나; 이두리"]]}),
        "--conference", "2022",
    )  # fmt: skip

    assert "시트 '표' 2행 시작: '2022-11-03 10:00' → '2022-11-03 11:00'" in report
    assert [(row.title_ko, row.ends_at) for row in Session.objects.all()] == [("새 제목", at(11, 45))]
    assert people("새 제목") == ["김하나", "이두리"]


@pytest.mark.django_db
def test_a_table_without_ids_finds_the_sessions_by_their_titles_and_keeps_what_it_does_not_say(
    tmp_path: Path,
) -> None:
    conference = create_conference()
    known = create_session(
        conference, title_ko="전지", title_en="", kind="keynote", starts_at=at(9), source="신문", note="메모",
    )  # fmt: skip

    loaded(spreadsheet(tmp_path, {"표": [["시간", "제목"], ["10:00~10:30", "전지"]]}), "--conference", "2022")

    found = Session.objects.get()
    assert (found.pk, found.starts_at, found.kind, found.source, found.note) == (
        known.pk, at(10), "keynote", "신문", "메모",
    )  # fmt: skip


# --- CSV ---------------------------------------------------------------------------------------------------------

CSV = "날짜;시간;제목;연사\n2022-11-03;10:00~10:30;전지;김하나\n"


@pytest.mark.django_db
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_csv_is_read_whatever_separates_it_and_a_guessed_encoding_is_said(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    path = tmp_path / "programme.dat"
    path.write_bytes(CSV.replace(";", separator).encode(encoding))

    report = loaded(path, "--new", "2022")

    assert (hours("전지"), people("전지")) == ((at(10), at(10, 30)), ["김하나"])
    assert ("CP949(EUC-KR)로 저장된 파일" in report) == (encoding == "cp949")


# --- Our own form ------------------------------------------------------------------------------------------------


def exported(tmp_path: Path, conference: Conference) -> Path:
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook.workbook_of(conference))
    return path


def edited(path: Path, sheet: str, change: Any) -> Path:
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
    return path


def test_what_was_exported_changes_nothing_and_makes_the_same_programme_elsewhere(
    pobatt: Conference, tmp_path: Path
) -> None:
    create_session(pobatt, title_ko="밤", title_en="Night", slug="night", starts_at=at(23, 30), minutes=90)
    path, before = exported(tmp_path, pobatt), working_document(pobatt)

    assert "추가 0건, 변경 0건" in loaded(path, "--conference", "2022")
    Session.objects.all().delete()
    Speaker.objects.all().delete()
    loaded(path, "--conference", "2022")

    assert working_document(Conference.objects.get()) == before


def test_edits_in_the_exported_form_are_taken_over_and_an_emptied_cell_empties(
    pobatt: Conference, tmp_path: Path
) -> None:
    def change(sheet: Any) -> None:
        heads = [cell.value for cell in sheet[1]]
        row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "keynote")
        row[heads.index("제목")].value = "새 제목"
        row[heads.index("제목(영문)")].value = None
        row[heads.index("연사")].value = "이두리; 김하나"
        row[heads.index("장소")].value = None
        row[heads.index("시작")].value = None
        sheet.append(
            [None, "발표", date(2022, 11, 3), time(16), time(16, 30), "로비", None, None, "덧붙인 발표"]
        )

    report = loaded(edited(exported(tmp_path, pobatt), "세션", change), "--conference", "2022")

    found = Session.objects.get(slug="keynote")
    assert (found.title_ko, found.title_en, found.room, found.starts_at) == ("새 제목", "", None, None)
    assert people("새 제목") == ["이두리", "김하나 (포항소재)"] or people("새 제목")[0].startswith("이두리")
    assert hours("덧붙인 발표") == (at(16), at(16, 30))
    assert "추가 1건, 변경 1건" in report


def test_two_of_one_name_are_told_apart_in_the_form(pobatt: Conference, tmp_path: Path) -> None:
    one = Speaker.objects.create(conference=pobatt, name_ko="김하나", affiliation_ko="다른 곳", slug="other")
    create_session(pobatt, title_ko="동명이인", slug="namesake", starts_at=at(18), speakers=[one])

    assert "추가 0건, 변경 0건" in loaded(exported(tmp_path, pobatt), "--conference", "2022")
    assert people("동명이인") == ["김하나 (다른 곳)"]


@pytest.mark.django_db
def test_the_template_is_a_form_that_can_be_loaded_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(workbook.template())
    create_conference()

    loaded(path, "--conference", "2022")

    assert people("보기: 이 줄은 지우고 쓰세요") == ["홍길동 (보기 회사)", "성춘향 (보기 대학교)"]


def test_all_that_is_wrong_in_the_form_is_said_with_sheet_row_and_column(
    pobatt: Conference, tmp_path: Path
) -> None:
    def change(sheet: Any) -> None:
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(2, heads.index("제목") + 1).value = "가" * 300
        sheet.cell(3, heads.index("공개") + 1).value = "글쎄"
        sheet.cell(4, heads.index("시작") + 1).value = "점심때"

    said = refused(edited(exported(tmp_path, pobatt), "세션", change), "--conference", "2022")

    assert "시트 '세션' 2행 '제목': " in said
    assert "시트 '세션' 3행 공개: '글쎄'은(는) 예나 아니오가 아닙니다" in said
    assert "시트 '세션' 4행 시간: 시각이 아닙니다" in said


# --- Files that mean harm ----------------------------------------------------------------------------------------


def zipped(parts: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def with_part(content: bytes, name: str, change: Any) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    return zipped(parts)


def plain(tmp_path: Path) -> bytes:
    return spreadsheet(
        tmp_path, {"표": [["시간", "제목"], ["10:00~10:30", "발표"]]}, name="plain.xlsx"
    ).read_bytes()


def encrypted(content: bytes) -> bytes:
    out = BytesIO()
    office = msoffcrypto.OfficeFile(BytesIO(content))
    office.encrypt("secret", out)
    return out.getvalue()


SHEET1 = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
HARMFUL = {
    "encrypted": (encrypted, "암호로 잠긴 파일입니다"),
    "cut off": (lambda content: content[: len(content) // 2], "깨져 있습니다"),
    "a bomb": (lambda content: with_part(content, "xl/media/a.bin", lambda _: b" " * 70_000_000), "지나치게 큰 파일"),
    "a bomb of styles": (
        lambda content: with_part(content, "xl/styles.xml", lambda _: b" " * 7_000_000), "지나치게 큰 파일",
    ),
    "many parts": (lambda _: zipped({f"{n}.xml": b"" for n in range(1000)}), "지나치게 큰 파일"),
    "laughs": (lambda content: with_part(content, SHEET1, lambda part: LAUGHS + part.partition(b"?>")[2]), "DOCTYPE"),
    "a broken part": (lambda content: with_part(content, SHEET1, lambda part: part[:200]), "깨져 있습니다"),
    "another archive": (lambda _: zipped({"a.txt": b"a"}), "엑셀 파일이 아닙니다"),
    "an ODS": (lambda _: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ODS 파일입니다"),
    "an HWPX": (lambda _: zipped({"mimetype": b"application/hwp+zip"}), "한글(HWPX) 문서입니다"),
    "a letter": (lambda _: zipped({"word/document.xml": b"<x/>"}), "Word 문서입니다"),
    "an XLS": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook" * 200, "옛 엑셀(XLS) 파일입니다"),
    "an HWP": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"HWP Document File" * 20, "한글(HWP) 문서입니다"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("harm", "sentence"), HARMFUL.values(), ids=HARMFUL)
def test_a_workbook_that_cannot_be_read_gets_a_sentence(tmp_path: Path, harm: Any, sentence: str) -> None:
    path = tmp_path / "harm.xlsx"
    path.write_bytes(harm(plain(tmp_path)))

    assert sentence in refused(path, "--new", "2022")
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_a_formula_counts_with_its_cached_value_and_without_one_is_named_by_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("표")
        sheet.write_row(0, 0, ["날짜", "시간", "제목"])
        sheet.write_row(1, 0, ["2022-11-03", "10:00~10:30"])
        sheet.write_formula("C2", '=HYPERLINK("http://a.example")', None, "값이 있는 발표")
    loaded(path, "--new", "2022")
    assert hours("값이 있는 발표") == (at(10), at(10, 30))

    book = openpyxl.load_workbook(path)
    book["표"]["C2"] = "=1+1"
    book.save(path)
    assert "시트 '표' C2: 수식의 결과가 파일에 없습니다" in refused(path, "--new", "2023")


@pytest.mark.django_db
def test_macros_and_hidden_sheets_are_left_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("표").write_row(0, 0, ["날짜", "시간", "제목"])
        book.sheetnames["표"].write_row(1, 0, ["2022-11-03", "10:00~10:30", "발표"])
        hidden = book.add_worksheet("숨은 표")
        hidden.hide()
    path.write_bytes(with_part(path.read_bytes(), "xl/vbaProject.bin", lambda _: b"Sub AutoOpen()"))

    report = loaded(path, "--new", "2022")

    assert "매크로는 읽지 않았습니다" in report
    assert "숨긴 시트 '숨은 표'은(는) 읽지 않았습니다" in report


@pytest.mark.django_db
def test_a_workbook_of_too_many_sheets_is_refused(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path, {f"표{n}": [["시간", "제목"]] for n in range(60)})
    assert "시트가 너무 많습니다" in refused(path, "--new", "2022")


@pytest.mark.django_db
def test_cells_far_away_do_not_make_a_sheet_large_but_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("표")
        sheet.write_row(0, 0, ["날짜", "시간", "제목"])
        sheet.write_row(1, 0, ["2022-11-03", "10:00~10:30", "발표"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert "추가 2건" in loaded(path, "--new", "2022")

    rows: Rows = [["날짜", "시간", "제목"], *([["2022-11-03", "10:00~10:30", "발표"]] * 6000)]
    assert "너무 큽니다" in refused(spreadsheet(tmp_path, {"표": rows}), "--new", "2023")


@pytest.mark.django_db
def test_two_hundred_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200_000_000)
    assert "10 MB까지 읽습니다" in refused(path, "--new", "2022")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", " \n", "전화번호부\n가,나\n", "x" * 1000, "\x00\x01\x02", "제목\n발표\n"]
)
def test_text_that_is_no_programme_gets_a_sentence(tmp_path: Path, text: str) -> None:
    assert "고칠 곳" in refused(written(tmp_path, text, "a.csv"), "--new", "2022")


@pytest.mark.django_db
def test_a_timetable_with_a_column_for_each_place(tmp_path: Path) -> None:
    rows: Rows = [
        [],
        ["2022. 11. 3.(목)"],
        ["시간", "국제회의장", "소회의실", "로비"],
        ["10:00~10:30"],
        ["10:30~11:00", "양극재\n김하나 (보기대)\n차세대 소재를 다룬다.", "전기차 시장"],
        ["11:00~11:30", "음극재"],
        ["11:30~13:00", None, None, "점심"],
    ]
    merges = {"A1:D1": "2022 배터리 컨퍼런스", "B4:D4": "개회식", "C5:C6": "전기차 시장"}
    path = spreadsheet(tmp_path, {"표": rows}, merges)

    report = loaded(path, "--new", "2022")

    found = {
        row.title_ko: (hours(row.title_ko), str(row.room or ""), people(row.title_ko), row.abstract_ko)
        for row in Session.objects.all()
    }
    assert found == {
        "개회식": ((at(10), at(10, 30)), "", [], ""),
        "양극재": ((at(10, 30), at(11)), "국제회의장", ["김하나 (보기대)"], "차세대 소재를 다룬다."),
        "전기차 시장": ((at(10, 30), at(11, 30)), "소회의실", [], ""),
        "음극재": ((at(11), at(11, 30)), "국제회의장", [], ""),
        "점심": ((at(11, 30), at(13)), "로비", [], ""),
    }
    assert "시트 '표': 장소나 날짜마다 열이 하나인 시간표로 읽었습니다." in report
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2022")


@pytest.mark.django_db
def test_a_timetable_with_a_column_for_each_day(tmp_path: Path) -> None:
    rows: Rows = [
        ["2022 배터리 컨퍼런스"],
        ["시간", "11.3(목)", "11.4(금)"],
        ["10:00~10:30", "개회식", "현장견학"],
        ["12:00~13:00"],
    ]
    path = spreadsheet(tmp_path, {"일정": rows}, {"B4:C4": "점심"})

    loaded(path, "--new", "2022")

    assert hours("현장견학") == (at(10, day=4), at(10, 30, day=4))
    lunches = (
        Session.objects.filter(title_ko="점심").order_by("starts_at").values_list("starts_at", flat=True)
    )
    assert list(lunches) == [at(12), at(12, day=4)]


@pytest.mark.django_db
def test_a_day_above_the_table_is_no_name_of_a_conference_and_no_city_is_made_up(tmp_path: Path) -> None:
    rows: Rows = [["2022. 11. 3.(목)"], ["시간", "내용"], ["10:00~10:30", "개회식"]]

    loaded(spreadsheet(tmp_path, {"표": rows}), "--new", "2022")

    conference = Conference.objects.get()
    assert (conference.name_ko, conference.city_ko, hours("개회식")) == ("2022", "", (at(10), at(10, 30)))
