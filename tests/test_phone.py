"""A telephone number is understood however it is written, and a mistyped one is not taken."""

import pytest

from pobatt.phone import parse, shown


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("01012345678", "", "+821012345678"),
        ("010 1234 5678", "", "+821012345678"),
        ("(010) 1234.5678", "", "+821012345678"),
        ("０１０－１２３４－５６７８", "", "+821012345678"),
        ("+82-010-1234-5678", "", "+821012345678"),
        ("0082 10 1234 5678", "", "+821012345678"),
        ("011-234-5678", "", "+82112345678"),
        ("02-123-4567", "", "+8221234567"),
        ("+49 1512 3456789", "", "+4915123456789"),
        ("0049 1512 3456789", "", "+4915123456789"),
        ("01512 3456789", "DE", "+4915123456789"),
        ("012-345 6789", "MY", "+60123456789"),
        ("010-1234-5678", "DE", "+821012345678"),
        ("010-1234-5678", "CN", "+821012345678"),
        ("010-1234-5678", "JP", "+821012345678"),
    ],
)
def test_a_number_is_kept_in_one_way(written: str, country: str, kept: str) -> None:
    assert parse(written, country) == kept
    assert parse(shown(kept), country) == kept


@pytest.mark.parametrize(
    "written",
    [
        "010-1234-567",
        "010-1234-56789",
        "010-CALL-NOW",
        "000-0000-0000",
        "12345",
        "1234-5678",
        "+82",
        "+999123456789",
        "010-1234-5678 ext 5",
        "010 1234 5678 / 010 2222 3333",
        "",
        "²",
    ],
)
def test_a_number_that_no_telephone_has_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the message is what was written)
        parse(written)
