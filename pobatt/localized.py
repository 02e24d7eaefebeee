"""Texts kept in two columns (`title_ko`, `title_en`) read as one text in the language of the page."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Self

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LANGUAGES = ("ko", "en")
NAMES = {"ko": {"ko": "한국어", "en": "영어"}, "en": {"ko": "Korean", "en": "English"}}


class Text(str):
    """A text that knows the language it is written in and the language that was wanted.

    `str(text)` is the plain words. In a template `{{ session.title }}` prints them escaped, and
    `{{ session.title.marked }}` prints them so that a screen reader pronounces a text of the other language rightly.
    """

    __slots__ = ("_marked", "language", "wanted")
    language: str
    wanted: str
    _marked: SafeString | None  # made when first printed: a programme is printed many times

    def __new__(cls, words: str, *, language: str, wanted: str) -> Self:
        """Make a text of `words` written in `language` for a page in `wanted`."""
        text = super().__new__(cls, words)
        text.language = language
        text.wanted = wanted
        text._marked = None
        return text

    @property
    def is_foreign(self) -> bool:
        """Say whether the text is in another language than the page."""
        return bool(self) and self.language != self.wanted

    @property
    def is_korean_only(self) -> bool:
        """Say whether an English page has to show Korean because nobody has translated the text."""
        return self.is_foreign and self.language == "ko"

    @property
    def marked(self) -> SafeString:
        """Return HTML: the escaped words, inside `<span lang>` when they are foreign."""
        if self._marked is None:
            self._marked = (
                format_html('<span lang="{}">{}</span>', self.language, self)
                if self.is_foreign
                else conditional_escape(self)
            )
        return self._marked

    @property
    def noted(self) -> SafeString:
        """Return HTML: `marked`, followed by '(Korean only)' where that is so."""
        return format_html("{}{}", self.marked, korean_only_note()) if self.is_korean_only else self.marked


def korean_only_note() -> SafeString:
    """Return the small note that stands behind an untranslated text on an English page."""
    return format_html(' <small class="korean-only">{}</small>', "(Korean only)")


def pick(fields: Mapping[str, Any], name: str, wanted: str, *, otherwise: str = "") -> Text:
    """Return `fields[name_wanted]`, or the other language's text, or `otherwise` (in the wanted language).

    >>> pick({"title_ko": "개막식", "title_en": ""}, "title", "en").language
    'ko'
    """
    for language in (wanted, *(other for other in LANGUAGES if other != wanted)):
        words = fields.get(f"{name}_{language}") or ""
        if words:
            return Text(words, language=language, wanted=wanted)
    return Text(otherwise, language=wanted, wanted=wanted)


@lru_cache(maxsize=256)
def language_name(code: str, wanted: str) -> str:
    """Return what a language is called in another ('ko' or 'en'); an unknown code (BCP 47) names itself.

    >>> language_name("de", "ko")
    '독일어'
    """
    if code in NAMES[wanted]:
        return NAMES[wanted][code]
    from babel import Locale, UnknownLocaleError  # late: a web worker without such a session does not need it

    try:
        locale = Locale.parse(code.replace("-", "_"), resolve_likely_subtags=False)
    except (ValueError, UnknownLocaleError):
        return Locale(wanted).languages.get(code.partition("-")[0].lower()) or code
    return locale.get_display_name(wanted) or code


def to_be_announced() -> str:
    """Return what stands where a text is still missing in both languages."""
    return _("추후 공지")
