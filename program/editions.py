"""Which conference the pages and notices of an address belong to, and what is public of it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest

from program.frame import Frame, frame_of
from program.models import Attachment, Conference, Greeting, Notice, Page
from program.models.notice import AttachmentQuerySet, NoticeQuerySet
from program.public import Programme
from program.publication import active_language, current_programme, preview_of, programme_of_edition


@dataclass(frozen=True)
class Edition:
    """A conference as its pages show it: to everybody, or to an organiser who looks at a preview."""

    conference: Conference
    frame: Frame
    is_preview: bool = False

    @property
    def language(self) -> str:
        """Return the language of the page."""
        return active_language()

    @cached_property
    def programme(self) -> Programme | None:
        """The programme in the language of the page; None while nothing is published."""
        try:
            if self.is_preview:
                return preview_of(self.conference.slug)
            if self.conference.is_current:
                return current_programme()
            return programme_of_edition(self.conference.slug)
        except Http404:
            return None

    @property
    def notices(self) -> NoticeQuerySet:
        """Return the notices that may be read, the latest first; in a preview all."""
        rows = Notice.objects.of(self.conference).newest_first()
        _ = self.frame.watched_notices  # one may appear by itself
        return rows if self.is_preview else rows.published(self.frame.now)

    @property
    def attachments(self) -> AttachmentQuerySet:
        """Return the files of these notices."""
        return Attachment.objects.of(self.notices)

    def page(self, name: str) -> Page | None:
        """Return a page that may be read; None when the organiser has written nothing."""
        if self.conference.is_current and not self.is_preview:
            return self.frame.page_rows.get(name)
        rows = Page.objects.of(self.conference).named(name)
        return (rows if self.is_preview else rows.with_something_to_read()).first()

    @property
    def greeting(self) -> Greeting | None:
        """Return the greeting, if somebody has written one."""
        return Greeting.objects.of(self.conference).written().first()


def edition_of(request: HttpRequest, slug: str = "") -> Edition:
    """Return the current conference, or the one at `/<slug>/`. Raises Http404 where there is none to see."""
    frame = frame_of(request)
    conference = frame.editions.get(slug) if slug else frame.conference
    if conference is None:
        raise Http404
    return Edition(conference, frame)


def preview_edition(request: HttpRequest, slug: str) -> Edition:
    """Return a conference for an organiser to look at. Raises Http404 for an unknown one."""
    conference = Conference.objects.called(slug).first()
    if conference is None:
        raise Http404
    return Edition(conference, frame_of(request), is_preview=True)
