"""Who sits on which bus: an affiliation together or by name, and changed by hand.

Seats on buses are written under the lock of their visit, so no bus is ever given more people than it has seats.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from registration.places import database_now
from visits.models import Booking, Bus, BusSeat, SiteVisit
from visits.refusal import BookingRefused, Refusal
from visits.screening import one_name


def seat_together(visit: SiteVisit) -> int:
    """Seat everybody, those of one affiliation on one bus if they fit on any; return how many found no seat."""
    return _seat(visit, by_affiliation=True)


def seat_by_name(visit: SiteVisit) -> int:
    """Seat everybody in the order of their names, bus by bus; return how many found no seat."""
    return _seat(visit, by_affiliation=False)


def move(visit: SiteVisit, wanted: Mapping[str, str]) -> int:
    """Put people (numbers of registrations) on buses (codes, "" for none); return how many were moved.

    Who is moved stays there when everybody is seated again. Raises `BookingRefused` when a bus would be overfull; then
    nobody is moved.
    """
    with transaction.atomic():
        visit = SiteVisit.objects.locked().get(pk=visit.pk)
        buses = {bus.code: bus for bus in Bus.objects.of(visit)}
        people = list(Booking.objects.riding(visit))
        loads, moved = Counter[int](), 0
        for booking in people:
            seat = seat_of(booking)
            target = wanted.get(booking.attendee.code)
            bus = buses.get(target) if target else None
            if target is None or (target and bus is None) or (seat.bus if seat else None) == bus:
                loads[seat.bus_id if seat else 0] += booking.places_needed
                continue
            loads[bus.pk if bus else 0] += booking.places_needed
            _put(booking, bus)
            moved += 1
        for bus in buses.values():
            if moved and loads[bus.pk] > bus.capacity:
                words = _("%(bus)s에 %(number)s명이 앉을 수 없습니다. 좌석은 %(capacity)s개입니다.")
                facts = {"bus": bus.name, "number": loads[bus.pk], "capacity": bus.capacity}
                raise BookingRefused(Refusal("bus-full", words % facts))
        return moved


def take_aboard(booking: Booking, bus: Bus) -> None:
    """Seat somebody on a bus who has just been given a seat of the visit; raises `BookingRefused` when it is full."""
    SiteVisit.objects.locked().get(pk=bus.visit_id)
    others = Booking.objects.riding(bus.visit).exclude(pk=booking.pk).filter(bus_seat__bus=bus)
    if sum(other.places_needed for other in others) + booking.places_needed > bus.capacity:
        raise BookingRefused(Refusal("bus-full", _("이 버스에는 빈 좌석이 없습니다.")))
    _put(booking, bus)


def seat_of(booking: Booking) -> BusSeat | None:
    """Return on which bus somebody sits."""
    return getattr(booking, "bus_seat", None)


def _put(booking: Booking, bus: Bus | None) -> None:
    if bus is None:
        BusSeat.objects.filter(booking=booking).delete()
    else:
        where = {"bus": bus, "moved_at": database_now()}
        BusSeat.objects.update_or_create(booking=booking, defaults=where)


@transaction.atomic
def _seat(visit: SiteVisit, *, by_affiliation: bool) -> int:
    visit = SiteVisit.objects.locked().get(pk=visit.pk)
    buses = list(Bus.objects.of(visit))
    people = list(Booking.objects.riding(visit))
    free = {bus.pk: bus.capacity for bus in buses}
    loose = []
    for booking in people:
        seat = seat_of(booking)
        if seat and seat.moved_at and seat.bus_id in free:
            free[seat.bus_id] -= booking.places_needed
        else:
            loose.append(booking)
    BusSeat.objects.filter(booking__in=loose).delete()
    given = []
    for group in _groups(loose) if by_affiliation else ([one] for one in loose):
        given += _given(group, free, tightly=by_affiliation)
    BusSeat.objects.bulk_create(BusSeat(booking=booking, bus_id=bus) for booking, bus in given)
    return len(loose) - len(given)


def _groups(people: list[Booking]) -> list[list[Booking]]:
    """Return those of one affiliation together, the largest groups first; who has none is alone."""

    def name(booking: Booking) -> str:
        return one_name(booking.attendee.affiliation) or f"\0{booking.pk}"

    groups = [list(group) for _name, group in groupby(sorted(people, key=name), name)]
    return sorted(groups, key=lambda group: -_seats(group))


def _given(group: list[Booking], free: dict[int, int], *, tightly: bool) -> list[tuple[Booking, int]]:
    """Give a group seats on one bus, the fullest that takes it whole; else part it, on the emptiest."""
    fitting = [bus for bus, seats in free.items() if seats >= _seats(group)]
    if fitting:
        bus = min(fitting, key=lambda bus: free[bus]) if tightly else fitting[0]
        free[bus] -= _seats(group)
        return [(booking, bus) for booking in group]
    given = []
    for booking in group if len(group) > 1 else []:
        bus = max(free, key=lambda bus: free[bus], default=0)
        if free.get(bus, 0) >= booking.places_needed:
            free[bus] -= booking.places_needed
            given.append((booking, bus))
    return given


def _seats(group: Iterable[Booking]) -> int:
    return sum(booking.places_needed for booking in group)
