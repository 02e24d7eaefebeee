"""What is rendered from a programme and handed out as a file: the PDFs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from pobatt import pdf, renderings
from program.handouts import handout
from program.programme_page import programme_page
from program.public import Programme


@programme_page(kept=False)
def printed(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    """Give the programme, the poster or the leaflet as PDF; one rendering for each release and language."""
    paper = handout(programme, kind)
    try:
        response = _file(
            request,
            renderings.name_of(template=paper.template, data=paper.data, made_at=paper.made_at),
            lambda: pdf.pdf(paper.template, paper.data, made_at=paper.made_at, pages=paper.pages),
            "application/pdf",
        )
    except (pdf.TypesettingFailed, renderings.RenderingBusy):
        page = render(request, "program/not_printed.html", {"programme": programme}, status=503)
        page["Retry-After"] = "10"
        return page
    response["Content-Disposition"] = content_disposition_header(False, paper.filename) or "inline"
    return response


def _file(request: HttpRequest, name: str, make: Callable[[], bytes], content_type: str) -> HttpResponse:
    """Return the rendering of that name, or only that the visitor has it already."""
    etag = f'"{name}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(renderings.kept(name, make), content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response
