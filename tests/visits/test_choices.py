"""First and second choice on the registration page: one form takes both places, one mail confirms both."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import create_account, create_attendee, create_visit, open_registration
from registering import code_sent_to, filled_in, register
from visiting import book, move_departure, states_of

from program.models import Release
from registration.models import Attendee, Consent, Message, RegistrationSettings
from visits.models import Booking, SiteVisit

Hour = timedelta(hours=1)
MINJI = "minji@example.com"


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open, and POBATT has a programme."""
    return open_registration(released.conference)


@pytest.fixture
def first(registration: RegistrationSettings) -> SiteVisit:
    """The visit everybody wants: one seat."""
    return create_visit(registration.conference, slug="gana", host_ko="가나소재", capacity=1)


@pytest.fixture
def second(registration: RegistrationSettings) -> SiteVisit:
    """Another one at the same hour, with two seats."""
    return create_visit(registration.conference, slug="dara", host_ko="다라전지", capacity=2)


def choose(client: Client, first: str = "gana", second: str = "", **fields: Any) -> Any:
    """Register with choices, and agree to the hosts' cards."""
    wanted = {"visit_first": first, "visit_second": second, "consent_visits": "on"}
    return register(client, **wanted | fields)


def confirm(client: Client, email: str = MINJI) -> None:
    """Enter the code that came by mail."""
    client.post("/registration/code/", {"code": code_sent_to(email)})


def make_full(visit: SiteVisit) -> None:
    """Let somebody else have the seat."""
    book(create_attendee(visit.conference), visit)


def words_of(page: Any) -> str:
    return str(page.content.decode())


def held_until_is_over() -> None:
    Booking.objects.exclude(held_until=None).update(held_until=timezone.now() - Hour)


def test_one_form_holds_the_place_and_the_first_choice_for_an_hour_and_one_code_confirms_both(
    client: Client, first: SiteVisit, second: SiteVisit
) -> None:
    page = choose(client, "gana", "dara")
    assert "가나소재" in words_of(page)
    assert "60분 동안 잡아 두었습니다" in words_of(page)
    booking = Booking.objects.get()
    assert (booking.visit, booking.state, booking.attendee.state) == (first, "held", "held")
    assert booking.held_until is not None
    assert timedelta(minutes=59) < booking.held_until - timezone.now() <= timedelta(minutes=60)
    assert list(Message.objects.values_list("kind", flat=True)) == ["code"]
    confirm(client)
    booking.refresh_from_db()
    assert (booking.state, booking.held_until, booking.period) == ("confirmed", None, first.period)
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["code", "confirmed", "visit_confirmed"]
    assert Consent.objects.filter(text__purpose="host").get().text.subject == first.consent_subject


def test_a_full_first_choice_is_waited_for_and_the_second_is_held(
    client: Client, first: SiteVisit, second: SiteVisit
) -> None:
    make_full(first)
    page = words_of(choose(client, "gana", "dara"))
    assert "대기 순서에 들어갔습니다" in page
    assert "60분 동안 잡아 두었습니다" in page
    assert states_of(first) + states_of(second) == ["confirmed", "waitlisted", "held"]
    confirm(client)
    assert states_of(first) + states_of(second) == ["confirmed", "waitlisted", "confirmed"]
    assert Booking.objects.unconfirmed().count() == 0


def test_both_full_is_two_places_in_line_and_the_registration_stands(
    client: Client, first: SiteVisit, second: SiteVisit
) -> None:
    second.capacity = 1
    second.save()
    make_full(first)
    make_full(second)
    choose(client, "gana", "dara")
    assert states_of(first) + states_of(second) == ["confirmed", "waitlisted"] * 2
    assert Attendee.objects.get(email=MINJI).state == "held"


def test_who_waits_and_has_not_confirmed_is_offered_nothing(client: Client, first: SiteVisit) -> None:
    make_full(first)
    choose(client)
    Booking.objects.filter(attendee__email=MINJI).update(held_until=timezone.now() - Hour)
    late = create_attendee(first.conference)
    book(late, first)
    assert states_of(first) == ["confirmed", "expired", "waitlisted"]


