"""FLOOR: telephone numbers, kept as E.164 and shown as people write them."""

from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

HOME = "KR"
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
LENGTH_OF_E164_010 = 13
LENGTH_OF_010 = 10  # digits without the leading 0; the metadata also knows the shorter 011 … 019


def parse(written: str, country: str = HOME) -> str:
    """Return a number as E.164 ('+821012345678'), however it is written.

    Without '+' or '00' it is one of the country's, or a Korean one: people from abroad have Korean numbers, too, and
    '010-1234-5678' would be a landline in Beijing. Raises ValueError when no telephone has it.
    """
    if any(sign.isalpha() for sign in written):
        raise ValueError(written)  # the library reads letters as keys
    numbers = list(_readings(written.strip(), [country or HOME, HOME]))
    mobiles = [number for number in numbers if phonenumbers.number_type(number) in MOBILE]
    for number in [*mobiles, *numbers]:
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    raise ValueError(written)


def _readings(written: str, countries: list[str]) -> Iterator[PhoneNumber]:
    """Yield every number that may be meant and exists."""
    ways = [(written, country) for country in countries]
    if written.startswith("00"):
        ways.append((f"+{written.removeprefix('00')}", HOME))
    for text, country in ways:
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not number.extension and not _lacks_a_digit(number):
            yield number


def _lacks_a_digit(number: PhoneNumber) -> bool:
    digits = str(number.national_number)
    at_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == HOME
    return at_home and digits.startswith("10") and len(digits) != LENGTH_OF_010


def shown(e164: str) -> str:
    """Return '010-1234-5678' for a Korean number, '+49 1512 3456789' for another.

    >>> shown("+821012345678")
    '010-1234-5678'
    """
    if len(e164) == LENGTH_OF_E164_010 and e164.startswith(
        "+8210"
    ):  # nearly all; the library takes 100 times as long
        return f"010-{e164[5:9]}-{e164[9:]}"
    number = phonenumbers.parse(e164)
    at_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == HOME
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
