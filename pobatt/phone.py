"""FLOOR: telephone numbers, kept as E.164 and shown as people write them."""

import phonenumbers
from phonenumbers import PhoneNumberFormat

HOME = "KR"


def parse(written: str, country: str = HOME) -> str:
    """Return a number as E.164 ('+821012345678'), however it is written; without '+' it is one of the country's.

    Raises ValueError when no telephone could have it.
    """
    try:
        number = phonenumbers.parse(written, country or HOME)
    except phonenumbers.NumberParseException:
        raise ValueError(written) from None
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise ValueError(written)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(e164: str) -> str:
    """Return '010-1234-5678' for a Korean number, '+49 1512 3456789' for another.

    >>> shown("+821012345678")
    '010-1234-5678'
    """
    number = phonenumbers.parse(e164)
    at_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == HOME
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
