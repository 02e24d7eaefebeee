"""Typesetting: data in, PDF out, whatever the data."""

import io
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from pobatt import pdf

MADE_AT = datetime(2022, 8, 25, 9, tzinfo=UTC)


@pytest.fixture
def letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A template that prints one text, in the fonts of the house."""
    path = tmp_path / "letter.typ"
    path.write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        "#set document(title: data.title)\n"
        '#set text(lang: data.language, font: "Pretendard GOV", fallback: false)\n'
        "#set page(width: 150mm, height: 60mm)\n"
        "#set text(size: (12pt - int(sys.inputs.tightness) * 1pt))\n"
        "#data.words\n"
        "#context [#metadata(counter(page).get().first()) <pages>]\n"
    )
    return str(path)


def set_in_this_process(letter: str, words: str, pages: int = 0) -> PdfReader:
    """Return the letter as PDF; the other process reads templates of the project alone."""
    data = {"language": "ko", "title": "편지", "words": words}
    return PdfReader(io.BytesIO(pdf.typeset("pdf", letter, data, moment=0, pages=pages, root="/")))


def printed(letter: str, words: str) -> str:
    return set_in_this_process(letter, words).pages[0].extract_text()


def test_hangul_and_hanja_come_out_as_they_went_in(letter: str) -> None:
    assert printed(letter, "포항 뷁 훕 二次電池 李") == "포항 뷁 훕 二次電池 李"


def test_a_name_from_a_mac_is_put_together_again(letter: str) -> None:
    assert printed(letter, unicodedata.normalize("NFD", "김하나")) == "김하나"


def test_a_letter_that_the_font_lacks_is_marked_and_an_emoji_left_out(letter: str) -> None:
    assert printed(letter, "刘强🔋 배터리\u200b") == "?强 배터리"


@pytest.mark.parametrize(
    "words", ["#panic()", "$ a $", "*b* _i_ `c`", "= h", '#read("/etc/passwd")', "\\u{41}", "<l> @l"]
)
def test_data_is_never_read_as_typst(letter: str, words: str) -> None:
    assert printed(letter, words) == words


def test_a_text_is_set_ever_smaller_until_it_fits(letter: str) -> None:
    words = "배터리 " * 250
    assert len(set_in_this_process(letter, words).pages) == 3
    assert len(set_in_this_process(letter, words, pages=1).pages) == 1


def test_what_goes_wrong_in_the_other_process_is_one_exception(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(pdf.TypesettingFailed):
        pdf.pdf("print/nothing.typ", {"language": "ko", "title": "x"}, made_at=MADE_AT)
    assert "print/nothing.typ" in caplog.text


def test_the_other_process_can_neither_write_a_file_nor_take_all_memory() -> None:
    asking = (
        f"import sys; sys.path.insert(0, {str(pdf.ROOT)!r}); from pobatt import pdf; pdf._limit_resources()\n"
        "import resource; print(*(resource.getrlimit(n)[0] for n in (resource.RLIMIT_FSIZE, resource.RLIMIT_AS)))"
    )
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", str(pdf.MEMORY)]