def test_after_an_hour_the_seat_is_the_next_ones_and_who_confirms_then_joins_the_line(
    client: Client, first: SiteVisit
) -> None:
    choose(client)
    held_until_is_over()
    junho = create_attendee(first.conference)
    assert book(junho, first).state == "confirmed"
    confirm(client)
    assert states_of(first) == ["waitlisted", "confirmed"]
    assert Message.objects.filter(kind="visit_waitlisted", address=MINJI).count() == 1


def test_confirming_late_while_the_seat_is_still_free_takes_it(client: Client, first: SiteVisit) -> None:
    choose(client)
    held_until_is_over()
    confirm(client)
    assert states_of(first) == ["confirmed"]


def test_confirming_after_the_departure_gives_no_seat(client: Client, first: SiteVisit) -> None:
    choose(client)
    move_departure(first, timezone.now() - first.departs_at - timedelta(minutes=1))
    confirm(client)
    assert states_of(first) == ["cancelled"]
    assert list(Message.objects.filter(kind__startswith="visit_").values_list("kind", flat=True)) == [
        "visit_not_held"
    ]


def test_confirming_after_booking_has_closed_keeps_the_place_and_says_what_became_of_the_visit(
    client: Client, first: SiteVisit
) -> None:
    choose(client)
    held_until_is_over()
    SiteVisit.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    confirm(client)
    assert (states_of(first), Attendee.objects.get().state) == (["expired"], "confirmed")
    assert Message.objects.filter(kind="visit_not_held").count() == 1


def test_the_same_form_sent_twice_and_a_form_sent_again_hold_one_seat(
    client: Client, first: SiteVisit, second: SiteVisit
) -> None:
    sent = filled_in(client, visit_first="gana", consent_visits="on")
    client.post("/registration/", sent)
    client.post("/registration/", sent)
    assert states_of(first) == ["held"]
    choose(client, "gana")
    assert states_of(first) == ["held"]  # the same wish keeps its seat
    choose(client, "dara")
    assert states_of(first) + states_of(second) == ["cancelled", "held"]
    choose(client, "", consent_visits="")
    assert states_of(first) + states_of(second) == ["cancelled", "cancelled"]
    assert Attendee.objects.get().state == "held"


def test_the_code_to_another_address_keeps_place_and_seat(client: Client, first: SiteVisit) -> None:
    choose(client)
    client.post("/registration/code/address/", {"email": "minji.kim@example.com"})
    assert states_of(first) == ["held"]
    confirm(client, "minji.kim@example.com")
    assert states_of(first) == ["confirmed"]


def test_an_address_that_is_registered_already_is_answered_alike_and_takes_no_seat(
    client: Client, first: SiteVisit
) -> None:
    create_attendee(first.conference, email=MINJI, user=create_account(MINJI))
    page = words_of(choose(client))
    assert "60분 동안 잡아 두었습니다" in page
    assert Booking.objects.count() == 0


def test_who_is_logged_in_has_both_at_once(client: Client, first: SiteVisit) -> None:
    client.force_login(create_account(MINJI))
    choose(client)
    assert (states_of(first), Attendee.objects.get().state) == (["confirmed"], "confirmed")


def test_who_waits_for_a_place_at_the_conference_is_told_that_no_visit_is_booked(
    client: Client, registration: RegistrationSettings, first: SiteVisit
) -> None:
    RegistrationSettings.objects.update(onsite_capacity=1)
    create_attendee(registration.conference)
    assert "등록이 확정되면 견학 페이지에서 신청해 주세요" in words_of(choose(client))
    assert Booking.objects.count() == 0


def test_who_takes_part_online_has_chosen_nothing_whatever_the_browser_sends(
    client: Client, first: SiteVisit
) -> None:
    choose(client, attendance="online", consent_visits="")
    assert (Booking.objects.count(), Attendee.objects.get().attendance) == (0, "online")


