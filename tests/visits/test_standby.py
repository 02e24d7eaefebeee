"""Who is given a free seat at the door of a bus, and who is not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import create_attendee, create_conference, create_visit, open_registration
from visiting import book, let_offers_lapse, move_departure, states_of

from program.models import Conference
from registration.models import Attendee
from visits.booking import accept, cancel, settle
from visits.models import Booking, Bus, HeadCount, SiteVisit
from visits.refusal import BookingRefused
from visits.roll_call import count_absent, count_there, roll_of, take_standby
from visits.seating import seat_by_name

Minute = timedelta(minutes=1)


@pytest.fixture
def conference(db: None) -> Conference:
    """POBATT 2022, and registration is open."""
    conference = create_conference()
    open_registration(conference)
    return conference


def fix(visit: SiteVisit) -> None:
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=timezone.now() - Minute)
    visit.refresh_from_db()


def bus_of(visit: SiteVisit, name: str = "1호차", seats: int = 4) -> Bus:
    return Bus.objects.create(visit=visit, name=name, capacity=seats)


def standing_by(visit: SiteVisit) -> list[str]:
    return [booking.attendee.code for booking in Booking.objects.standing_by(visit)]


def take(bus: Bus, attendee: Attendee) -> None:
    take_standby(bus, attendee.code, host_agrees=False, by="박도윤")


def test_nobody_is_taken_from_another_bus_or_without_having_waited(conference: Conference) -> None:
    visit = create_visit(conference)
    minji, junho = create_attendee(conference, name="가"), create_attendee(conference, name="나")
    book(minji, visit)
    book(junho, visit)
    cancel(junho, visit)
    first, second = bus_of(visit), bus_of(visit, "2호차")
    seat_by_name(visit)
    fix(visit)
    for attendee in (minji, junho):
        with pytest.raises(Booking.DoesNotExist):
            take(second, attendee)
    assert [len(roll_of(bus, "out").riders) for bus in (first, second)] == [1, 0]
    assert states_of(visit) == ["confirmed", "cancelled"]


def test_who_has_asked_again_or_no_longer_comes_does_not_stand_by(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho, sora, jiwoo, yuna = (create_attendee(conference) for _ in range(5))
    book(minji, visit)
    for attendee in (junho, sora, jiwoo, yuna):
        book(attendee, visit)
    cancel(minji, visit)
    let_offers_lapse()  # Junho's
    settle(visit)
    book(junho, visit)
    assert standing_by(visit) == [attendee.code for attendee in (sora, jiwoo, yuna, junho)]
    Attendee.objects.filter(pk=sora.pk).update(attendance="online")
    Attendee.objects.filter(pk=jiwoo.pk).update(state="cancelled", cancelled_at=timezone.now(), place=None)
    yuna.consents.update(withdrawn_at=timezone.now())
    assert standing_by(visit) == [junho.code]


def test_a_seat_whose_offer_nobody_took_is_given_away_after_the_departure(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho, sora = (create_attendee(conference) for _ in range(3))
    for attendee in (minji, junho, sora):
        book(attendee, visit)
    cancel(minji, visit)  # Junho is offered the seat, and never answers
    move_departure(visit, timezone.now() - visit.departs_at - Minute)
    let_offers_lapse()
    take(bus_of(visit), sora)
    assert states_of(visit) == ["cancelled", "expired", "confirmed"]


def test_who_was_left_behind_and_has_booked_again_is_counted(conference: Conference) -> None:
    visit, minji = create_visit(conference), create_attendee(conference)
    book(minji, visit)
    bus = bus_of(visit)
    seat_by_name(visit)
    count_absent(bus, minji.code, by="박도윤")
    again = book(minji, visit)
    seat_by_name(visit)
    count_there(bus, minji.code, "out", by="박도윤")
    assert HeadCount.objects.get(booking=again).is_there is True


def test_an_offer_is_not_taken_after_the_departure(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, visit)
    book(junho, visit)
    cancel(minji, visit)
    move_departure(visit, timezone.now() - visit.departs_at - Minute)
    let_offers_lapse()
    with pytest.raises(BookingRefused, match="이미 출발한 견학입니다"):
        accept(junho, visit)
    assert states_of(visit) == ["cancelled", "offered"]
