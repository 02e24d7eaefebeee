"""Read a CSV file: the encoding and the separator are found out, and said."""

import codecs
import csv
from collections.abc import Callable

from program.importing.records import LoadingRefused
from program.importing.tables.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Cell, Sheet

SEPARATORS = {",": "쉼표", ";": "쌍반점", "\t": "탭"}


def read_csv(content: bytes, score: Callable[[Sheet], int], notes: list[str]) -> Sheet | None:
    """Return the table; None for text that is none, whatever separator is tried.

    `score` says how much of a sheet is understood. Raises LoadingRefused for a table that is too large, and for one
    that can only be read by guessing its encoding.
    """
    text = _text(content)
    tried = ((_sheet(text, separator), word) for separator, word in SEPARATORS.items())
    found = [(score(sheet), sheet, word) for sheet, word in tried if sheet]
    best = max(found, key=lambda candidate: candidate[0], default=None)
    if best is None or best[0] == 0:
        return None
    if _is_legacy(content):
        notes.append(
            "UTF-8이 아닌 CP949(EUC-KR)로 저장된 파일을 읽었습니다. 글자가 바르게 보이는지 확인하세요."
        )
    notes.append(f"칸을 나누는 글자: {best[2]}.")
    return best[1]


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp949", "replace")


def _is_legacy(content: bytes) -> bool:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            content.decode("cp949")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise LoadingRefused(
                f"UTF-8로도 CP949로도 읽을 수 없는 글자가 {line}번째 줄에 있습니다. UTF-8로 다시 저장하세요."
            ) from None
        return True
    return False


def _sheet(text: str, separator: str) -> Sheet | None:
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=separator):
            cells += len(row)
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
                raise LoadingRefused(f"표가 너무 큽니다. {MOST_ROWS:,}행 {MOST_COLUMNS}열까지 읽습니다.")
            rows.append(list(row))
    except csv.Error:
        return None
    return Sheet("CSV", rows)
