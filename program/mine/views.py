"""The pages of one visitor's choice: everything about it stands in the address, and nobody keeps an answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from program import feeds
from program.addresses import program_address
from program.mine import codes
from program.mine.agenda import MyAgenda
from program.programme_page import programme_page
from program.public import Programme
from program.views import calendar_answer


@programme_page(never_with=("s",))
def mine(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Show the starred sessions; every choice has one address, in which the codes stand in order."""
    agenda = _agenda(request, programme)
    if request.GET.get("s", "") != codes.write(agenda.codes):
        return _unkept(redirect(program_address(request, "mine") + agenda.query))
    context = {"programme": programme, "agenda": agenda, "query": agenda.query}
    return _unkept(render(request, "program/mine.html", context))


@programme_page(never_with=("s",))
def my_calendar(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Give the starred sessions as a calendar; what is gone stays in it as cancelled."""
    return _unkept(
        calendar_answer(feeds.choice_as_calendar(programme, _agenda(request, programme).codes), "mine.ics")
    )


@programme_page(never_with=("s",))
def my_qr_code(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Draw the address of the starred sessions, for the camera of a phone."""
    return _unkept(
        HttpResponse(_agenda(request, programme).as_qr_code(), content_type="image/svg+xml; charset=utf-8")
    )


def _agenda(request: HttpRequest, programme: Programme) -> MyAgenda:
    return MyAgenda(programme, codes.read(request.GET.get("s", "")))


def _unkept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
