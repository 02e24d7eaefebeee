"""Every public page around and in the programmes, for the sitemap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest

from program.editions import Edition, edition_of
from program.frame import frame_of
from program.models import Page
from program.public import Programme

PROGRAMME_PAGES = ("agenda", "speakers", "changes")


@dataclass(frozen=True)
class Place:
    """The name and parts of an address, as `reverse` takes them, and when its page last changed."""

    name: str
    parts: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None


def public_places(request: HttpRequest) -> Iterator[Place]:
    """Yield the pages of the current conference, then those of past ones under their year.

    A few queries for each edition, whatever it holds.
    """
    frame = frame_of(request)
    slugs = [slug for slug, conference in frame.editions.items() if not conference.is_current]
    for slug in ["", *slugs] if frame.conference else slugs:
        edition = edition_of(request, slug)
        where = {"edition": slug} if slug else {}
        if not slug:
            yield Place("home", {}, edition.programme.published_at if edition.programme else None)
        if edition.programme:
            yield from _programme(edition.programme, where)
        yield from _content(edition, where)


def _programme(programme: Programme, where: Mapping[str, str]) -> Iterator[Place]:
    family = "edition" if where else "program"
    published = programme.published_at
    for name in PROGRAMME_PAGES:
        yield Place(f"{family}:{name}", where, published)
    for session in programme.sessions:
        yield Place(f"{family}:session", {**where, "slug": session.slug}, session.changed_at)
    for speaker in programme.speakers:
        yield Place(f"{family}:speaker", {**where, "slug": speaker.slug}, published)


def _content(edition: Edition, where: Mapping[str, str]) -> Iterator[Place]:
    family = "edition_content" if where else "content"
    rows = {page.name: page for page in Page.objects.of(edition.conference).with_something_to_read()}
    for name in Page.Name.values:
        if name in rows or name in Page.ALWAYS_THERE:
            yield Place(f"{family}:{name}", where, rows[name].updated_at if name in rows else None)
    notices = list(edition.notices.values_list("slug", "updated_at", "published_at"))
    latest = max((max(updated, published or updated) for _, updated, published in notices), default=None)
    yield Place(f"{family}:notices", where, latest)
    for slug, updated, published in notices:
        yield Place(f"{family}:notice", {**where, "slug": slug}, max(updated, published or updated))
