"""Read an XLSX file that nobody has to trust: sizes are checked before and while inflating, nothing is evaluated.

`survey` goes once over the XML of every sheet, so that the number of cells is known and bounded before openpyxl sees
them; it also finds what openpyxl's reading mode leaves out: merged cells, and formulas without a cached value.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from program.importing.records import LoadingRefused
from program.importing.tables.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Cell, Merge, Sheet

MOST_INFLATED = 40_000_000  # bytes of all parts together
MOST_PARTS, MOST_SHEETS = 500, 40
MOST_IN_A_PART = 5_000_000  # bytes of a part that is neither a sheet nor the table of texts
MOST_TEXTS = 20_000_000  # bytes of the table of texts
MOST_MERGES = 20_000
PIECE = 1 << 16
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
OTHERS = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS 파일입니다. LibreOffice에서 XLSX로 저장해 올리세요.",
    b"application/hwp+zip": "한글(HWPX) 문서입니다. 한글에서 표를 복사해 엑셀에 붙이고 XLSX로 저장해 올리세요.",
    b"application/vnd.oasis.opendocument.text": "ODT 문서입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요.",
}
PARTS = {
    "word/document.xml": "Word 문서입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요.",
    "ppt/presentation.xml": "PowerPoint 파일입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요.",
    "xl/workbook.bin": "XLSB 파일입니다. 엑셀에서 'Excel 통합 문서(.xlsx)'로 저장해 올리세요.",
}
BOMB = "압축을 풀면 지나치게 큰 파일이어서 읽지 않았습니다."
BROKEN = "엑셀 파일이 깨져 있습니다. 엑셀에서 열어 다시 저장하세요."


@dataclass
class Survey:
    """What was met in the XML of a sheet."""

    merges: list[Merge] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # cells with a formula that no value is known of
    rows: int = 0
    columns: int = 0
    cells: int = 0


def refuse_ole(content: bytes) -> None:
    """Refuse what lies in an OLE container: encrypted workbooks, XLS and HWP, each with the way out."""
    if not content.startswith(OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise LoadingRefused("암호로 잠긴 파일입니다. 엑셀에서 암호를 풀고 다시 저장하세요.")
    if b"HWP Document File" in content or "HwpSummaryInformation".encode("utf-16-le") in content:
        raise LoadingRefused(
            "한글(HWP) 문서입니다. 한글에서 표를 복사해 엑셀에 붙이고 XLSX로 저장해 올리세요."
        )
    if "WordDocument".encode("utf-16-le") in content:
        raise LoadingRefused("Word 문서입니다. 표를 엑셀로 옮겨 XLSX로 저장해 올리세요.")
    raise LoadingRefused("옛 엑셀(XLS) 파일입니다. 엑셀에서 'Excel 통합 문서(.xlsx)'로 저장해 올리세요.")


def read_xlsx(content: bytes, notes: list[str], errors: list[str]) -> list[Sheet]:
    """Return the sheets of a workbook, without macros; formulas count with their cached value.

    A formula without one is named in `errors`, macros and hidden sheets in `notes`. Raises LoadingRefused otherwise.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = _checked(archive)
            surveys = {name: _survey(part) for name, part in parts.items() if SHEET.fullmatch(name)}
        if any(name.lower().endswith("vbaproject.bin") for name in parts):
            notes.append("매크로는 읽지 않았습니다.")
        return list(_sheets(content, surveys, notes, errors))
    except LoadingRefused:
        raise
    except RecursionError:
        raise LoadingRefused(BROKEN) from None
    except Exception as error:  # noqa: BLE001 - openpyxl meets a broken part with whatever it stumbles over
        raise LoadingRefused(f"{BROKEN} ({type(error).__name__})") from None


