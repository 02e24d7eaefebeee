"""Find where a person's name stands in texts that a person wrote: notices, pages, the greeting, other biographies."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Model, TextField
from django.urls import reverse

from program.models import Attachment, Conference, Greeting, Notice, Organisation, Page, Section, Speaker


@dataclass(frozen=True)
class Mention:
    """A row in whose texts the name stands, and where an organiser mends it."""

    words: str
    address: str


def names_of(speaker: Speaker) -> list[str]:
    """Return every name that the person has or had here; a single letter is none, it would be found everywhere."""
    names = [speaker.name_ko, speaker.name_en]
    for merged in speaker.merged.all():
        names += [merged.name_ko, merged.name_en]
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def pattern(name: str) -> re.Pattern[str]:
    """Find the name as a word: particles may follow a Korean one, but no letters stand before or behind a Latin one."""
    behind = r"(?![^\W\d_])" if name.isascii() else ""
    return re.compile(rf"(?<![^\W\d_]){re.escape(name)}{behind}")


def mentions_of(speaker: Speaker) -> list[Mention]:
    """Return where the speaker's names stand outside of the programme's own records; seven queries."""
    signs = [pattern(name) for name in names_of(speaker)]
    found = [
        _mention(row)
        for row in _rows(speaker.conference, speaker)
        if any(sign.search(text) for text in _texts(row) for sign in signs)
    ]
    return list(dict.fromkeys(found))


def _rows(conference: Conference, speaker: Speaker) -> Iterable[Model]:
    yield from Notice.objects.filter(conference=conference)
    yield from Attachment.objects.filter(notice__conference=conference).select_related("notice")
    yield from Page.objects.filter(conference=conference)
    yield from Section.objects.filter(page__conference=conference).select_related("page")
    yield from Greeting.objects.filter(conference=conference)
    yield from Organisation.objects.filter(conference=conference)
    yield from Speaker.objects.filter(conference=conference).exclude(pk=speaker.pk)


def _texts(row: Model) -> Iterable[str]:
    for field in row._meta.concrete_fields:
        if isinstance(field, CharField | TextField) and not field.choices:
            yield getattr(row, field.attname) or ""


def _mention(row: Model) -> Mention:
    """Name what an organiser opens to mend it: the notice of a file, the page of a section."""
    if isinstance(row, Attachment):
        row = row.notice
    if isinstance(row, Section):
        row = row.page
    meta = row._meta
    return Mention(
        f"{meta.verbose_name} '{row}'",
        reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk]),
    )
