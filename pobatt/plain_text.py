"""FLOOR: one line of text in any script, and what must not hide in it."""

import unicodedata

# Marks that turn the direction of what follows: a name with one reads as another (Unicode Technical Report 36).
TURNS_DIRECTION = {*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
FILLERS = {*"\u115f\u1160\u2800\u3164\uffa0\u034f"}  # letters by name, and nothing to see
LINE_BREAKS = {*"\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"}


def normal(text: str) -> str:
    """Return the text in NFC, without white space around it: composed and decomposed Hangul are the same."""
    return unicodedata.normalize("NFC", text).strip()


def is_blank(text: str) -> bool:
    """Say whether nothing of the text can be seen: white space, marks that join or fill, nothing else."""
    return all(letter in FILLERS or unicodedata.category(letter)[0] in "ZC" for letter in text)


def has_hidden(text: str) -> bool:
    """Say whether there is something in the text that no person types into one line.

    Line breaks and other control characters (header injection, CSV, ICS), marks that turn the direction, halves of
    surrogate pairs, and code points that are no characters.
    """
    return any(
        letter in TURNS_DIRECTION or letter in LINE_BREAKS or unicodedata.category(letter) in ("Cc", "Cs")
        or ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF
        for letter in text
    )  # fmt: skip
