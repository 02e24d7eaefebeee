"""Reminders of visits, and the first version of a list, are made by the clock."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from factories import create_attendee, create_conference, create_visit, open_registration
from visiting import book

from registration.models import Message
from visits.jobs import fix_lists, remind_of_visits
from visits.models import Booking, SiteVisit

Hour = timedelta(hours=1)


@pytest.fixture
def visit(db: None) -> SiteVisit:
    """A visit in 23 hours; Minji has a seat since the day before yesterday, Junho waits."""
    conference = create_conference()
    open_registration(conference)
    visit = create_visit(
        conference, capacity=1, departs_at=timezone.now() + 23 * Hour, meeting_point_ko="국제관 앞"
    )
    for _person in range(2):
        book(create_attendee(conference), visit)
    Booking.objects.exclude(confirmed_at=None).update(confirmed_at=timezone.now() - 48 * Hour)
    return visit


def reminders() -> int:
    return Message.objects.filter(kind="visit_tomorrow").count()


def test_who_goes_along_is_reminded_once_on_the_eve(visit: SiteVisit) -> None:
    for _again in range(2):
        remind_of_visits(0)
    assert reminders() == 1


def test_a_visit_that_is_moved_reminds_again_on_its_new_eve(visit: SiteVisit) -> None:
    remind_of_visits(0)
    later = {"departs_at": F("departs_at") + 5 * Hour, "returns_at": F("returns_at") + 5 * Hour}
    SiteVisit.objects.update(**later)
    remind_of_visits(0)
    assert reminders() == 1  # it is not its eve any more
    SiteVisit.objects.update(departs_at=F("departs_at") - 8 * Hour, returns_at=F("returns_at") - 8 * Hour)
    remind_of_visits(0)
    assert reminders() == 2


def test_who_was_confirmed_just_now_is_not_reminded_besides(visit: SiteVisit) -> None:
    Booking.objects.exclude(confirmed_at=None).update(confirmed_at=timezone.now())
    remind_of_visits(0)
    assert reminders() == 0


def test_the_first_version_is_made_when_the_list_is_fixed_whoever_looks(visit: SiteVisit) -> None:
    fix_lists(0)
    assert visit.list_versions.count() == 0
    SiteVisit.objects.update(list_locks_at=timezone.now() - Hour)
    for _again in range(2):
        fix_lists(0)
    assert list(visit.list_versions.values_list("number", flat=True)) == [1]
