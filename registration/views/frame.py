"""What the personal pages have in common: nobody keeps them, and they stand in the frame of the current programme."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from program.public import Programme
from program.publication import current_programme

View = Callable[..., HttpResponse]


def personal(view: View) -> View:
    """Let no cache keep the answer, and no other site learn its address."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        response = view(request, *args, **parts)
        add_never_cache_headers(response)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return shown


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page in the frame of the current programme, if there is one yet."""
    return render(request, template, {"programme": programme()} | (context or {}), status=status)


def programme() -> Programme | None:
    """Return the current programme, or None while nothing is published."""
    try:
        return current_programme()
    except Http404:
        return None
