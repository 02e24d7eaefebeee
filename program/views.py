"""The public pages and feeds of a programme; each shows what `publication` finds for its address."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from pobatt.page_cache import changes_at
from program import feeds
from program.addresses import program_address
from program.attachments import kind_of
from program.changelog import changelog_of
from program.downloads import facts_of_slides, file_answer
from program.filters import VALUES as AGENDA_PARAMETERS, AgendaFilters
from program.merging import merged_into
from program.models import StoredFile
from program.now import is_on, next_change
from program.programme_page import programme_page
from program.public import Programme, PublicSession
from program.search import Question, find
from program.structured_data import session_as_event


@programme_page(*AGENDA_PARAMETERS, never_with=("q",))
def agenda(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show the whole programme, or what the filters in the address leave of it; or what is found in that."""
    filters = AgendaFilters(programme, request.GET)
    if filters.question:
        return search(request, programme, filters, filters.question)
    now = timezone.now()
    changes_at(request, next_change(programme, now))
    days = tuple(programme.days_of(filters.sessions, now))
    context = {"programme": programme, "filters": filters, "days": days, "is_on": is_on(programme, now)}
    return render(request, "program/agenda.html", context)


def search(
    request: HttpRequest, programme: Programme, filters: AgendaFilters, question: Question
) -> HttpResponse:
    """Show the sessions and speakers that are found; every question has its own answer, so nobody keeps it."""
    found = find(programme, question, filters.sessions)
    response = render(
        request, "program/search.html", {"programme": programme, "filters": filters, "found": found}
    )
    add_never_cache_headers(response)
    return response


@programme_page()
def session(request: HttpRequest, programme: Programme, slug: str) -> HttpResponse:
    """Show one session with its neighbours in time."""
    found = _session(programme, slug)
    previous, following = found.neighbours
    context = {
        "programme": programme,
        "session": found,
        "previous": previous,
        "following": following,
        "event": session_as_event(found, request),
        "slides": facts_of_slides(found.slides),
        "google_calendar": feeds.google_calendar_address(found),
    }
    return render(request, "program/session.html", context)


@programme_page()
def speakers(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show everybody who speaks."""
    return render(request, "program/speakers.html", {"programme": programme})


@programme_page()
def speaker(request: HttpRequest, programme: Programme, slug: str) -> HttpResponse:
    """Show one speaker."""
    if (found := programme.speaker_by_slug.get(slug)) is None:
        return redirect(
            program_address(request, "speaker", slug=_merged_into(programme, slug)), permanent=True
        )
    return render(request, "program/speaker.html", {"programme": programme, "speaker": found})


@programme_page()
def changes(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show what changed from release to release."""
    return render(
        request, "program/changes.html", {"programme": programme, "changelog": changelog_of(programme)}
    )


@programme_page()
def changes_feed(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Give the changes as an Atom feed."""
    return HttpResponse(feeds.changes_as_atom(programme), content_type="application/atom+xml; charset=utf-8")


@programme_page()
def calendar(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Give every session as a calendar to subscribe to."""
    return calendar_answer(feeds.programme_as_calendar(programme), "schedule.ics")


@programme_page()
def session_calendar(request: HttpRequest, programme: Programme, slug: str) -> HttpResponse:
    """Give one session as a calendar file; one that is gone says that it is cancelled."""
    gone = {session.slug: session for session in programme.gone}
    found = programme.session_by_slug.get(slug) or gone.get(slug)
    if found is None:
        raise Http404
    return calendar_answer(feeds.session_as_calendar(found), "session.ics")


@programme_page()
def schedule_json(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Give the programme as schedule.json."""
    response = JsonResponse(feeds.schedule_json(programme), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@programme_page()
def schedule_xml(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Give the programme as frab's schedule.xml."""
    response = HttpResponse(feeds.schedule_xml(programme), content_type="application/xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@programme_page()
def slides(request: HttpRequest, programme: Programme, slug: str) -> HttpResponse:
    """Give the slides that the speaker has agreed to publish."""
    kept = get_object_or_404(StoredFile, digest=_session(programme, slug).slides or "")
    return file_answer(request, kept, download=f"{slug}.{kind_of(kept.content_type)}")


@programme_page()
def photo(request: HttpRequest, programme: Programme, digest: str) -> HttpResponse:
    """Give a picture of the programme; its address changes with its content."""
    if digest not in programme.photos:
        raise Http404
    response = file_answer(request, get_object_or_404(StoredFile, digest=digest))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _merged_into(programme: Programme, slug: str) -> str:
    """Return the address name of the speaker into whose record one of that name was merged. Raises Http404."""
    for uid in merged_into(programme.conference.slug, slug):
        if (found := programme.speaker_by_uid.get(uid)) is not None:
            return found.slug
    raise Http404


def _session(programme: Programme, slug: str) -> PublicSession:
    if (found := programme.session_by_slug.get(slug)) is None:
        raise Http404
    return found


def calendar_answer(content: bytes, name: str) -> HttpResponse:
    """Answer with a calendar that is called so when it is saved."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
