"""What the database itself refuses about registrations, whoever writes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from factories import create_account, create_attendee, open_registration

from program.models import Conference
from registration.models import ClaimState, ConsentText, Purpose
from registration.models.attendee import code_of


def refused(**fields: Any) -> str:
    """Return the name of the constraint that refuses the attendee."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        create_attendee(**fields)
    return refusal.value.__cause__.diag.constraint_name or ""  # type: ignore[union-attr]


def test_an_account_has_one_live_registration_per_conference(conference: Conference) -> None:
    open_registration(conference)
    minji = create_account("minji@example.com")
    create_attendee(conference, user=minji)
    assert refused(conference=conference, user=minji) == "one_live_registration_per_account_and_conference"


def test_a_place_is_one_persons_and_none_lies_above_the_capacity(conference: Conference) -> None:
    open_registration(conference, onsite_capacity=2)
    create_attendee(conference, place=1)
    assert refused(conference=conference, place=1) == "one_attendee_per_conference_place"
    assert refused(conference=conference, place=3) == "place_within_capacity"


def test_who_waits_has_no_place_and_who_has_one_says_until_when(conference: Conference) -> None:
    open_registration(conference)
    waiting = {"state": ClaimState.WAITLISTED, "waitlisted_at": "2022-10-01T00:00Z", "place": 1}
    assert refused(conference=conference, **waiting) == "attendee_has_a_place_exactly_while_it_takes_one"
    assert refused(conference=conference, state=ClaimState.HELD) == "attendee_state_has_its_moment"


def test_who_is_there_keeps_the_place_when_the_capacity_is_lowered(conference: Conference) -> None:
    registration = open_registration(conference, onsite_capacity=2)
    minji = create_attendee(conference, place=2)
    registration.onsite_capacity = 1
    registration.save()
    minji.place = 2
    minji.save()
    minji.refresh_from_db()
    assert minji.place == 2


def test_a_consent_text_is_never_changed(conference: Conference) -> None:
    text = ConsentText.objects.create(
        conference=conference, purpose=Purpose.PROMOTION, basis="consent", version=1, body_ko={}, body_en={}
    )
    with pytest.raises(IntegrityError, match="never changed"):
        ConsentText.objects.update(body_ko={"title": "다른 글"})
    assert text.version == 1


@pytest.mark.parametrize("wrong", [132, 213, 124, 23, 1123])
def test_the_check_letter_finds_a_wrong_digit_and_two_swapped_ones(wrong: int) -> None:
    assert code_of("POBATT22", 123) == "POBATT22-000123P"
    assert code_of("POBATT22", wrong)[-1] != "P"
