"""A page around the programme in one language, and what of it the organiser has written."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_noop

from pobatt import markup
from pobatt.localized import Text, pick
from program.models import Page, Section

TITLES = {
    "about": gettext_noop("행사 소개"),
    "venue": gettext_noop("오시는 길"),
    "faq": gettext_noop("자주 묻는 질문"),
    "privacy": gettext_noop("개인정보 처리방침"),
    "accessibility": gettext_noop("웹 접근성 안내"),
    "copyright": gettext_noop("저작권 정책"),
}


def page_title(name: str) -> str:
    """Return the title of a page, which is the site's and not the organiser's."""
    return _(TITLES[name])


@dataclass(frozen=True)
class PublicSection:
    """A heading and its text; `anchor` is its place on the page."""

    anchor: str
    title: Text
    body: Text

    @property
    def html(self) -> SafeString:
        """Return the text as HTML; its own headings stand below the section's."""
        return markup.html(self.body, top=3)


@dataclass(frozen=True)
class PublicPage:
    """A page with the sections that have a text."""

    name: str
    title: str
    lead: Text
    sections: tuple[PublicSection, ...]


def page_from(row: Page | None, name: str, language: str) -> PublicPage:
    """Return the page; one query, and without a row what every conference has: title and nothing else."""
    if row is None:
        return PublicPage(name, page_title(name), Text("", language=language, wanted=language), ())
    sections = sections_from(row.sections.written(), language)
    return PublicPage(name, page_title(name), pick(vars(row), "lead", language), sections)


def sections_from(rows: Iterable[Section], language: str) -> tuple[PublicSection, ...]:
    """Return sections in one language, each with an anchor of its own."""
    return tuple(
        PublicSection(
            anchor=f"{slugify(title, allow_unicode=True) or 'section'}-{number}",
            title=title,
            body=pick(vars(row), "body", language),
        )
        for number, row in enumerate(rows, start=1)
        for title in [pick(vars(row), "title", language)]
    )
