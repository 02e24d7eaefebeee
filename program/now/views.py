"""The page of now, and the same for the screen at a room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from pobatt.page_cache import changes_at
from program.now.moment import Now
from program.programme_page import programme_page
from program.public import Programme


@programme_page("room")
def now(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show what is on and what comes next; with `?room=`, large, for the screen at that room."""
    slug = request.GET.get("room", "")
    room = programme.room_by_slug.get(slug)
    if slug and room is None:
        raise Http404(_("그런 장소는 없습니다."))
    moment = Now(programme, timezone.now(), room)
    changes_at(request, moment.changes_at)
    context = {"programme": programme, "now": moment, "query": f"?room={slug}" if slug else ""}
    return render(request, "program/now.html", context)
