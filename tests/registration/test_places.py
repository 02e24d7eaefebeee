"""Places of the conference: taken at once, handed on in order, and never more than there are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from factories import create_application, create_conference, open_registration

from program.models import Conference
from registration.applications import RegistrationRefused, apply
from registration.changes import ChangeRefused, accept, cancel, confirm, edit, resize
from registration.models import Attendee, ClaimState, RegistrationSettings

Minute = timedelta(minutes=1)


@pytest.fixture
def one_place(conference: Conference) -> RegistrationSettings:
    """One place on site; the next in line is asked."""
    return open_registration(conference, onsite_capacity=1)


def applied(registration: RegistrationSettings, email: str, **fields: Any) -> Attendee:
    """Apply and return the attendee."""
    receipt = apply(registration, create_application(email, **fields))
    return Attendee.objects.get(code=receipt.code)


def confirmed(registration: RegistrationSettings, email: str, **fields: Any) -> Attendee:
    """Apply, confirm and return the attendee."""
    attendee = applied(registration, email, **fields)
    confirm(attendee)
    return now(attendee)


def now(attendee: Attendee) -> Attendee:
    """Return the attendee as the database has it."""
    return Attendee.objects.get(pk=attendee.pk)


def let_time_pass(field: str) -> None:
    """Move a deadline of everybody's into the past."""
    Attendee.objects.exclude(**{field: None}).update(**{field: Now() - Minute})


def test_submitting_takes_the_place_at_once(one_place: RegistrationSettings) -> None:
    minji = applied(one_place, "minji@example.com")
    assert (minji.state, minji.place, minji.code) == (ClaimState.HELD, 1, "POBATT22-000001R")
    junho = apply(one_place, create_application("junho@example.com"))
    assert (junho.state, junho.position) == (ClaimState.WAITLISTED, 1)
    assert apply(one_place, create_application("sora@example.com")).position == 2


def test_an_unconfirmed_place_falls_to_the_next_in_line_without_any_job(
    one_place: RegistrationSettings,
) -> None:
    minji = applied(one_place, "minji@example.com")
    junho = confirmed(one_place, "junho@example.com")
    let_time_pass("held_until")
    late = applied(one_place, "late@example.com")
    assert now(minji).state == ClaimState.EXPIRED
    assert now(junho).state == ClaimState.OFFERED
    assert late.state == ClaimState.WAITLISTED


def test_who_confirms_late_gets_a_place_that_is_free_or_joins_the_line(
    one_place: RegistrationSettings,
) -> None:
    minji = applied(one_place, "minji@example.com")
    let_time_pass("held_until")
    confirm(minji)
    assert now(minji).state == ClaimState.CONFIRMED
    resized = one_place
    resized.onsite_capacity = 2
    resized.save()
    junho = applied(one_place, "junho@example.com")
    let_time_pass("held_until")
    sora = confirmed(one_place, "sora@example.com")
    confirm(junho)
    assert now(sora).state == ClaimState.CONFIRMED
    assert now(junho).state == ClaimState.WAITLISTED


def test_cancelling_offers_the_place_to_the_next_in_the_same_moment(one_place: RegistrationSettings) -> None:
    minji = confirmed(one_place, "minji@example.com")
    junho, sora = confirmed(one_place, "junho@example.com"), confirmed(one_place, "sora@example.com")
    cancel(minji)
    assert [now(person).state for person in (minji, junho, sora)] == ["cancelled", "offered", "waitlisted"]
    accept(junho)
    assert now(junho).state == ClaimState.CONFIRMED
    cancel(junho)
    let_time_pass("offered_until")
    with pytest.raises(ChangeRefused):
        accept(sora)


def test_without_hours_for_an_offer_the_next_is_confirmed_at_once(conference: Conference) -> None:
    registration = open_registration(conference, onsite_capacity=1, offer_hours=0)
    minji, junho = (confirmed(registration, f"{name}@example.com") for name in ("minji", "junho"))
    cancel(minji)
    assert now(junho).state == ClaimState.CONFIRMED


