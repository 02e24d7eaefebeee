"""What is rendered from a programme and handed out as a file: PDFs, and the pictures of links."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from pobatt import pdf, renderings
from program import social
from program.addresses import program_address
from program.handouts import handout
from program.programme_page import programme_page
from program.public import Programme


@programme_page(kept=False)
def printed(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    """Give the programme, the poster or the leaflet as PDF; one rendering for each release and language."""
    paper = handout(programme, kind)
    try:
        response = _file(request, paper.name, paper.pdf, "application/pdf")
    except (pdf.TypesettingFailed, renderings.RenderingBusy):
        page = render(request, "program/not_printed.html", {"programme": programme}, status=503)
        page["Retry-After"] = "10"
        return page
    response["Content-Disposition"] = content_disposition_header(False, paper.filename) or "inline"
    return response


@programme_page(kept=False)
def conference_picture(request: HttpRequest, programme: Programme, of: str, mark: str) -> HttpResponse:
    """Give the picture of the home page's, the agenda's or the speakers' link."""
    card = social.conference_card(programme, of)
    name = f"{of}_picture" if of else "picture"
    return picture_answer(request, card, mark, program_address(request, name, mark=card.mark))


@programme_page(kept=False)
def session_picture(request: HttpRequest, programme: Programme, slug: str, mark: str) -> HttpResponse:
    """Give the picture of a session's link."""
    if (session := programme.session_by_slug.get(slug)) is None:
        raise Http404
    card = social.session_card(session)
    here = program_address(request, "session_picture", slug=slug, mark=card.mark)
    return picture_answer(request, card, mark, here)


@programme_page(kept=False)
def speaker_picture(request: HttpRequest, programme: Programme, slug: str, mark: str) -> HttpResponse:
    """Give the picture of a speaker's link."""
    if (speaker := programme.speaker_by_slug.get(slug)) is None:
        raise Http404
    card = social.speaker_card(speaker)
    here = program_address(request, "speaker_picture", slug=slug, mark=card.mark)
    return picture_answer(request, card, mark, here)


def picture_answer(request: HttpRequest, card: social.Card, mark: str, here: str) -> HttpResponse:
    """Return the card as picture; from the address of another version of it, the way `here`."""
    if mark != card.mark:
        return redirect(here)
    try:
        response = _file(request, card.name, card.png, "image/png")
    except (pdf.TypesettingFailed, renderings.RenderingBusy):
        return HttpResponse(status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _file(request: HttpRequest, name: str, make: Callable[[], bytes], content_type: str) -> HttpResponse:
    """Return the rendering of that name, or only that the visitor has it already."""
    etag = f'"{name}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(make(), content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response
