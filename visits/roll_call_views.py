"""`/staff/bus/`: the leader's own page, opened by a pass for one day; it shows that bus alone."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.day_passes import with_pass
from registration.downloads import Kind, Reason, record, taker_of
from registration.models import PassHolder
from registration.places import database_now
from registration.views.frame import page, personal
from visits.bus_views import DOOR
from visits.models import Booking, Bus
from visits.refusal import BookingRefused
from visits.roll_call import (
    BACK,
    OUT,
    Roll,
    count_absent,
    count_there,
    free_seats,
    roll_of,
    take_standby,
    uncount,
)

SEEN = "bus_list_seen"
View = Callable[..., HttpResponse]


def of_my_bus(view: View) -> View:
    """Hand a view the bus that the pass is for, and who works with it."""

    @personal
    @with_pass(DOOR)
    @wraps(view)
    def shown(request: HttpRequest, holder: PassHolder, way: str = OUT) -> HttpResponse:
        bus = Bus.objects.called(holder.day_pass.subject).first()
        if bus is None or bus.visit.conference_id != holder.day_pass.conference_id or way not in (OUT, BACK):
            raise Http404
        return view(request, bus, holder, way)

    return shown


@require_safe
@of_my_bus
def mine(request: HttpRequest, bus: Bus, holder: PassHolder, way: str) -> HttpResponse:
    """Lead to the way that it is time for."""
    visit = bus.visit
    is_half_over = database_now() > visit.departs_at + (visit.returns_at - visit.departs_at) / 2
    return redirect("bus:roll", way=BACK if is_half_over else OUT)


@require_safe
@of_my_bus
def roll(request: HttpRequest, bus: Bus, holder: PassHolder, way: str) -> HttpResponse:
    """Show who is to be on the bus, and who is there."""
    shown = roll_of(bus, way)
    written_down(request, shown, holder)
    context = {
        "bus": bus,
        "holder": holder,
        "roll": shown,
        "free": free_seats(bus, database_now()),
        "standing_by": Booking.objects.standing_by(bus.visit) if way == OUT else [],
    }
    return page(request, "visits/roll_call.html", context)


@require_POST
@of_my_bus
def there(request: HttpRequest, bus: Bus, holder: PassHolder, way: str) -> HttpResponse:
    """Write down that somebody is there."""
    return done(request, way, lambda code: count_there(bus, code, way, by=holder.name))


@require_POST
@of_my_bus
def not_there(request: HttpRequest, bus: Bus, holder: PassHolder, way: str) -> HttpResponse:
    """Take back that somebody is there."""
    return done(request, way, lambda code: uncount(bus, code, way))


@require_POST
@of_my_bus
def absent(request: HttpRequest, bus: Bus, holder: PassHolder, way: str) -> HttpResponse:
    """Write down that somebody has not come, which frees their seat."""
    return done(request, way, lambda code: count_absent(bus, code, by=holder.name))


@require_POST
@of_my_bus
def standby(request: HttpRequest, bus: Bus, holder: PassHolder, way: str) -> HttpResponse:
    """Give a free seat to somebody who stands by."""
    agrees = request.POST.get("host_agrees") == "on"
    return done(request, way, lambda code: take_standby(bus, code, host_agrees=agrees, by=holder.name))


def done(request: HttpRequest, way: str, work: Callable[[str], None]) -> HttpResponse:
    """Do it for the person that the form names, or say why not; back to the roll."""
    try:
        work(request.POST.get("code", "")[:24].replace("\0", ""))
    except BookingRefused as refused:
        messages.error(request, str(refused))
    except Booking.DoesNotExist:
        messages.error(request, _("이 버스의 명단에 없는 사람입니다."))
    return redirect("bus:roll", way=way)


def written_down(request: HttpRequest, shown: Roll, holder: PassHolder) -> None:
    """Write down the first look of whoever holds the pass at the names; the others are the same work."""
    if request.session.get(SEEN) == shown.bus.code:
        return
    standing_by = Booking.objects.standing_by(shown.bus.visit)
    record(
        taker_of(request, link=f"{holder.name} ({shown.bus.name})"[:254]),
        what=f"인원 점검: {shown.bus.visit} {shown.bus.name}"[:120],
        codes=[rider.code for rider in shown.riders] + [row.attendee.code for row in standing_by],
        columns=["성명", "소속"],
        reason=Reason.VISIT,
        kind=Kind.VIEW,
    )
    request.session[SEEN] = shown.bus.code
