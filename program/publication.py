"""Find the programme that a page shows: the current release, a past edition's, or an organiser's preview."""

from functools import lru_cache

from django.http import Http404
from django.utils.translation import get_language, gettext as _

from program.document import working_document
from program.models import Conference, Release
from program.models.release import ReleaseQuerySet
from program.public import Programme


def current_programme() -> Programme:
    """Return the current conference's public programme in the active language; one query when it is at hand.

    Raises Http404 while nothing is published.
    """
    return _latest_of(Release.objects.filter(conference__is_current=True))


def programme_of_edition(slug: str) -> Programme:
    """Return an edition's last public programme. Raises Http404 for an unknown or unpublished one."""
    return _latest_of(Release.objects.filter(conference__slug=slug))


def preview_of(slug: str) -> Programme:
    """Return a conference's working copy as its public programme would be; for organisers only."""
    try:
        conference = Conference.objects.get(slug=slug)
    except Conference.DoesNotExist:
        raise Http404 from None
    return Programme(working_document(conference), active_language())


def active_language() -> str:
    """Return the language of the page, 'ko' or 'en'."""
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def _latest_of(releases: ReleaseQuerySet) -> Programme:
    key = releases.newest_first().values_list("pk", "redactions").first()
    if key is None:
        raise Http404(_("아직 공개된 프로그램이 없습니다."))
    return _programme(*key, active_language())


@lru_cache(maxsize=16)
def _programme(release_id: int, redactions: int, language: str) -> Programme:
    """Keep the programmes in use: a release never changes, but for redactions, which are counted."""
    release = Release.objects.get(pk=release_id)
    return Programme(release.document, language, number=release.number, published_at=release.published_at)
