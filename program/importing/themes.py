"""The three themes of the conference, and how a themed session's title tells which one it is about."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """A theme with its sign, and the words that name it in a title."""

    slug: str
    name_ko: str
    name_en: str
    sign: str
    words: re.Pattern[str]

    @property
    def fields(self) -> dict[str, str]:
        """Return the fields of the track."""
        return {"name_ko": self.name_ko, "name_en": self.name_en, "sign": self.sign}


THEMES = (
    Theme(
        "materials",
        "배터리 소재",
        "Battery materials",
        "lattice",
        re.compile("소재|양극재|음극재|전구체|material", re.IGNORECASE),
    ),
    Theme(
        "ev",
        "전기차",
        "Electric vehicles",
        "wheel",
        re.compile(r"전기차|모빌리티|electric vehicle|\bEVs?\b", re.IGNORECASE),
    ),
    Theme(
        "recycling",
        "리사이클링",
        "Recycling",
        "loop",
        re.compile("리사이클|리싸이클|재활용|자원순환|recycl", re.IGNORECASE),
    ),
)


def theme_of(*titles: str) -> Theme | None:
    """Return the one theme that the titles name; None when they name none or several."""
    named = [theme for theme in THEMES if any(theme.words.search(title) for title in titles)]
    return named[0] if len(named) == 1 else None