def test_what_a_chosen_visit_needs_is_asked_at_its_field_and_nothing_is_taken(
    client: Client, registration: RegistrationSettings, second: SiteVisit
) -> None:
    rules = {"foreigners": "in_time", "foreigners_until": timezone.now() - Hour, "minimum_age": 19}
    create_visit(registration.conference, slug="gana", **rules)
    page = words_of(choose(client, "gana", "gana", consent_visits=""))
    for words in (
        "1지망과 다른 견학을 고르거나",
        "국적을 골라 주세요",
        "만 19세 이상만 갈 수 있습니다",
        "동의해 주셔야 견학을 신청할 수 있습니다",
        "<title>오류: ",
    ):
        assert words in page
    assert "김민지" in page
    foreign = choose(client, "gana", visit_nationality="foreign", visit_is_old_enough="on")
    assert "외국 국적자의 신청은" in words_of(foreign)
    assert (Attendee.objects.count(), Booking.objects.count()) == (0, 0)
    choose(client, "dara")  # needs none of it
    assert states_of(second) == ["held"]


def test_a_rule_that_refuses_takes_no_place_either_and_loses_nothing(
    client: Client, first: SiteVisit, second: SiteVisit
) -> None:
    SiteVisit.objects.filter(pk=second.pk).update(per_affiliation=1)
    book(create_attendee(first.conference, affiliation="㈜ 포항 소재"), second)
    page = words_of(choose(client, "dara", affiliation="포항소재 주식회사"))
    assert "1명까지 갈 수 있고 이미 모두 신청했습니다" in page
    assert "포항소재 주식회사" in page
    assert Attendee.objects.filter(email=MINJI).count() == 0


def test_a_helper_takes_the_seat_beside_and_is_named_in_the_text(
    client: Client, first: SiteVisit, second: SiteVisit
) -> None:
    choose(client, "dara", visit_helper="이도움")
    booking = Booking.objects.get()
    assert (booking.helper_name, booking.place, booking.helper_place) == ("이도움", 1, 2)
    assert "동반 지원인의 성명" in str(Consent.objects.get(text__purpose="host").text.body_ko)
    refused = words_of(choose(Client(), "gana", visit_helper="이도움", email="junho@example.com"))
    assert "두 자리가 없어 동반 지원인과 함께 갈 수 없습니다" in refused


def test_in_english_without_a_script(client: Client, first: SiteVisit) -> None:
    form = words_of(client.get("/en/registration/"))
    assert "First choice" in form
    assert "what the host is told about you" in form
    sent = filled_in(client, "/en/registration/", visit_first="gana", consent_visits="on")
    page = words_of(client.post("/en/registration/", sent, follow=True))
    assert "a seat is held for you for 60 minutes" in page


def test_the_form_asks_at_most_three_times_more_whatever_the_number_of_visits(
    client: Client, registration: RegistrationSettings
) -> None:
    client.get("/registration/")
    counts = []
    for more in (0, 1, 2):
        for _ in range(more):
            create_visit(registration.conference)
        client.get("/registration/")  # the consent texts are made once
        with CaptureQueriesContext(connection) as queries:
            client.get("/registration/")
        counts.append(len(queries))
    assert counts[1] == counts[2] <= counts[0] + 1  # with visits their texts as well


@pytest.mark.parametrize(
    "sent",
    [{"visit_first": "nowhere"}, {"visit_first": "\x00"}, {"texts_visits": "x"}, {"visit_helper": "가" * 61}],
)
def test_bad_input_gets_an_answer_and_takes_nothing(client: Client, first: SiteVisit, sent: Any) -> None:
    page = client.post("/registration/", filled_in(client, visit_first="gana", consent_visits="on") | sent)
    assert page.status_code == 200
    assert (Attendee.objects.count(), Booking.objects.count()) == (0, 0)
