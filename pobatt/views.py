"""ROOF: the home page, the health checks and the pages of errors."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pobatt.page_cache import changes_at, kept_page
from program.editions import edition_of
from program.frame import frame_of
from program.public.notice import notice_from
from program.structured_data import conference_as_event
from registration.standing import current_standing
from registration.views.form import show_again
from visits.standing import public_standings

NOTICES_AT_HOME = 3


@require_safe
@kept_page()
def home(request: HttpRequest) -> HttpResponse:
    """Show the conference: name, dates, place, the days in a few lines, speakers."""
    try:
        edition = edition_of(request)
    except Http404:
        return render(request, "home_before_publication.html")
    registration = current_standing()
    if registration and registration.next_change:
        changes_at(request, registration.next_change)
    zone, programme = edition.conference.zone, edition.programme
    newest = edition.frame.newest_notices(NOTICES_AT_HOME)
    notices = [notice_from(row, zone, edition.language) for row in newest]
    if programme is None:
        return render(request, "home_before_publication.html", {"notices": notices})
    context = {
        "programme": programme,
        "notices": notices,
        "registration": registration,
        "visits": public_standings(request, edition.conference, edition.language),
        "event": conference_as_event(programme),
    }
    return render(request, "home.html", context)


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives, without asking anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether requests can be served: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def _error(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Render a page of an error inside the site's frame, or without what the database knows while it is away."""
    context: dict[str, Any] = {}
    try:
        frame_of(request).read()
    except DatabaseError:
        context["frame"] = None
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be understood."""
    return _error(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this page is for others."""
    return _error(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old; what was typed is still in the browser, or in the long form shown again."""
    if request.resolver_match and request.resolver_match.view_name == "registration:form":
        return show_again(request)
    return _error(request, "403_form.html", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address, and where to go instead."""
    return _error(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry with a page that needs nothing but itself."""
    context: dict[str, Any] = {"language": "en" if request.path_info.startswith("/en/") else "ko"}
    return render(request, "500.html", context, status=500)
