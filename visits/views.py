"""`/visits/`: what there is, for everybody the same; and `/visits/<slug>/booking/`: mine."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pobatt.page_cache import kept_page
from program.downloads import file_answer
from program.editions import edition_of
from program.publication import active_language
from registration.models import Attendee
from registration.places import database_now
from registration.views.frame import page, personal
from visits import booking as bookings
from visits.consent import current_text
from visits.forms import BookingForm
from visits.models import SiteVisit
from visits.my_bookings import MyBooking, latest_booking
from visits.refusal import BookingRefused, Refusal, refusal
from visits.standing import VisitStanding, public_standings

View = Callable[..., HttpResponse]


@require_safe
@kept_page()
def visits(request: HttpRequest) -> HttpResponse:
    """Show every visit with its rules in short, and how many seats are left."""
    edition = edition_of(request)
    standings = public_standings(request, edition.conference, edition.language)
    return page(request, "visits/visits.html", {"visits": standings, "programme": edition.programme})


@require_safe
@kept_page()
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one visit: where, when, what the host asks of its visitors."""
    edition = edition_of(request)
    standings = public_standings(request, edition.conference, edition.language)
    shown = next((standing for standing in standings if standing.visit.slug == slug), None)
    if shown is None:
        raise Http404
    return page(request, "visits/visit.html", {"standing": shown, "programme": edition.programme})


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """Give the picture of a visit that the public may read; its address changes with its content."""
    shown = SiteVisit.objects.published(database_now()).with_picture(digest).first()
    if shown is None or shown.picture is None:
        raise Http404
    response = file_answer(request, shown.picture)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def mine(view: View) -> View:
    """Hand the view the visit of its address, and the registration of who is logged in, or None.

    Whoever has to log in first comes back to the page of the visit, whatever button was pressed.
    """

    @personal
    @wraps(view)
    def shown(request: HttpRequest, slug: str) -> HttpResponse:
        if not request.user.is_authenticated:
            login = resolve_url("account_request_login_code")
            return redirect_to_login(resolve_url("visits:booking", slug=slug), login)
        attendee = Attendee.objects.newest_of_current(request.user)
        seen = SiteVisit.objects.current().published_or_booked_by(attendee.pk if attendee else 0)
        found = seen.called(slug).in_order().first()
        if found is None:
            raise Http404
        return view(request, found, attendee)

    return shown


@require_safe
@mine
def booking(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Show the button, or the sentence why there is none, and what has become of my booking."""
    form = booking_form(visit, with_helper=not is_guest(attendee, visit))
    return booking_page(request, visit, attendee, form)


@require_POST
@mine
def book(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Take a seat, or a place in the line."""
    return try_to_book(request, visit, attendee, [])


@require_POST
@mine
def swap(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Take a seat in one step for what is given up; without one nothing is given up."""
    return try_to_book(request, visit, attendee, given_up(request))


@require_POST
@mine
def accept(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Take the seat that is offered; a guest to whom staff have given it fills in first what others have filled in."""
    giving_up, wish = given_up(request), None
    if is_guest(attendee, visit):
        form = booking_form(visit, request.POST, with_helper=False)
        if not form.is_valid():
            return booking_page(request, visit, attendee, form)
        wish = form.wish()
    return change(
        request,
        visit,
        attendee,
        _("자리를 받았습니다."),
        lambda whose: bookings.accept(whose, visit, wish, giving_up=giving_up),
    )


@require_POST
@mine
def decline(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Leave the seat that is offered to the next in line."""
    return change(
        request, visit, attendee, _("제안을 사양했습니다."), lambda whose: bookings.cancel(whose, visit)
    )


@require_POST
@mine
def cancel(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Give up seat or line."""
    return change(
        request, visit, attendee, _("견학 신청을 취소했습니다."), lambda whose: bookings.cancel(whose, visit)
    )


def try_to_book(
    request: HttpRequest, visit: SiteVisit, attendee: Attendee | None, giving_up: list[int]
) -> HttpResponse:
    """Book with what was filled in; what is wrong stands at the top and at its field, and nothing typed is lost."""
    form = booking_form(visit, request.POST)
    no = None
    if attendee is None:
        no = refusal(visit, attendee, now=database_now())
    elif form.is_valid():
        try:
            booked = bookings.book(attendee, visit, form.wish(), giving_up=giving_up)
            messages.success(request, MyBooking(booked, booked.booked_at).words)
            return redirect("visits:booking", slug=visit.slug)
        except BookingRefused as refused:
            no = refused.refusal
    if no and no.code in ("booked", "no-registration"):  # a double click, a replay
        return redirect("visits:booking", slug=visit.slug)
    if no:
        form.add_error(None, no.words)
    return booking_page(request, visit, attendee, form, no)


def change(
    request: HttpRequest,
    visit: SiteVisit,
    attendee: Attendee | None,
    done: str,
    work: Callable[[Attendee], None],
) -> HttpResponse:
    """Do it and say so, or say why not; back to the page of the visit."""
    try:
        if attendee:
            work(attendee)
            messages.success(request, done)
    except BookingRefused as refused:
        messages.error(request, str(refused))
    return redirect("visits:booking", slug=visit.slug)


def booking_page(
    request: HttpRequest,
    visit: SiteVisit,
    attendee: Attendee | None,
    form: BookingForm,
    no: Refusal | None = None,
) -> HttpResponse:
    """Render the page of my booking."""
    now = database_now()
    standing = VisitStanding.of_rows(SiteVisit.objects.by_key(visit.pk), active_language())[0]
    no = no or refusal(visit, attendee, now=now)
    if no and no.code == "overlap" and not standing.left.number:
        no = None  # waiting may overlap
    context = {
        "standing": standing,
        "form": form,
        "refusal": no,
        "may_swap": [MyBooking(booking, now) for booking in no.instead_of] if no else [],
        "my": latest_booking(attendee, visit),
    }
    address = reverse("visits:booking", args=[visit.slug])  # whatever button was pressed
    return page(request, "visits/booking.html", context, address=address)


def booking_form(visit: SiteVisit, data: Any = None, *, with_helper: bool = True) -> BookingForm:
    """Return the form in the language of the page."""
    text, language = current_text(visit), active_language()
    return BookingForm(data, visit=visit, text=text, language=language, with_helper=with_helper)


def is_guest(attendee: Attendee | None, visit: SiteVisit) -> bool:
    """Say whether staff have given the attendee a seat, who has agreed to nothing yet."""
    booking = bookings.live_booking(attendee, visit) if attendee else None
    return booking is not None and booking.allocation_id is not None


def given_up(request: HttpRequest) -> list[int]:
    """Return the keys of the bookings that the form names."""
    named = request.POST.getlist("giving_up")
    return [int(key) for key in named if key.isascii() and key.isdigit() and len(key) < 19]
