"""Many people at once, each with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from factories import create_application, create_conference, open_registration

from registration.applications import Application, apply
from registration.changes import cancel, confirm
from registration.models import Attendee, RegistrationSettings

TOGETHER = 8  # connections at a time, of those in the pool


def all_at_once(work: Any, each: list[Any], *, threads: int = TOGETHER) -> list[Any]:
    """Do the work for each, as many at a time as there are connections; return the results in order."""
    start = Barrier(threads)

    def turn(number: int) -> list[Any]:
        start.wait()
        try:
            return [(index, work(each[index])) for index in range(number, len(each), threads)]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        results = [pair for part in pool.map(turn, range(threads)) for pair in part]
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]


@pytest.fixture
def forty_places(transactional_db: None) -> RegistrationSettings:
    """Forty places on site, and registration is open."""
    return open_registration(create_conference(), onsite_capacity=40)


def test_of_500_people_exactly_40_get_a_place_and_the_others_stand_in_line(
    forty_places: RegistrationSettings,
) -> None:
    people = [create_application(f"person-{number}@example.com") for number in range(500)]
    receipts = all_at_once(lambda person: apply(forty_places, person), people)
    rows = {attendee.code: attendee for attendee in Attendee.objects.all()}
    assert len(rows) == 500
    assert sorted(a.place for a in rows.values() if a.place) == list(range(1, 41))
    assert [rows[receipt.code].state for receipt in receipts] == [receipt.state for receipt in receipts]
    line = list(Attendee.objects.waitlisted())
    assert [a.number for a in line] == sorted(a.number for a in line)
    told = {receipt.code: receipt.position for receipt in receipts}
    assert [told[a.code] for a in line] == list(range(1, 461))


def test_twenty_identical_submissions_at_once_are_one_registration(
    forty_places: RegistrationSettings,
) -> None:
    application = create_application("minji@example.com")
    receipts = all_at_once(lambda form: apply(forty_places, form), [application] * 20, threads=5)
    assert {receipt.code for receipt in receipts} == {"POBATT22-000001R"}
    assert Attendee.objects.count() == 1


def test_twenty_forms_for_one_address_at_once_are_one_registration(
    forty_places: RegistrationSettings,
) -> None:
    forms = [create_application("minji@example.com") for _ in range(20)]
    all_at_once(lambda form: apply(forty_places, form), forms, threads=5)
    assert Attendee.objects.count() == 1


def test_who_cancels_and_who_comes_at_the_same_time_never_share_a_place(
    forty_places: RegistrationSettings,
) -> None:
    for number in range(60):
        receipt = apply(forty_places, create_application(f"early-{number}@example.com"))
        confirm(Attendee.objects.get(code=receipt.code))
    leaving: list[Attendee | Application] = list(Attendee.objects.confirmed()[:20])
    coming = [create_application(f"late-{number}@example.com") for number in range(20)]
    mixed = [person for pair in zip(leaving, coming, strict=True) for person in pair]
    all_at_once(lambda one: cancel(one) if isinstance(one, Attendee) else apply(forty_places, one), mixed)
    assert sorted(Attendee.objects.exclude(place=None).values_list("place", flat=True)) == list(range(1, 41))
    asked = Attendee.objects.filter(state="offered").values_list("number", flat=True).order_by("number")
    assert list(asked) == list(range(41, 61))
