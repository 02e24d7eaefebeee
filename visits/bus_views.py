"""`/staff/visits/<slug>/buses/`: who sits on which bus, their lists, the leaders' passes, and the roll as it stands."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration import day_passes
from registration.downloads import Kind, Reason, record, taker_of
from registration.places import database_now
from registration.taking_out import PDF, TakeOutForm, take_out, taker_name
from registration.views.frame import page
from visits.bus_files import TITLES, buses_pdf, buses_xlsx, by_bus, codes_of, seats
from visits.models import Bus, SiteVisit
from visits.of_visit import of_visit
from visits.refusal import BookingRefused
from visits.roll_call import BACK, OUT, roll_of
from visits.seating import move, seat_by_name, seat_together

DOOR = "bus"  # the kind of the leaders' passes
ON = "bus-"  # before the number of a registration: the field that says on which bus


@require_safe
@of_visit
def buses(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Show who sits where; the look is written down."""
    return buses_page(request, visit)


@require_POST
@of_visit
def together(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Seat everybody by affiliation."""
    return seated(request, visit, seat_together(visit))


@require_POST
@of_visit
def by_name(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Seat everybody by name."""
    return seated(request, visit, seat_by_name(visit))


@require_POST
@of_visit
def moved(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Move whose bus was chosen anew."""
    wanted = {name.removeprefix(ON): code for name, code in request.POST.items() if name.startswith(ON)}
    try:
        number = move(visit, {code: str(bus) for code, bus in wanted.items()})
        messages.success(request, _("%(number)s명을 옮겼습니다.") % {"number": number})
    except BookingRefused as refused:
        messages.error(request, str(refused))
    return redirect("visits_staff:buses", slug=visit.slug)


@require_POST
@of_visit
def download(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Give the bus list as a file, which is written down first."""
    form = TakeOutForm(request.POST, prefix="take")
    if not form.is_valid():
        return buses_page(request, visit, form)
    chosen = form.cleaned_data["form"]
    made = buses_pdf if chosen == PDF else buses_xlsx
    return take_out(
        request, form, made(visit, by=taker_name(request), at=database_now()),
        name=f"버스명단_{visit.slug}.{chosen}", what=f"버스 명단: {visit}", codes=codes_of(visit),
        columns=TITLES[:6], reason=Reason.VISIT,
    )  # fmt: skip


@require_POST
@of_visit
def issue_pass(request: HttpRequest, visit: SiteVisit, code: str) -> HttpResponse:
    """Make the leader of a bus a pass for the day of the visit, and lead to its QR."""
    bus = get_object_or_404(Bus.objects.of(visit), code=code)
    assert isinstance(request.user, User)
    day = visit.departs_at.astimezone(visit.conference.zone).date()
    note = f"{visit.site_ko} {bus.name}"[:60]
    issued = day_passes.issue(visit.conference, DOOR, day=day, by=request.user, subject=bus.code, note=note)
    return redirect("admin:registration_daypass_change", object_id=issued.pk)


@require_safe
@of_visit
def roll_call(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Show how many of each bus are there, and who is not back."""
    rolls = [(roll_of(bus, OUT), roll_of(bus, BACK)) for bus in Bus.objects.of(visit)]
    return page(request, "visits/roll_call_of_all.html", {"visit": visit, "rolls": rolls})


def seated(request: HttpRequest, visit: SiteVisit, left: int) -> HttpResponse:
    """Say how it went."""
    if left:
        messages.error(request, _("좌석이 모자라 %(number)s명을 앉히지 못했습니다.") % {"number": left})
    else:
        messages.success(request, _("모두 앉혔습니다. 손으로 옮긴 사람은 그대로입니다."))
    return redirect("visits_staff:buses", slug=visit.slug)


def buses_page(request: HttpRequest, visit: SiteVisit, bad: TakeOutForm | None = None) -> HttpResponse:
    """Render the page."""
    loads = [(bus, bookings, seats(bookings)) for bus, bookings in by_bus(visit)]
    record(
        taker_of(request), what=f"버스 명단: {visit}"[:120], codes=codes_of(visit), columns=TITLES[:6],
        reason=Reason.VISIT, kind=Kind.VIEW,
    )  # fmt: skip
    context = {
        "visit": visit,
        "loads": loads,
        "buses": [bus for bus, _bookings, _seats in loads if bus],
        "take": bad or TakeOutForm(prefix="take"),
        "bad": bad,
    }
    return page(request, "visits/buses.html", context)
