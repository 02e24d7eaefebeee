"""The pages around a programme: notices with their files, and the pages that organisers write."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from pobatt.page_cache import kept_page
from program import feeds, policy
from program.addresses import absolute, content_address
from program.downloads import file_answer
from program.editions import Edition, edition_of, preview_edition
from program.models import Page
from program.print_views import picture_answer
from program.public.greeting import greeting_from
from program.public.notice import notice_from
from program.public.page import page_from
from program.social import notice_card
from program.structured_data import notice_as_article

View = Callable[..., HttpResponse]
NOTICES_ON_A_PAGE = 15


def content_page(*names: str, is_kept: bool = True) -> Callable[[View], View]:
    """Hand the view the edition of its address.

    A public page is kept, as `kept_page` says; a preview is for organisers, and nobody keeps it.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def shown(request: HttpRequest, *, draft: str = "", **parts: Any) -> HttpResponse:
            return preview(request, draft, **parts) if draft else kept(request, **parts)

        def public(request: HttpRequest, *, edition: str = "", **parts: Any) -> HttpResponse:
            return view(request, edition_of(request, edition), **parts)

        @permission_required("program.publish_programme", raise_exception=True)
        def preview(request: HttpRequest, draft: str, **parts: Any) -> HttpResponse:
            response = view(request, preview_edition(request, draft), **parts)
            add_never_cache_headers(response)
            return response

        kept = kept_page(*names)(public) if is_kept else public
        return shown

    return decorate


@content_page("page")
def notices(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List the notices, the latest first, page by page."""
    pages = Paginator(edition.notices, NOTICES_ON_A_PAGE)
    try:
        shown = pages.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
    zone, language = edition.conference.zone, edition.language
    context = {
        "programme": edition.programme,
        "page_of_notices": shown,
        "notices": [notice_from(row, zone, language) for row in shown],
        "canonical_query": f"?page={shown.number}" if shown.number > 1 else "",
    }
    return render(request, "program/notices.html", context)


@content_page()
def notice(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    """Show one notice with its files."""
    row = get_object_or_404(edition.notices.called(slug))
    shown = notice_from(row, edition.conference.zone, edition.language, whole=True)
    article = notice_as_article(shown, edition, absolute(request.path))
    context = {"programme": edition.programme, "notice": shown, "article": article}
    return render(request, "program/notice.html", context)


@content_page(is_kept=False)
def notice_picture(request: HttpRequest, edition: Edition, slug: str, mark: str) -> HttpResponse:
    """Give the picture of a notice's link."""
    row = get_object_or_404(edition.notices.called(slug))
    if edition.programme is None:
        raise Http404
    card = notice_card(edition.programme, notice_from(row, edition.conference.zone, edition.language))
    here = content_address(request, "notice_picture", slug=slug, mark=card.mark)
    return picture_answer(request, card, mark, here)


@content_page()
def notices_feed(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Give the latest notices as an Atom feed."""
    return HttpResponse(feeds.notices_as_atom(edition), content_type="application/atom+xml; charset=utf-8")


@content_page(is_kept=False)
def attachment(request: HttpRequest, edition: Edition, digest: str, filename: str) -> HttpResponse:
    """Give a notice's file as a download under its readable name."""
    found = get_object_or_404(edition.attachments.called(digest, filename).select_related("file"))
    return file_answer(request, found.file, download=found.name)


@content_page()
def page(request: HttpRequest, edition: Edition, name: str) -> HttpResponse:
    """Show a page that organisers write, with what the conference itself knows of its subject."""
    row = edition.page(name)
    if row is None and name not in Page.ALWAYS_THERE:
        raise Http404
    greeting = edition.greeting if name == "about" else None
    context = {
        "programme": edition.programme,
        "conference": edition.conference,
        "content": page_from(row, name, edition.language),
        "greeting": greeting_from(greeting, edition.language) if greeting else None,
        "policy": policy.parts_of(edition.conference, edition.language) if name == "privacy" else [],
    }
    return render(request, f"program/pages/{name}.html", context)


@content_page(is_kept=False)
def greeting_photo(request: HttpRequest, edition: Edition, digest: str) -> HttpResponse:
    """Give the picture of who greets; its address changes with its content."""
    greeting = edition.greeting
    if greeting is None or greeting.photo is None or greeting.photo_id != digest:
        raise Http404
    response = file_answer(request, greeting.photo)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
