"""FLOOR: Hangul by arithmetic (The Unicode Standard, §3.12): first consonants, the keys that type it, and folding.

A syllable is U+AC00 + (first consonant * 21 + vowel) * 28 + last consonant. A consonant or vowel standing alone is
kept, after folding, as one of the conjoining letters (U+1100…), whichever of Unicode's three alphabets it came from.
"""

import re
import unicodedata

FIRST_SYLLABLE, SYLLABLES, BELOW_A_CONSONANT = 0xAC00, 11172, 588
CONSONANTS, VOWELS, ENDINGS = 0x1100, 0x1161, 0x11A8

# Some input methods join two consonants typed in a row; who looks for first consonants means both.
JOINED = str.maketrans({
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
})  # fmt: skip

# The keys of the standard keyboard (두벌식, KS X 5002), in Unicode's order of letters; Shift is left out.
KEYS_OF_CONSONANTS = "rrseefaqqttdwwczxvg"
KEYS_OF_VOWELS = (
    "k", "o", "i", "o", "j", "p", "u", "p", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l",
)  # fmt: skip
KEYS_OF_ENDINGS = (
    "r", "r", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt", "t", "t", "d",
    "w", "c", "z", "x", "v", "g",
)  # fmt: skip
KEYS = {
    **{chr(CONSONANTS + place): keys for place, keys in enumerate(KEYS_OF_CONSONANTS)},
    **{chr(VOWELS + place): keys for place, keys in enumerate(KEYS_OF_VOWELS)},
    **{chr(ENDINGS + place): keys for place, keys in enumerate(KEYS_OF_ENDINGS)},
}


def folded(text: str) -> str:
    """Return the letters and digits of a text as they are compared: no case, accents, spaces, signs, or width.

    >>> folded("LG 에너지-솔루션"), folded("Röntgen ⅳ")
    ('lg에너지솔루션', 'rontgeniv')
    """
    apart = unicodedata.normalize("NFKD", text.translate(JOINED).casefold())
    bare = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")
    return "".join(sign for sign in unicodedata.normalize("NFKC", bare).casefold() if sign.isalnum())


def first_consonants(text: str) -> str:
    """Return a folded text with each syllable reduced to its first consonant; everything else stays.

    >>> first_consonants("2차전지") == folded("2ㅊㅈㅈ")
    True
    """
    return "".join(
        chr(CONSONANTS + (ord(sign) - FIRST_SYLLABLE) // BELOW_A_CONSONANT) if _is_syllable(sign) else sign
        for sign in text
    )


def has_lone_consonants(text: str) -> bool:
    """Say whether a folded text holds first consonants that belong to no syllable."""
    return any(_is_consonant(sign) for sign in text)


def pattern(text: str) -> str:
    """Return a regular expression, for Python and PostgreSQL, in which a lone consonant means any syllable it begins.

    >>> bool(re.fullmatch(pattern(folded("ㅂ터ㄹ")), "배터리"))
    True
    """
    return "".join(_class_of(sign) if _is_consonant(sign) else re.escape(sign) for sign in text)


def keystrokes(text: str) -> str:
    """Return the keys, in small Latin letters, that type a folded text on a Korean keyboard.

    Slips of the finger are near to each other in it, and a word typed with the wrong input method is the same.

    >>> keystrokes("배터리") == keystrokes("qoxjfl"), keystrokes(folded("ㅠㅁㅅㅅㄷ교"))
    (True, 'battery')
    """
    return "".join(KEYS.get(letter, letter) for letter in unicodedata.normalize("NFD", text))


def _is_syllable(sign: str) -> bool:
    return 0 <= ord(sign) - FIRST_SYLLABLE < SYLLABLES


def _is_consonant(sign: str) -> bool:
    return 0 <= ord(sign) - CONSONANTS < len(KEYS_OF_CONSONANTS)


def _class_of(consonant: str) -> str:
    first = FIRST_SYLLABLE + (ord(consonant) - CONSONANTS) * BELOW_A_CONSONANT
    return f"[{consonant}{chr(first)}-{chr(first + BELOW_A_CONSONANT - 1)}]"
