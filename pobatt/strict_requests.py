"""Refuse requests that no browser sends before anything else looks at them."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FORM = "application/x-www-form-urlencoded"
LONGEST_LENGTH = 19  # digits; the web server has refused longer ones
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class StrictRequestsMiddleware:
    """Answer 405 to unknown methods, 415 to odd encodings, 413 to forms without end, 400 to NUL in an address.

    Django itself would answer 200 to TRACE on a function view, 500 to `charset=utf-7` (decoding fails long after
    parsing began), and let PostgreSQL stumble over NUL.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it."""
        if request.method not in METHODS:
            return method_not_allowed(request, ", ".join(METHODS))
        if not is_utf8(request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"):
            return refused(request, 415)
        if request.content_type == FORM and length_of(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return refused(request, 413, "413.html")
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return refused(request, 400)
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]  # no cookie of ours; PostgreSQL would stumble over it
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return method_not_allowed(request, response.get("Allow", ""))
        return response


def length_of(request: HttpRequest) -> int:
    """Return how many bytes are said to follow."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() and len(said) < LONGEST_LENGTH else 0


def refused(request: HttpRequest, status: int, template: str = "400.html") -> HttpResponse:
    """Refuse the request with a page that leads home; its frame is bare, so that refusing asks no database."""
    return render(request, template, {"frame": None}, status=status)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Refuse the method with a page that leads home."""
    refusal = refused(request, 405)
    refusal["Allow"] = allowed
    return refusal


def is_utf8(charset: str) -> bool:
    """Say whether the name means UTF-8 (or its subset ASCII)."""
    try:
        return codecs.lookup(charset.strip("\"'")).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False
