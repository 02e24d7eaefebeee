"""Find people as a desk and an office ask for them: by name, first consonants, number, or the end of a phone number."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Right

from pobatt.hangul import first_consonants, folded, has_lone_consonants, pattern
from registration.models.attendee_words import AttendeeWords

LONGEST = 100  # letters that are looked at
FINDABLE_ANYWHERE = 3  # letters: shorter pieces are found at the beginning of a word, as the index has them
LARGEST_NUMBER = 2**31 - 1


def search(attendees: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep those whom every word of the text fits.

    Digits are the last four of a telephone, or a running number ('12' is POBATT22-000012W); what has a hyphen is the
    beginning of a 접수번호; first consonants ('ㅎㄱㄷ', '홍ㄱ') are a name's. Anything else is looked for in name, name
    in Latin letters and affiliation: from three letters on anywhere, shorter at the beginning of a word, where a Korean
    name also begins after its surname.
    """
    words = text[:LONGEST].split()
    if not words:
        return attendees
    found = attendees.alias(words=AttendeeWords(), last_digits=Right("phone", 4))
    for word in words:
        found = found.filter(_fits(word))
    return found


def _fits(word: str) -> Q:
    plain = folded(word)
    if not plain:
        return Q(pk__in=[])
    if plain.isdecimal() and plain.isascii():
        return _is_number(plain)
    if "-" in word and word.isascii():
        return Q(code__startswith=word.upper())
    if has_lone_consonants(plain):
        return _in_words(first_consonants(plain)) & Q(words__regex=pattern(plain))
    return _in_words(plain) | _in_words(word.lower())


def _is_number(digits: str) -> Q:
    """Compare with the end of a telephone number, the running number, and what an affiliation is called."""
    fits = Q(last_digits=digits) | _in_words(digits)
    return fits | Q(number=int(digits)) if int(digits) <= LARGEST_NUMBER else fits


def _in_words(piece: str) -> Q:
    return Q(words__contains=piece if len(piece) >= FINDABLE_ANYWHERE else f" {piece}")
