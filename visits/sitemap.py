"""The public pages of visits, for the sitemap."""

from collections.abc import Iterator

from django.http import HttpRequest

from program.frame import frame_of
from program.sitemap import Place
from visits.standing import public_standings


def visit_places(request: HttpRequest) -> Iterator[Place]:
    """Yield the list of visits and each of them; one query, and nothing before there is a conference."""
    conference = frame_of(request).conference
    if conference is None:
        return
    yield Place("visits:visits")
    for standing in public_standings(request, conference, "ko"):
        yield Place("visits:visit", {"slug": standing.visit.slug}, standing.visit.published_at)
