"""Two columns read as one text in the language of the page."""

from html import unescape

import pytest
from django.template import Context, Template
from django.utils.html import conditional_escape, strip_tags
from django.utils.translation import override
from hypothesis import given, strategies as st

from pobatt.localized import Text, language_name, pick, to_be_announced

LANGUAGES = st.sampled_from(["ko", "en"])


@pytest.mark.parametrize(
    ("korean", "english", "wanted", "words", "language"),
    [
        ("개막식", "Opening", "ko", "개막식", "ko"),
        ("개막식", "Opening", "en", "Opening", "en"),
        ("개막식", "", "en", "개막식", "ko"),
        ("", "Opening", "ko", "Opening", "en"),
        ("", "", "en", "to be announced", "en"),
        ("개막식", None, "en", "개막식", "ko"),
    ],
)
def test_the_text_of_the_page_s_language_is_shown_or_else_the_other(
    korean: str, english: str | None, wanted: str, words: str, language: str
) -> None:
    text = pick({"title_ko": korean, "title_en": english}, "title", wanted, otherwise="to be announced")
    assert (text, text.language, text.wanted) == (words, language, wanted)


def test_a_missing_column_is_an_empty_text() -> None:
    text = pick({}, "title", "ko")
    assert (text, bool(text), text.is_foreign, text.is_korean_only) == ("", False, False, False)


@pytest.mark.parametrize(
    ("language", "wanted", "is_foreign", "is_korean_only"),
    [
        ("ko", "ko", False, False),
        ("ko", "en", True, True),
        ("en", "ko", True, False),
        ("en", "en", False, False),
    ],
)
def test_only_an_english_page_says_that_a_text_is_korean_only(
    language: str, wanted: str, is_foreign: bool, is_korean_only: bool
) -> None:
    text = Text("전지", language=language, wanted=wanted)
    assert (text.is_foreign, text.is_korean_only) == (is_foreign, is_korean_only)


def test_a_foreign_text_is_marked_for_screen_readers() -> None:
    assert Text("개막식", language="ko", wanted="en").marked == '<span lang="ko">개막식</span>'
    assert Text("개막식", language="ko", wanted="ko").marked == "개막식"
    assert (
        Text("개막식", language="ko", wanted="en").noted
        == '<span lang="ko">개막식</span> <small class="korean-only">(Korean only)</small>'
    )
    assert Text("Opening", language="en", wanted="ko").noted == '<span lang="en">Opening</span>'


def test_an_empty_text_is_marked_as_nothing() -> None:
    assert Text("", language="ko", wanted="en").noted == ""


def test_a_text_is_still_a_text() -> None:
    text = Text("Opening", language="en", wanted="en")
    assert (text.upper(), text[:4], f"{text}!", {text: 1}["Opening"]) == ("OPENING", "Open", "Opening!", 1)


def test_what_is_not_known_yet_is_said_in_both_languages() -> None:
    said = {}
    for language in ("ko", "en"):
        with override(language):
            said[language] = to_be_announced()
    assert said["ko"] == "추후 공지"
    assert said["en"].isascii()


@given(words=st.text(min_size=1), language=LANGUAGES, wanted=LANGUAGES)
def test_no_text_can_become_markup(words: str, language: str, wanted: str) -> None:
    text = Text(words, language=language, wanted=wanted)
    escaped = conditional_escape(str(words))
    assert text.marked == (f'<span lang="{language}">{escaped}</span>' if text.is_foreign else escaped)
    assert text.noted.startswith(text.marked)
    assert Template("{{ text }}").render(Context({"text": text})) == escaped
    assert Template("{{ text.noted }}").render(Context({"text": text})) == text.noted


@given(
    words=st.text(st.characters(exclude_characters="<>&\0\r"), min_size=1),
    language=LANGUAGES,
    wanted=LANGUAGES,
)
def test_what_is_shown_reads_as_it_was_written(words: str, language: str, wanted: str) -> None:
    assert unescape(strip_tags(Text(words, language=language, wanted=wanted).marked)) == words


@given(korean=st.text(), english=st.text(), wanted=LANGUAGES)
def test_something_is_shown_whenever_there_is_something(korean: str, english: str, wanted: str) -> None:
    text = pick({"title_ko": korean, "title_en": english}, "title", wanted)
    assert bool(text) is bool(korean or english)
    assert text in (korean, english)


@pytest.mark.parametrize(
    ("code", "korean", "english"),
    [
        ("ko", "한국어", "Korean"),
        ("de", "독일어", "German"),
        ("zh-Hant", "중국어 (번체)", "Chinese (Traditional)"),
        ("tlh", "클링온어", "Klingon"),
        ("und", "알 수 없는 언어", "Unknown language"),
        ("xx", "xx", "xx"),
        ("-", "-", "-"),
    ],
)
def test_a_language_is_called_by_its_name_and_an_unknown_code_by_itself(
    code: str, korean: str, english: str
) -> None:
    assert (language_name(code, "ko"), language_name(code, "en")) == (korean, english)
