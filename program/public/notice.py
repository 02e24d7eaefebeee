"""A notice in one language."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from pobatt import dates, markup
from pobatt.localized import Text, pick
from program.downloads import facts_of
from program.models import Attachment, Notice


@dataclass(frozen=True)
class PublicAttachment:
    """A file to download; `facts` are its kind and size as people read them: 'PDF, 1.2 MB'."""

    digest: str
    name: str
    facts: str


@dataclass(frozen=True)
class PublicNotice:
    """A news item; its moments carry the conference's zone, and a draft has none."""

    uid: str
    slug: str
    title: Text
    body: Text
    published_at: datetime | None
    published: str  # 2022. 10. 31.(월) 10:00
    published_on: str  # 2022. 10. 31.(월)
    updated_at: datetime
    attachments: tuple[PublicAttachment, ...] = ()

    @property
    def html(self) -> SafeString:
        """Return the text as HTML."""
        return markup.html(self.body)

    @property
    def description(self) -> str:
        """Return its beginning as plain text, for search engines and feeds."""
        words = " ".join(strip_tags(self.html).split())
        return Truncator(words).chars(150) if words else str(self.title)


def notice_from(row: Notice, zone: ZoneInfo, language: str, *, whole: bool = False) -> PublicNotice:
    """Read a row; with `whole`, its files too (one query)."""
    at = row.published_at.astimezone(zone) if row.published_at else None
    return PublicNotice(
        uid=str(row.uid),
        slug=row.slug,
        title=pick(vars(row), "title", language),
        body=pick(vars(row), "body", language),
        published_at=at,
        published=dates.moment(at, language) if at else "",
        published_on=dates.long_day(at.date(), language) if at else "",
        updated_at=max(row.updated_at, row.published_at or row.updated_at).astimezone(zone),
        attachments=tuple(map(_attachment, row.attachments.select_related("file").defer("file__content")))
        if whole
        else (),
    )


def _attachment(row: Attachment) -> PublicAttachment:
    return PublicAttachment(row.file_id, row.name, facts_of(row.file))
