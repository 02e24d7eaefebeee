"""What the pages of a programme have in common: whose programme it is, and who may see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from pobatt.page_cache import kept_page
from program.publication import current_programme, preview_of, programme_of_edition

View = Callable[..., HttpResponse]


def programme_page(
    *names: str, never_with: tuple[str, ...] = (), kept: bool = True
) -> Callable[[View], View]:
    """Hand the view the programme of its address.

    A public page is kept, as `kept_page` says, unless it keeps what it gives by itself (`kept` False); a preview is for
    organisers, and nobody keeps it.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def shown(request: HttpRequest, *, draft: str = "", **parts: Any) -> HttpResponse:
            return preview(request, draft, **parts) if draft else public(request, **parts)

        def public(request: HttpRequest, *, edition: str = "", **parts: Any) -> HttpResponse:
            return view(request, programme_of_edition(edition) if edition else current_programme(), **parts)

        if kept:
            public = kept_page(*names, never_with=never_with)(public)

        @permission_required("program.publish_programme", raise_exception=True)
        def preview(request: HttpRequest, draft: str, **parts: Any) -> HttpResponse:
            response = view(request, preview_of(draft), **parts)
            add_never_cache_headers(response)
            return response

        return shown

    return decorate
