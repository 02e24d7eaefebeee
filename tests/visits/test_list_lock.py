"""Once its list is fixed, a visit is changed by the desk and at the bus alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from factories import create_attendee, create_conference, create_visit, open_registration
from visiting import book, states_of

from program.models import Conference
from registration.models import Consent, Message
from visits import booking
from visits.booking import cancel, seat_at_the_bus, settle, stay_behind
from visits.models import SiteVisit
from visits.refusal import BookingRefused, refusal

Hour = timedelta(hours=1)


@pytest.fixture
def conference(db: None) -> Conference:
    """POBATT 2022 with a telephone, and registration is open."""
    conference = create_conference(phone="054-270-0000")
    open_registration(conference)
    return conference


def fix(visit: SiteVisit) -> None:
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=timezone.now() - Hour)
    visit.refresh_from_db()


def test_who_has_a_seat_calls_the_desk_and_who_waits_leaves_freely(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho, sora = (create_attendee(conference) for _ in range(3))
    book(minji, visit)
    book(junho, visit)
    fix(visit)
    with pytest.raises(BookingRefused, match="054-270-0000"):
        cancel(minji, visit)
    cancel(junho, visit)
    no = refusal(visit, sora, now=timezone.now())
    assert no is not None
    assert (no.code, "054-270-0000" in no.words) == ("list-locked", True)
    assert states_of(visit) == ["confirmed", "cancelled"]


def test_nobody_swaps_a_seat_away_that_stands_on_a_fixed_list(conference: Conference) -> None:
    visit = create_visit(conference)
    other = create_visit(conference, departs_at=visit.departs_at)
    minji = create_attendee(conference)
    held = book(minji, visit)
    fix(visit)
    with pytest.raises(BookingRefused, match="명단을 확정했습니다"):
        book(minji, other, giving_up=[held.pk])
    assert states_of(visit) + states_of(other) == ["confirmed"]


def test_the_desk_and_a_withdrawn_consent_free_seats_that_nobody_is_offered(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2)
    minji, junho, sora = (create_attendee(conference) for _ in range(3))
    for attendee in (minji, junho, sora):
        book(attendee, visit)
    fix(visit)
    cancel(minji, visit, is_asked_to=True)
    from registration.changes import withdraw

    withdraw(Consent.objects.get(attendee=junho))
    settle(visit)
    assert states_of(visit) == ["cancelled", "cancelled", "waitlisted"]


def test_offers_end_when_the_list_is_fixed(conference: Conference) -> None:
    soon = timezone.now() + Hour
    visit = create_visit(conference, capacity=1, list_locks_at=soon)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, visit)
    waiting: Any = book(junho, visit)
    cancel(minji, visit)
    waiting.refresh_from_db()
    assert waiting.offered_until <= soon


def test_a_seat_at_the_bus_is_free_only_when_somebody_has_not_come(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    absent, waiting = book(minji, visit), book(junho, visit)
    fix(visit)
    with pytest.raises(BookingRefused, match="빈자리가 없습니다"):
        seat_at_the_bus(waiting, host_agrees=False)
    sent = Message.objects.count()
    stay_behind(absent)
    stay_behind(absent)
    seat_at_the_bus(waiting, host_agrees=False)
    seat_at_the_bus(waiting, host_agrees=False)
    assert states_of(visit) == ["cancelled", "confirmed"]
    with pytest.raises(BookingRefused, match="빈자리가 없습니다"):
        seat_at_the_bus(absent, host_agrees=False)  # came running, too late
    assert Message.objects.count() == sent


def test_the_host_is_asked_before_somebody_is_seated_at_the_bus(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2, needs_approval=True)
    first, second = create_attendee(conference), create_attendee(conference)
    booked = book(first, visit)
    cancelled: Any = book(second, visit)
    cancel(second, visit)
    fix(visit)
    cancelled.refresh_from_db()
    with pytest.raises(BookingRefused, match="담당자의 승인"):
        seat_at_the_bus(cancelled, host_agrees=False)
    seat_at_the_bus(cancelled, host_agrees=True)
    seat_at_the_bus(booked, host_agrees=True)
    assert states_of(visit) == ["confirmed", "confirmed"]


def test_who_is_seated_elsewhere_at_that_hour_or_declined_gets_no_seat_at_the_bus(
    conference: Conference,
) -> None:
    visit = create_visit(conference, capacity=1)
    other = create_visit(conference, departs_at=visit.departs_at)
    minji, junho = create_attendee(conference), create_attendee(conference)
    absent = book(minji, visit)
    waiting = book(junho, visit)
    book(junho, other)
    fix(visit)
    stay_behind(absent)
    with pytest.raises(BookingRefused, match="운영본부가 그 자리를 취소한 뒤에"):
        seat_at_the_bus(waiting, host_agrees=False)
    declined = book(create_attendee(conference), other)
    booking.decline(declined, "점검")
    with pytest.raises(BookingRefused, match="갈 수 없는 사람"):
        seat_at_the_bus(declined, host_agrees=True)