def test_who_has_not_confirmed_the_address_is_passed_over_and_staff_read_why(
    one_place: RegistrationSettings,
) -> None:
    minji, junho = confirmed(one_place, "minji@example.com"), applied(one_place, "junho@example.com")
    sora = confirmed(one_place, "sora@example.com")
    cancel(minji)
    assert (now(junho).state, now(junho).passed_over_because) == ("waitlisted", "이메일을 아직 확인하지 않음")
    assert now(sora).state == ClaimState.OFFERED


def test_more_places_go_to_the_line_and_fewer_throw_nobody_out(conference: Conference) -> None:
    registration = open_registration(conference, onsite_capacity=2, offer_hours=0)
    people = [confirmed(registration, f"{n}@example.com") for n in range(4)]
    registration.onsite_capacity = 3
    registration.save()
    resize(registration)
    assert [now(person).state for person in people] == ["confirmed"] * 3 + ["waitlisted"]
    registration.onsite_capacity = 1
    registration.save()
    resize(registration)
    cancel(people[0])
    assert [now(person).state for person in people] == ["cancelled", "confirmed", "confirmed", "waitlisted"]
    cancel(people[1])
    cancel(people[2])
    assert (now(people[3]).state, now(people[3]).place) == ("confirmed", 1)


def test_the_same_form_sent_again_is_one_registration(one_place: RegistrationSettings) -> None:
    application = create_application("minji@example.com")
    first, second = apply(one_place, application), apply(one_place, application)
    assert first == second
    assert Attendee.objects.count() == 1


def test_a_known_address_changes_nothing_and_is_told_the_same(conference: Conference) -> None:
    registration = open_registration(conference)
    confirmed(registration, "minji@example.com")
    stranger = apply(registration, create_application("minji@example.com", name="남의 이름"))
    unknown = apply(registration, create_application("junho@example.com"))
    assert list(Attendee.objects.values_list("name", flat=True).order_by("pk")) == ["김민지", "김민지"]
    assert (stranger.state, stranger.number, unknown.state, unknown.number) == ("held", 2, "held", 3)
    again = apply(registration, create_application("sora@example.com"), before=stranger)
    assert again.number == 2


def test_the_code_may_go_to_another_address_and_the_place_stays(one_place: RegistrationSettings) -> None:
    first = apply(one_place, create_application("minij@example.com"))
    second = apply(one_place, first.sent_to("minji@example.com"), before=first)
    assert (second.number, second.attendee_id) == (first.number, first.attendee_id)
    attendee = Attendee.objects.get()
    assert (attendee.email, attendee.state) == ("minji@example.com", ClaimState.HELD)
    assert attendee.user.emailaddress_set.get().email == "minji@example.com"


def test_who_moves_online_frees_a_place_but_never_loses_one(conference: Conference) -> None:
    registration = open_registration(conference, onsite_capacity=1, online_capacity=1, offer_hours=0)
    minji, junho = (confirmed(registration, f"{name}@example.com") for name in ("minji", "junho"))
    sora = confirmed(registration, "sora@example.com", attendance="online")
    fields = create_application("minji@example.com", attendance="online").fields
    with pytest.raises(ChangeRefused):
        edit(now(minji), fields, {})
    assert now(minji).attendance == "onsite"
    cancel(sora)
    edit(now(minji), fields, {})
    assert (now(minji).attendance, now(minji).state, now(junho).state) == ("online", "confirmed", "confirmed")


def test_registration_opens_and_closes_at_the_second(conference: Conference) -> None:
    registration = open_registration(conference, opens_at=timezone.now() + Minute)
    with pytest.raises(RegistrationRefused):
        apply(registration, create_application("minji@example.com"))
    RegistrationSettings.objects.update(opens_at=F("opens_at") - 2 * Minute)
    apply(registration, create_application("minji@example.com"))
    RegistrationSettings.objects.update(closes_at=Now())
    with pytest.raises(RegistrationRefused):
        apply(registration, create_application("junho@example.com"))


def test_editions_count_for_themselves(one_place: RegistrationSettings) -> None:
    next_year = create_conference(slug="2023", is_current=False)
    other = open_registration(next_year, onsite_capacity=1, code_prefix="POBATT23")
    assert applied(one_place, "minji@example.com").state == ClaimState.HELD
    assert apply(other, create_application("minji@example.com")).state == ClaimState.HELD
