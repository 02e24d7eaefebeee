"""What somebody typed into the search box, and what of it can be looked for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from pobatt.hangul import folded, pattern

LONGEST = 100  # characters
MOST_WORDS = 8


@dataclass(frozen=True)
class Question:
    """The typed text; `words` are what is looked for, or `problem` says in a sentence why nothing is."""

    asked: str
    words: tuple[str, ...]
    problem: str = ""

    @classmethod
    def read(cls, typed: str) -> "Question":
        """Read what was typed, whatever it is."""
        asked = unicodedata.normalize("NFC", " ".join(typed[: LONGEST + 1].split()))
        words = tuple(dict.fromkeys(filter(None, map(folded, asked.split()))))
        if len(typed.strip()) > LONGEST:
            return cls(asked[:LONGEST], (), _("검색어가 너무 깁니다. %d자까지 입력해 주세요.") % LONGEST)
        if not words:
            return cls(asked, (), _("찾을 낱말을 글자나 숫자로 입력해 주세요."))
        if len(words) > MOST_WORDS:
            return cls(asked, (), _("낱말이 너무 많습니다. %d개까지 입력해 주세요.") % MOST_WORDS)
        return cls(asked, words)

    @cached_property
    def signs(self) -> re.Pattern[str]:
        """Return the pattern of what is found in a folded text, the whole question before its words."""
        parts = ["".join(self.words), *sorted(self.words, key=len, reverse=True)]
        return re.compile("|".join(map(pattern, parts)))
