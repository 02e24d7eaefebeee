"""What people type by hand: one spelling of an address, a name that can be seen, limits in plain words."""

import pytest
from django.core.exceptions import ValidationError

from registration.fields import EmailField, PlainTextField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" A.B+tag@Example.COM ", "a.b+tag@example.com"),
        ("hong@포항.kr", "hong@xn--og8bo1a.kr"),
        ("hong@faß.de", "hong@xn--fa-hia.de"),
        ("a@example。com", "a@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert EmailField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "a@localhost",
        "a@[127.0.0.1]",
        "a@b",
        f"{'a' * 65}@example.com",
        "a@" + "ä" * 200,
        "홍길동@example.com",
    ],
)
def test_an_address_that_no_mail_reaches_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="이메일 주소를 다시 확인해 주세요"):
        EmailField().clean(typed)


@pytest.mark.parametrize("typed", ["\u3164", "\u200b \ufeff", "\u115f\u1160", "\xa0\u3000"])
def test_a_name_that_nobody_can_see_is_no_name(typed: str) -> None:
    assert PlainTextField(max_length=60, required=False).clean(typed) == ""


def test_a_name_that_is_too_long_is_told_so_in_plain_words() -> None:
    with pytest.raises(ValidationError, match=r"60자까지 쓸 수 있습니다\. 지금은 61자입니다"):
        PlainTextField(max_length=60).clean("가" * 61)
