"""What goes into a spreadsheet comes out of it, letter for letter, and none of it is ever computed."""

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

from pobatt.opening_password import is_good_enough, lock_in_zip, lock_workbook, new_password
from pobatt.spreadsheets import BOM, Column, Kind, Sheet, csv_text, read_csv, write_csv, write_xlsx

HALF_PAST_NINE = datetime(2022, 11, 3, 9, 30)  # noqa: DTZ001 (as a clock on the wall shows it)
COLUMNS = [
    Column("성명"),
    Column("접수일시", Kind.MOMENT),
    Column("참석일", Kind.DAY),
    Column("대기순번", Kind.NUMBER),
]
ROWS: list[list[Any]] = [
    ["=1+1", HALF_PAST_NINE, date(2022, 11, 4), 7],
    ["+82 10-1234-5678", None, None, 0],
    ["@SUM(A1)", None, None, None],
    ["010-0012-3456", None, None, None],
    ["<r>홍</r>&<b>길동</b></r>", None, None, None],
    [" 앞뒤 빈칸 ", None, None, None],
    ["https://example.com", None, None, None],
]
# What PostgreSQL keeps and XML can say.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("=+-@'\t\r\n\",<>&")
)


def workbook(*, notes: Any = ()) -> Any:
    file = io.BytesIO()
    sheet = Sheet(
        "참가자: 명단*",
        COLUMNS,
        title="명단 & 표",
        made="2022-11-02 15:30",
        notice="이용 후 파기",
        notes=notes,
    )
    assert write_xlsx(file, sheet, ROWS) == len(ROWS)
    return file


def test_a_workbook_keeps_every_text_as_text_and_every_date_as_date() -> None:
    page = openpyxl.load_workbook(workbook()).worksheets[0]
    cells = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [row[0] for row in cells] == [row[0] for row in ROWS]
    assert {row[0].data_type for row in page.iter_rows(min_row=2)} == {"s"}
    assert cells[0][1:] == [HALF_PAST_NINE, HALF_PAST_NINE.replace(day=4, hour=0, minute=0), 7]
    assert page["B2"].is_date
    assert page["A2"].number_format == "@"


def test_a_workbook_is_set_up_to_be_read_and_printed() -> None:
    page = openpyxl.load_workbook(workbook(notes=["한 줄에 한 사람"])).worksheets[0]
    assert [cell.value for cell in page[1]] == ["성명", "접수일시", "참석일", "대기순번"]
    assert (page.freeze_panes, page.auto_filter.ref, page.title) == ("A2", "A1:D8", "참가자  명단 ")
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.oddFooter.left.text, page.print_title_rows) == ("이용 후 파기", "$1:$1")


def test_a_csv_file_has_what_excel_needs_and_nothing_that_it_computes() -> None:
    file = io.BytesIO()
    assert write_csv(file, COLUMNS, ROWS[:3]) == 3
    assert (
        file.getvalue()
        == BOM
        + (
            "성명,접수일시,참석일,대기순번\r\n"
            "'=1+1,2022-11-03 09:30,2022-11-04,7\r\n"
            "'+82 10-1234-5678,,,0\r\n"
            "'@SUM(A1),,,\r\n"
        ).encode()
    )


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_a_csv_file_read_again_is_what_was_written(rows: list[list[str]]) -> None:
    file = io.BytesIO()
    write_csv(file, COLUMNS[:2], rows)
    file.seek(0)
    assert list(read_csv(file)) == [["성명", "접수일시"], *rows]


@given(TEXTS)
def test_no_cell_of_a_csv_file_begins_as_a_formula(text: str) -> None:
    assert csv_text(text)[:1] not in {*"=+-@\t\r\n＝＋－＠"} - {""}


@settings(deadline=None)
@given(TEXTS.filter(lambda text: "_x" not in text and "\r" not in text))
def test_a_workbook_read_again_is_what_was_written(text: str) -> None:
    file = io.BytesIO()
    write_xlsx(file, Sheet("표", COLUMNS[:1]), [[text], ["끝"]])
    page = openpyxl.load_workbook(file).worksheets[0]
    assert (page["A2"].value or "", page["A3"].value) == (text, "끝")


def test_a_text_too_long_for_excel_is_an_error_and_not_a_shorter_text() -> None:
    with pytest.raises(ValueError, match="row 1"):
        write_xlsx(io.BytesIO(), Sheet("표", COLUMNS[:1]), [["가" * 32_768]])


def test_a_locked_workbook_opens_with_its_password_only() -> None:
    import msoffcrypto

    locked, opened = io.BytesIO(), io.BytesIO()
    lock_workbook(workbook(), locked, "pohang-2022")
    locked.seek(0)
    book = msoffcrypto.OfficeFile(locked)
    assert book.is_encrypted()
    assert "홍".encode() not in locked.getvalue()
    with pytest.raises(Exception, match="Key"):
        book.load_key(password="pohang-2023", verify_password=True)
    book.load_key(password="pohang-2022", verify_password=True)
    book.decrypt(opened)
    assert openpyxl.load_workbook(opened).worksheets[0]["A2"].value == "=1+1"


def test_a_locked_archive_opens_with_its_password_only() -> None:
    import pyzipper

    locked = io.BytesIO()
    lock_in_zip(io.BytesIO("성명\r\n홍길동".encode()), locked, "pohang-2022", name="명단.csv")
    with pyzipper.AESZipFile(locked) as archive:
        assert [member.filename for member in archive.infolist()] == ["명단.csv"]
        with pytest.raises(RuntimeError, match="password"):
            archive.read("명단.csv")
        with pytest.raises(RuntimeError, match="password"):
            archive.read("명단.csv", pwd=b"pohang-2023")
        assert archive.read("명단.csv", pwd=b"pohang-2022").decode() == "성명\r\n홍길동"


def test_a_proposed_password_is_good_enough_and_another_every_time() -> None:
    proposed = {new_password() for _ in range(50)}
    assert len(proposed) == 50
    assert all(map(is_good_enough, proposed))
    assert [is_good_enough(word) for word in ("short-1", "1234567890", "abcdefghij")] == [False] * 3


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_what_was_written_and_nothing_without_the_password(tmp_path: Path) -> None:
    def opened(name: str, content: bytes) -> list[list[str]]:
        (tmp_path / name).write_bytes(content)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
        subprocess.run(
            [
                "soffice",
                "--headless",
                profile,
                "--convert-to",
                as_shown,
                "--outdir",
                tmp_path,
                tmp_path / name,
            ],
            capture_output=True,
            timeout=120,
            check=False,
        )
        written = (tmp_path / name).with_suffix(".csv")
        return list(csv.reader(written.read_text("utf-8").splitlines())) if written.exists() else []

    plain, locked = workbook(), io.BytesIO()
    lock_workbook(plain, locked, "pohang-2022")
    rows = opened("plain.xlsx", plain.getvalue())
    assert [row[0].strip() for row in rows[1:]] == [row[0].strip() for row in ROWS]
    assert rows[1][1:] == ["2022-11-03 09:30:00", "2022-11-04", "7"]
    assert opened("locked.xlsx", locked.getvalue()) == []