def _checked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the XML parts; refuse what is no workbook, and a bomb before it goes off."""
    entries = archive.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise LoadingRefused(BOMB)
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise LoadingRefused("암호로 잠긴 압축 파일입니다. 암호를 풀고 다시 올리세요.")
    parts, left = {}, MOST_INFLATED
    for entry in entries:
        piece = _inflated(archive, entry, left)
        left -= len(piece)
        most = MOST_TEXTS if entry.filename.lower() == "xl/sharedstrings.xml" else MOST_IN_A_PART
        if entry.filename.endswith(".xml") and len(piece) > most and not SHEET.fullmatch(entry.filename):
            raise LoadingRefused(BOMB)
        parts[entry.filename] = piece
        if entry.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in piece[:100_000]:
            raise LoadingRefused("엑셀 파일 안에 DOCTYPE이 있어 읽지 않았습니다.")
    for part, sentence in PARTS.items():
        if part in names:
            raise LoadingRefused(sentence)
    if kind := OTHERS.get(parts.get("mimetype", b"").strip()):
        raise LoadingRefused(kind)
    if "xl/workbook.xml" not in names:
        raise LoadingRefused("압축 파일이지만 엑셀 파일이 아닙니다. 압축을 풀어 그 안의 파일을 올리세요.")
    return parts


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return a part, stopping at `most` bytes whatever the directory says of its size."""
    pieces, size = [], 0
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            size += len(piece)
            if size > most:
                raise LoadingRefused(BOMB)
            pieces.append(piece)
    return b"".join(pieces)


def _survey(part: bytes) -> Survey:
    """Go over a sheet's XML and count; nothing is kept of it."""
    survey = Survey()
    walk = etree.iterparse(
        BytesIO(part), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    row = column = 0
    has_formula = has_value = False
    for _event, element in walk:
        name = etree.QName(element).localname
        if name == "f":
            has_formula = True
        elif name in ("v", "is"):
            has_value = has_value or bool("".join(element.itertext()))
        elif name == "c":
            column, row = _place(element.get("r"), column, row)
            if has_value or has_formula:
                survey.cells += 1
                survey.rows, survey.columns = max(survey.rows, row), max(survey.columns, column)
            if has_formula and not has_value and element.get("t") != "str":
                survey.unknown.append(element.get("r") or f"{row}행 {column}열")
            has_formula = has_value = False
        elif name == "row":
            row, column = row + 1, 0
        elif name == "mergeCell" and len(survey.merges) < MOST_MERGES:
            left, top, right, bottom = cast(
                "tuple[int, int, int, int]", range_boundaries(element.get("ref") or "")
            )
            survey.merges.append(Merge(top, left, bottom, right))
        if name in ("c", "row", "mergeCell"):
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        if survey.cells > MOST_CELLS:
            break
    return survey


def _place(reference: str | None, column: int, row: int) -> tuple[int, int]:
    if reference:
        left, top, _right, _bottom = cast("tuple[int, int, int, int]", range_boundaries(reference))
        return left, top
    return column + 1, row or 1


def _sheets(
    content: bytes, surveys: dict[str, Survey], notes: list[str], errors: list[str]
) -> Iterator[Sheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl does not know
        book: Any = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if len(book.worksheets) > MOST_SHEETS:
            raise LoadingRefused(f"시트가 너무 많습니다. {MOST_SHEETS}장까지 읽습니다.")
        for sheet in book.worksheets:
            survey = surveys.get(sheet._worksheet_path.lstrip("/"), Survey())
            if sheet.sheet_state != "visible":
                notes.append(f"숨긴 시트 '{sheet.title}'은(는) 읽지 않았습니다.")
                continue
            if survey.rows > MOST_ROWS or survey.columns > MOST_COLUMNS or survey.cells > MOST_CELLS:
                raise LoadingRefused(
                    f"시트 '{sheet.title}'이(가) 너무 큽니다. "
                    f"{MOST_ROWS:,}행 {MOST_COLUMNS}열 {MOST_CELLS:,}칸까지 읽습니다."
                )
            errors += [
                f"시트 '{sheet.title}' {cell}: 수식의 결과가 파일에 없습니다. 엑셀에서 열어 저장하거나 값으로 바꾸세요."
                for cell in survey.unknown[:50]
            ]
            sheet.reset_dimensions()
            limits = {"max_row": max(survey.rows, 1), "max_col": max(survey.columns, 1)}
            rows: list[list[Cell]] = [list(row) for row in sheet.iter_rows(values_only=True, **limits)]
            yield Sheet(sheet.title, rows, survey.merges)
