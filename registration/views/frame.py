"""What the personal pages have in common: nobody keeps them, and they stand in the frame of the current programme."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Engine, Template
from django.template.base import NodeList, TextNode
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from pobatt.page import addresses
from pobatt.pieces import piece
from program.frame import frame_of
from program.public import Programme
from program.publication import active_language, current_programme

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
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    address: str = "",
) -> HttpResponse:
    """Render a page in the frame of the current programme, if there is one yet.

    `address` is the page's own where a button's was asked for: the other language is found there.
    """
    return render(request, template, framed(request, address) | (context or {}), status=status)


def framed(request: HttpRequest, address: str = "") -> dict[str, Any]:
    """Return what the templates of personal pages need for their frame; it is read when they ask."""
    shell_here = partial(shell, request, address or request.path)
    return {"programme": SimpleLazyObject(programme), "shell": shell_here}


def shell(request: HttpRequest, address: str) -> Template:
    """Return the frame as a template of its own, to extend: base.html with all that is alike for everybody rendered."""
    return piece(request, ("shell", address), lambda: _shell(request, address))


def _shell(request: HttpRequest, address: str) -> Template:
    frame = frame_of(request)
    vars(frame).update(piece(request, "frame", frame.rows))
    known = piece(request, ("programme", active_language()), programme)
    # PostgreSQL stores no NUL, so nothing but the template can put this mark into the text.
    context = {"programme": known, "mark": "\0", "page": addresses(address)}
    parts = iter(render_to_string("registration/shell.html", context, request).split("\0"))
    made = Template("", engine=Engine.get_default())
    made.nodelist = NodeList([TextNode(next(parts))])
    for name, unless_overridden, after in zip(parts, parts, parts, strict=True):
        made.nodelist += [BlockNode(name, NodeList([TextNode(unless_overridden)])), TextNode(after)]
    return made


def programme() -> Programme | None:
    """Return the current programme, or None while nothing is published."""
    try:
        return current_programme()
    except Http404:
        return None
