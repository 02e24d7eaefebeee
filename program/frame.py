"""What stands around the content of every page: the menu's pages, pinned notices, whom to ask, past editions.

It is the current conference's, whatever edition a page shows. Three small queries at most, and none on a page that
does not draw its frame.
"""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pobatt.page_cache import changes_at
from program.models import Conference, Notice, Page
from program.public.contact import Contact, contact_of
from program.public.notice import PublicNotice, notice_from
from program.public.page import page_title
from program.publication import active_language


class Frame:
    """The frame of one answer; what it shows is read when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.now = timezone.now()
        self._request = request

    def read(self) -> None:
        """Read everything now. Raises DatabaseError where a template would only stumble."""
        _ = self.editions, self.page_rows, self.banners

    def rows(self) -> dict[str, Any]:
        """Return what is read for every page alike, by the names of the properties that hold it."""
        self.read()
        return {name: vars(self)[name] for name in ("editions", "page_rows", "watched_notices")}

    @cached_property
    def editions(self) -> dict[str, Conference]:
        """The conferences that visitors may see, by address name, the latest first."""
        return {conference.slug: conference for conference in Conference.objects.to_visitors()}

    @cached_property
    def conference(self) -> Conference | None:
        """The current conference, if there is one."""
        return next((conference for conference in self.editions.values() if conference.is_current), None)

    @property
    def past_editions(self) -> list[Conference]:
        """Return the conferences before the current one, the latest first."""
        now = self.conference
        return [one for one in self.editions.values() if now is not None and one.starts_on < now.starts_on]

    @property
    def contact(self) -> Contact | None:
        """Return whom to ask, as far as anything of it is known."""
        contact = contact_of(self.conference, active_language()) if self.conference else None
        return contact or None

    @cached_property
    def page_rows(self) -> dict[str, Page]:
        """The current conference's pages that have something to read, by name."""
        return {page.name: page for page in Page.objects.current().with_something_to_read()}

    @property
    def titles(self) -> dict[str, str]:
        """Return the titles of those pages by name, so that a menu can leave out what is not there."""
        return {name: page_title(name) for name in self.page_rows}

    @cached_property
    def banners(self) -> list[PublicNotice]:
        """The notices that stand above every page now, the latest first."""
        now = self.conference
        if now is None:
            return []
        pinned = [
            row for row in self.watched_notices if row.conference_id == now.pk and row.is_pinned(self.now)
        ]
        return [notice_from(row, now.zone, active_language()) for row in pinned]

    @cached_property
    def watched_notices(self) -> list[Notice]:
        """The notices that the clock alone will change; whoever reads them has the page end in time."""
        return self._watch(list(Notice.objects.watched(self.now).newest_first()))

    def newest_notices(self, number: int) -> list[Notice]:
        """Return the current conference's latest notices, read together with the watched ones."""
        newest = Notice.objects.current().published(self.now).newest_first()[:number]
        rows = list(Notice.objects.watched_or_among(newest, self.now).newest_first())
        self.watched_notices = self._watch([row for row in rows if row.is_watched(self.now)])
        now = self.conference
        public = [row for row in rows if now and row.conference_id == now.pk and row.is_published(self.now)]
        return public[:number]

    def _watch(self, rows: list[Notice]) -> list[Notice]:
        for row in rows:
            changes_at(self._request, row.next_change(self.now))
        return rows


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame of the answer to a request, the same one each time."""
    frame: Frame | None = getattr(request, "frame", None)
    if frame is None:
        frame = request.frame = Frame(request)  # type: ignore[attr-defined]
    return frame


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give templates `frame`."""
    return {"frame": frame_of(request)}
