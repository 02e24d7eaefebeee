"""Many people at once, in processes with connections of their own."""

from collections import Counter

import pytest
from django.db import connection
from factories import create_attendee, create_conference, create_visit, open_registration
from processes import at_once

from program.models import Conference
from registration.models import Attendee
from visits.consent import current_text
from visits.models import Booking, SiteVisit
from visits.models.booking_queryset import SEATED


@pytest.fixture
def conference(transactional_db: None) -> Conference:
    """POBATT 2022, to be seen by other processes."""
    conference = create_conference()
    open_registration(conference, onsite_capacity=500)
    return conference


def people(conference: Conference, number: int) -> list[int]:
    """Return that many registered people."""
    return [create_attendee(conference).pk for _ in range(number)]


def deadlocks() -> int:
    """Return how many deadlocks this database has seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def on_two_visits_at_once() -> list[int]:
    """Return who has seats on more than one visit."""
    seated = Counter(Booking.objects.filter(state__in=SEATED).values_list("attendee_id", flat=True))
    return [attendee for attendee, number in seated.items() if number > 1]


def test_of_500_people_exactly_40_get_a_seat_and_the_others_stand_in_line(conference: Conference) -> None:
    visit = create_visit(conference, capacity=40)
    text = current_text(visit).pk
    everybody = [(pk, visit.pk, text) for pk in people(conference, 500)]
    shares = at_once("visiting", "ask", [everybody[number::4] for number in range(4)])
    told = {attendee: (state, place) for share in shares for attendee, state, place in share}
    rows = list(Booking.objects.order_by("booked_at"))
    assert {row.attendee_id: (row.state, row.place or 0) for row in rows} == told
    assert [row.place for row in rows] == [*range(1, 41), *[None] * 460]  # first come, first served
    assert [row.pk for row in rows[40:]] == list(Booking.objects.waitlisted().values_list("pk", flat=True))
    for share in shares:  # nobody was overtaken by who asked after them at the same door
        seated = [state for _, state, _ in share]
        assert seated == sorted(seated)
    assert deadlocks() == 0


def test_with_helpers_among_them_the_seats_are_exact_and_nobody_is_parted_or_overtaken(
    conference: Conference,
) -> None:
    visit = create_visit(conference, capacity=40)
    text = current_text(visit).pk
    everybody = [(pk, visit.pk, text, "" if pk % 3 else "이도움") for pk in people(conference, 120)]
    at_once("visiting", "ask", [everybody[number::4] for number in range(4)])
    rows = list(Booking.objects.order_by("booked_at"))
    assert [row.state for row in rows] == expected_of(rows, 40)
    seats = [seat for row in rows for seat in (row.place, row.helper_place) if seat]
    assert sorted(seats) == [*range(1, len(seats) + 1)]
    assert len(seats) in (39, 40)
    assert [row.pk for row in rows if not row.place] == list(
        Booking.objects.waitlisted().values_list("pk", flat=True)
    )
    assert deadlocks() == 0


def expected_of(rows: list[Booking], free: int) -> list[str]:
    """Hand seats out in the order in which people came; who needs two and finds one is waited for."""
    states = []
    for row in rows:
        if row.places_needed > free:
            free = 0  # nobody overtakes
        states.append("confirmed" if row.places_needed <= free else "waitlisted")
        free = max(0, free - row.places_needed)
    return states


def test_of_100_people_who_ask_for_two_visits_at_one_time_nobody_gets_both(conference: Conference) -> None:
    first, second = create_visit(conference, capacity=100), create_visit(conference, capacity=100)
    everybody = people(conference, 100)
    shares = at_once(
        "visiting",
        "ask",
        [[(pk, visit.pk, current_text(visit).pk) for pk in everybody] for visit in (first, second)],
    )
    answers = Counter(state for share in shares for _, state, _ in share)
    assert answers == {"confirmed": 100, "overlap": 100}
    assert on_two_visits_at_once() == []
    assert deadlocks() == 0


def test_asking_and_leaving_in_a_crowd_deadlocks_nowhere(conference: Conference) -> None:
    first, second = create_visit(conference, capacity=5), create_visit(conference, capacity=5)
    everybody = people(conference, 10)
    steps = [(pk, visit.pk, current_text(visit).pk) for pk in everybody for visit in (first, second)]
    orders = [steps * 2, steps[::-1] * 2, (steps[10:] + steps[:10]) * 2, (steps[::2] + steps[1::2]) * 2]
    at_once("visiting", "ask_or_leave", orders)
    assert deadlocks() == 0
    for visit in SiteVisit.objects.all():
        seats = list(Booking.objects.of(visit).exclude(place=None).values_list("place", flat=True))
        assert sorted(seats) == sorted({*seats} & {*range(1, 6)})
        waiting = Booking.objects.of(visit).waitlisted().count()
        assert len(seats) == 5 or not waiting
    kept = Booking.objects.exclude(period=None).values_list("attendee_id", flat=True)
    assert max(Counter(kept).values()) == 1
    assert Attendee.objects.count() == 10
