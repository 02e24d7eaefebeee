"""Refuse requests that no browser sends before anything else looks at them."""

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class StrictRequestsMiddleware:
    """Answer 405 to unknown methods, 415 to bodies in odd encodings, 400 to NUL characters in an address.

    Django itself would answer 200 to TRACE on a function view, 500 to `charset=utf-7` (decoding fails long after
    parsing began), and let PostgreSQL stumble over NUL.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it."""
        if request.method not in METHODS:
            refusal = render(request, "400.html", status=405)
            refusal["Allow"] = ", ".join(METHODS)
            return refusal
        if not is_utf8(request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"):
            return render(request, "400.html", status=415)
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def is_utf8(charset: str) -> bool:
    """Say whether the name means UTF-8 (or its subset ASCII)."""
    try:
        return codecs.lookup(charset.strip("\"'")).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False
