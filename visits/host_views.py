"""`/visits/host/<token>/`: a visit's list for its host, who has no account, and the host's answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from program.publication import active_language
from registration.downloads import Kind, Reason, record, taker_of
from registration.views.frame import page, personal
from visits.answers import answer
from visits.host_form import HostForm
from visits.host_links import finish, link_of
from visits.host_list import HostList, host_list
from visits.models import HostLink
from visits.standing import VisitStanding


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def host(request: HttpRequest, token: str) -> HttpResponse:
    """Show the list, or take the answers; a link that shows nothing looks the same whatever the reason."""
    link = link_of(token)
    if link is None:
        return page(request, "visits/host_gone.html", status=404)
    if request.method == "POST":
        return take_answers(request, link)
    listed = seen(request, link)
    return host_page(request, link, HostForm(listed))


def take_answers(request: HttpRequest, link: HostLink) -> HttpResponse:
    """Write the answers down; once nobody waits for one, the link has done its work."""
    form = HostForm(host_list(link.visit), request.POST)
    answers = form.answers()
    if answers is None:
        seen(request, link)
        return host_page(request, link, form)
    answer(link.visit, answers)
    if host_list(link.visit).in_review:
        return redirect(request.path)
    finish(link)
    return redirect("visits:host_answered")


@personal
@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """Thank the host; nothing of the visit is shown any more."""
    return page(request, "visits/host_answered.html")


def seen(request: HttpRequest, link: HostLink) -> HostList:
    """Return the list, with the look at it written down before anything is shown."""
    listed = host_list(link.visit)
    record(
        taker_of(request, link=f"방문 기업 링크 {link.visit.host_ko}"[:254]),
        what=f"견학 명단: {link.visit}"[:120],
        codes=listed.codes,
        columns=listed.titles,
        reason=Reason.HOST,
        kind=Kind.VIEW,
    )
    return listed


def host_page(request: HttpRequest, link: HostLink, form: HostForm) -> HttpResponse:
    """Render the list with its form."""
    zone = link.visit.conference.zone
    context = {
        "standing": VisitStanding.of_rows(type(link.visit).objects.by_key(link.visit_id), active_language())[
            0
        ],
        "form": form,
        "listed": form.listed,
        "expires_at": link.expires_at.astimezone(zone),
    }
    return page(request, "visits/host.html", context)
