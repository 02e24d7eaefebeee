"""Public addresses of the programme: slugs in any script, digests, and the three places a programme is shown at."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.urls.converters import StringConverter
from django.utils.translation import get_language

PLACES = ("edition", "draft")  # the parts of an address that say which programme; neither for the current one


class UnicodeSlugConverter(StringConverter):
    """A slug that may be written in Hangul: /program/speakers/정혁성/."""

    regex = r"[-\w]{1,100}"


class DigestConverter(StringConverter):
    """A SHA-256 in hex."""

    regex = "[0-9a-f]{64}"


class MarkConverter(StringConverter):
    """The beginning of a digest: it makes an address new when its content is."""

    regex = "[0-9a-f]{16}"


def program_address(request: HttpRequest | None, name: str, **parts: object) -> str:
    """Return the path of a programme page in the same edition (or preview) and language as the request."""
    place = place_of(request)
    namespace = {"edition": "edition", "draft": "preview"}.get(next(iter(place), ""), "program")
    return _address(get_script_prefix(), get_language(), f"{namespace}:{name}", **place, **parts)


def content_address(request: HttpRequest | None, name: str, **parts: object) -> str:
    """Return the path of a notice or a page in the same edition (or preview) and language as the request."""
    place = place_of(request)
    namespace = {"edition": "edition_content", "draft": "content_preview"}.get(
        next(iter(place), ""), "content"
    )
    return _address(get_script_prefix(), get_language(), f"{namespace}:{name}", **place, **parts)


@lru_cache(maxsize=4096)
def _address(prefix: str, language: str | None, view: str, **parts: object) -> str:
    """Remember what `reverse` says for the active prefix and language: a page asks for hundreds of addresses."""
    return reverse(view, kwargs=parts)


def place_of(request: HttpRequest | None) -> dict[str, str]:
    """Return the part of the request's address that says which programme: an edition, a draft, or none."""
    match = request.resolver_match if request else None
    return {part: match.kwargs[part] for part in PLACES if part in match.kwargs} if match else {}


def absolute(path: str) -> str:
    """Return the full address of a path; always the configured site, whatever host was asked."""
    return f"{settings.SITE_URL}{path}"
