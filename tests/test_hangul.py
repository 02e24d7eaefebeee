"""Hangul by arithmetic: what a syllable begins with, the keys that type it, and what folding takes away."""

import doctest
import re
import unicodedata

import pytest
from hypothesis import given, strategies as texts

from pobatt import hangul
from pobatt.hangul import first_consonants, folded, has_lone_consonants, keystrokes, pattern

SYLLABLES = texts.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(hangul) == (0, 4)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ㅂㅌㄹ", "배터리"),
        ("ㅂ터리", "배터리"),
        ("배ㅌㄹ", "배터리"),
        ("ㄳ", "경쟁사"[0] + "사"),  # some input methods join ㄱ and ㅅ
        ("ㄲㅊ", "꽃차"),
        ("2ㅊㅈㅈ", "2차전지"),
        ("lgㅇㄴㅈ", "LG에너지"),
        (unicodedata.normalize("NFD", "배터리"), "배터리"),
        ("ﾊﾞｯﾃﾘｰ", "バッテリー"),
    ],
)
def test_first_consonants_stand_for_their_syllables(typed: str, word: str) -> None:
    assert re.fullmatch(pattern(folded(typed)), folded(word)) is not None
    assert first_consonants(folded(typed)) == first_consonants(folded(word))


@pytest.mark.parametrize(("typed", "word"), [("ㅂㅌㄹ", "팩터리"), ("ㄱ", "까"), ("ㅏ", "아")])
def test_first_consonants_stand_for_no_others(typed: str, word: str) -> None:
    assert re.fullmatch(pattern(folded(typed)), folded(word)) is None


@given(SYLLABLES)
def test_the_first_consonant_is_the_one_that_unicode_decomposes_into(syllable: str) -> None:
    assert first_consonants(syllable) == unicodedata.normalize("NFD", syllable)[0]
    assert re.fullmatch(pattern(first_consonants(syllable)), syllable) is not None
    assert has_lone_consonants(syllable) is False


@given(texts.text())
def test_folding_is_done_once_and_leaves_letters_and_digits_alone(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert once == "" or once.isalnum()


@given(texts.text(SYLLABLES))
def test_hangul_is_typed_with_small_latin_letters(text: str) -> None:
    assert re.fullmatch("[a-z]*", keystrokes(folded(text))) is not None
    assert folded(unicodedata.normalize("NFD", text)) == text
