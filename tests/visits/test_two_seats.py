"""Helpers beside the person, seats kept for guests, and hosts who want to look at somebody first."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from factories import create_attendee, create_conference, create_visit, open_registration
from forms_of_pages import fields_of
from visiting import book, let_offers_lapse, states_of, wish_for

from program.models import Conference
from registration.models import Attendee, Message
from visits import booking
from visits.allocating import give
from visits.booking import Wish, accept, approve, cancel
from visits.consent import current_text
from visits.models import Allocation, Booking, SiteVisit
from visits.refusal import BookingRefused
from visits.rescheduling import reschedule
from visits.screening import one_name, why_review

Hour = timedelta(hours=1)


@pytest.fixture
def conference(db: None) -> Conference:
    """POBATT 2022, and registration is open."""
    conference = create_conference()
    open_registration(conference)
    return conference


def with_helper(attendee: Attendee, visit: SiteVisit) -> Booking:
    """Book for two."""
    return booking.book(attendee, visit, Wish(current_text(visit).pk, helper_name="이도움"))


def seats_of(visit: SiteVisit) -> list[tuple[int | None, int | None]]:
    return list(Booking.objects.of(visit).order_by("pk").values_list("place", "helper_place"))


def keep(visit: SiteVisit, seats: int, kind: str = "press") -> Allocation:
    return Allocation.objects.create(visit=visit, kind=kind, seats=seats)


def words_of(page: Any) -> str:
    return str(page.content.decode())


def tab_of(attendee: Attendee) -> Client:
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    return client


def test_both_seats_count_for_everybody(conference: Conference) -> None:
    visit = create_visit(conference, slug="gana", capacity=3)
    with_helper(create_attendee(conference), visit)
    assert seats_of(visit) == [(1, 2)]
    assert "3석 중 1석 남음" in words_of(Client().get("/visits/gana/"))
    book(create_attendee(conference), visit)
    assert book(create_attendee(conference), visit).state == "waitlisted"


def test_two_are_never_parted_and_nobody_overtakes_them(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2)
    minji, junho, sora, late = (create_attendee(conference) for _ in range(4))
    book(minji, visit)
    pair = with_helper(sora, visit)
    assert (pair.state, seats_of(visit)[-1]) == ("waitlisted", (None, None))  # one seat is no seat for two
    assert book(junho, visit).state == "waitlisted"  # the free one is waited for by who came first
    cancel(minji, visit)
    assert states_of(visit) == ["cancelled", "offered", "waitlisted"]
    assert seats_of(visit)[1] == (1, 2)
    accept(sora, visit)
    cancel(sora, visit)
    assert states_of(visit) == ["cancelled", "cancelled", "offered"]
    assert book(late, visit).state == "confirmed"


def test_two_that_lapse_free_both_seats(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2)
    minji, sora, junho, hana = (create_attendee(conference) for _ in range(4))
    first = with_helper(minji, visit)
    with_helper(sora, visit)
    book(junho, visit)
    book(hana, visit)
    cancel(first.attendee, visit)
    let_offers_lapse()
    book(create_attendee(conference), visit)  # whoever asks settles first
    assert states_of(visit) == ["cancelled", "expired", "offered", "offered", "waitlisted"]


def test_a_visit_without_two_seats_says_so(conference: Conference) -> None:
    with pytest.raises(BookingRefused, match="두 자리가 없어"):
        with_helper(create_attendee(conference), create_visit(conference, capacity=1))
    kept = create_visit(conference, capacity=3)
    keep(kept, 2)
    with pytest.raises(BookingRefused, match="두 자리가 없어"):
        with_helper(create_attendee(conference), kept)


def test_the_database_refuses_a_helper_on_somebodys_seat_or_alone(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2)
    taken = book(create_attendee(conference), visit)
    pair = {"helper_name": "이도움", "helper_place": 1}
    other = Booking(
        visit=visit, attendee=create_attendee(conference), state="confirmed", booked_at=timezone.now(),
        confirmed_at=timezone.now(), period=visit.period,
    )  # fmt: skip
    for place, fields, promise in (
        (2, pair, "no_seat_given_twice"),
        (2, {"helper_name": "이도움"}, "helper_sits_beside"),
        (2, {"helper_place": 1}, "helper_sits_beside"),
        (1, pair, "helper_sits_beside|no_seat_given_twice"),
        (2, {"helper_name": "이도움", "helper_place": 3}, "seat_within_capacity|no such seat"),
    ):
        other.place, other.helper_name, other.helper_place = place, "", None
        for name, value in fields.items():
            setattr(other, name, value)
        other.pk = None
        with pytest.raises(IntegrityError, match=promise), transaction.atomic():
            other.save(force_insert=True)
    assert taken.place == 1


def test_kept_seats_are_not_for_everybody_and_nobody_sees_them(
    conference: Conference, client: Client
) -> None:
    visit = create_visit(conference, slug="gana", capacity=3)
    keep(visit, 2)
    assert "1석 중 1석 남음" in words_of(client.get("/visits/gana/"))
    book(create_attendee(conference), visit)
    assert book(create_attendee(conference), visit).state == "waitlisted"
    assert "언론" not in words_of(client.get("/visits/gana/"))


def test_a_guest_is_given_a_seat_and_takes_it_agreeing_to_the_hosts_card(conference: Conference) -> None:
    visit = create_visit(
        conference, slug="gana", capacity=2, foreigners="in_time", foreigners_until=timezone.now() + Hour
    )
    press, guest = keep(visit, 1), create_attendee(conference)
    given = give(press, guest)
    assert (given.state, given.place, given.period) == ("offered", 1, visit.period)
    assert "견학에 초대합니다" in Message.objects.get(kind="visit_given").text
    tab = tab_of(guest)
    page = tab.get("/visits/gana/booking/")
    assert "제3자 제공 동의" in words_of(page)
    refused = words_of(tab.post("/visits/gana/booking/accept/"))
    assert "동의해 주셔야 이 견학을 신청할 수 있습니다." in refused
    sent = fields_of(page, having="text") | {"agrees": "on", "nationality": "korean"}
    assert 'data-status="confirmed"' in words_of(tab.post("/visits/gana/booking/accept/", sent, follow=True))
    assert guest.consents.filter(text__purpose="host").count() == 1
    with pytest.raises(BookingRefused, match="모두 주었습니다"):
        give(press, create_attendee(conference))
    assert book(create_attendee(conference), visit).state == "confirmed"
    assert book(create_attendee(conference), visit).state == "waitlisted"


def test_a_kept_seat_that_is_not_taken_goes_back_to_those_it_is_kept_for(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2)
    press = keep(visit, 1)
    book(create_attendee(conference), visit)
    book(create_attendee(conference), visit)
    give(press, create_attendee(conference))
    let_offers_lapse()
    book(create_attendee(conference), visit)
    assert states_of(visit) == ["confirmed", "waitlisted", "expired", "waitlisted"]
    again = give(press, create_attendee(conference))
    cancel(again.attendee, visit)
    assert states_of(visit)[1] == "waitlisted"
    press.seats = 0
    press.delete() if not press.bookings.exists() else Allocation.objects.update(seats=0)
    reschedule(visit)
    assert states_of(visit)[1] == "offered"


def test_staff_keep_and_give_seats_in_the_admin(hana: Client, conference: Conference) -> None:
    visit, guest = create_visit(conference, capacity=2), create_attendee(conference)
    book(create_attendee(conference), visit)
    sent = {"visit": visit.pk, "kind": "vip", "seats": 2, "guests": ""}
    address = "/admin/visits/allocation/add/"
    assert "1석까지 됩니다" in words_of(hana.post(address, sent))
    assert "등록이 없는 접수번호입니다: NOBODY" in words_of(
        hana.post(address, sent | {"seats": 1, "guests": "nobody"})
    )
    hana.post(address, sent | {"seats": 1, "guests": guest.code.lower()})
    assert states_of(visit) == ["confirmed", "offered"]
    page = words_of(hana.post(address, sent | {"kind": "press", "seats": 1}))
    assert "0석까지 됩니다" in page
    assert "2 / 2 (배정 1 / 1)" in words_of(hana.get("/admin/visits/sitevisit/"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈜ 포항 소재", "포항소재"),
        ("포항소재 주식회사", "(주)포항소재"),
        ("Pohang Materials Co., Ltd.", "POHANG MATERIALS"),
        ("포항소재", "포항소재"),  # composed and decomposed
    ],
)
def test_one_affiliation_has_one_name_however_it_is_written(one: str, other: str) -> None:
    assert one_name(one) == one_name(other) != ""


def test_who_has_no_affiliation_is_not_counted_among_the_others(conference: Conference) -> None:
    visit = create_visit(conference, per_affiliation=1)
    for name in ("개인", "없음", " 개 인 "):
        assert book(create_attendee(conference, affiliation=name), visit).state == "confirmed"
    book(create_attendee(conference, affiliation="㈜포항소재"), visit)
    with pytest.raises(BookingRefused, match="1명까지"):
        book(create_attendee(conference, affiliation="포항 소재(주)"), visit)


def test_competitors_are_looked_at_by_the_host_and_refused_by_no_machine(
    conference: Conference, hana: Client
) -> None:
    visit = create_visit(conference, competitors="마바전지\nmaba.example\n")
    by_name = create_attendee(conference, affiliation="마바전지(주) 연구소")
    by_mail = create_attendee(conference, affiliation="개인", email="kim@lab.maba.example")
    other = create_attendee(conference, affiliation="포항소재")
    for attendee in (by_name, by_mail, other):
        book(attendee, visit)
    assert states_of(visit) == ["review", "review", "confirmed"]
    assert "마바전지" in why_review(visit, by_name)
    assert "동종 업계 목록" in words_of(hana.get("/admin/visits/booking/"))
    approve(Booking.objects.get(attendee=by_name))
    assert states_of(visit) == ["confirmed", "review", "confirmed"]
    assert ["제공받는 자의 이용 목적", "출입 승인, 방문자 확인, 안전 안내", True] in current_text(
        visit
    ).body_ko["facts"]
    assert "마바전지" not in words_of(Client().get(f"/visits/{visit.slug}/"))


def test_who_offers_a_seat_to_a_competitor_asks_the_host_as_well(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1, competitors="마바전지")
    minji, maba = create_attendee(conference), create_attendee(conference, affiliation="마바전지")
    book(minji, visit)
    book(maba, visit)
    cancel(minji, visit)
    accept(maba, visit)
    assert states_of(visit) == ["cancelled", "review"]


def test_booking_with_a_helper_from_the_page(conference: Conference) -> None:
    create_visit(conference, slug="gana", capacity=2)
    tab = tab_of(create_attendee(conference))
    sent = fields_of(tab.get("/visits/gana/booking/"), having="helper") | {"agrees": "on", "helper": "이도움"}
    page = words_of(tab.post("/visits/gana/booking/book/", sent, follow=True))
    assert "동반 지원인 이도움 님과 함께 두 자리입니다." in page


def test_the_language_can_be_changed_after_a_refused_form(conference: Conference) -> None:
    create_visit(conference, slug="gana")
    page = words_of(tab_of(create_attendee(conference)).post("/visits/gana/booking/book/", {}))
    assert 'class="language-switch" href="/en/visits/gana/booking/"' in page


def test_a_tab_of_an_account_that_was_erased_is_answered(conference: Conference) -> None:
    visit = create_visit(conference, slug="gana")
    minji = create_attendee(conference)
    wish = wish_for(visit)
    Attendee.objects.filter(pk=minji.pk).delete()
    for work in (
        lambda: booking.book(minji, visit, wish),
        lambda: cancel(minji, visit),
        lambda: accept(minji, visit),
    ):
        with pytest.raises(BookingRefused, match="먼저 사전등록을 해 주세요"):
            work()


def test_a_host_that_lets_no_foreigners_in_lets_no_foreign_guest_in_either(conference: Conference) -> None:
    visit, guest = create_visit(conference, foreigners="refused"), create_attendee(conference)
    give(keep(visit, 1), guest)
    with pytest.raises(BookingRefused, match="외국 국적자가 신청할 수 없습니다"):
        accept(guest, visit, wish_for(visit, "foreign"))
    assert states_of(visit) == ["offered"]
    accept(guest, visit, wish_for(visit, "korean"))
    assert states_of(visit) == ["confirmed"]
