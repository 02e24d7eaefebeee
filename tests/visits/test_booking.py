"""Seats of visits: taken at once, handed on in order, never two at one time, never more than there are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories import create_attendee, create_conference, create_visit, open_registration
from visiting import book, let_offers_lapse, states_of, wish_for

from program.models import Conference
from registration import changes
from registration.models import Attendee, Message
from visits import booking
from visits.booking import accept, approve, cancel, decline
from visits.models import Booking, BookingState, SiteVisit
from visits.refusal import BookingRefused, refusal
from visits.rescheduling import clashes, reschedule, resize

Hour = timedelta(hours=1)


@pytest.fixture
def conference(db: None) -> Conference:
    """POBATT 2022, and registration is open."""
    conference = create_conference()
    open_registration(conference)
    return conference


def why_not(visit: SiteVisit, attendee: Attendee | None, **more: Any) -> str:
    """Return the refusal's word, or ''."""
    no = refusal(visit, attendee, now=timezone.now(), **more)
    return no.code if no else ""


def now(row: Any) -> Any:
    """Return the row as the database has it."""
    return type(row).objects.get(pk=row.pk)


def test_booking_takes_the_seat_at_once_and_the_next_ones_wait_in_line(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho, sora = (create_attendee(conference) for _ in range(3))
    assert (book(minji, visit).state, now(minji.bookings.get()).place) == ("confirmed", 1)
    book(junho, visit)
    book(sora, visit)
    assert states_of(visit) == ["confirmed", "waitlisted", "waitlisted"]
    cancel(minji, visit)
    assert states_of(visit) == ["cancelled", "offered", "waitlisted"]
    accept(junho, visit)
    assert states_of(visit) == ["cancelled", "confirmed", "waitlisted"]
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == [
        "visit_confirmed", "visit_waitlisted", "visit_waitlisted", "visit_cancelled", "visit_offered",
        "visit_confirmed",
    ]  # fmt: skip


def test_an_offer_that_nobody_takes_goes_to_the_next_without_any_job(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho, sora, late = (create_attendee(conference) for _ in range(4))
    for attendee in (minji, junho, sora):
        book(attendee, visit)
    cancel(minji, visit)
    let_offers_lapse()
    with pytest.raises(BookingRefused, match="시간이 지났습니다"):
        accept(junho, visit)
    assert book(late, visit).state == "waitlisted"  # whoever asks settles first
    assert states_of(visit) == ["cancelled", "expired", "offered", "waitlisted"]


def test_an_offer_never_outlasts_the_departure(conference: Conference) -> None:
    soon = timezone.now() + Hour
    visit = create_visit(conference, capacity=1, departs_at=soon, offer_hours=24)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, visit)
    waiting = book(junho, visit)
    cancel(minji, visit)
    assert now(waiting).offered_until <= soon


def test_raised_capacity_promotes_and_lowered_capacity_throws_nobody_out(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2)
    people = [create_attendee(conference) for _ in range(4)]
    for attendee in people:
        book(attendee, visit)
    visit.capacity = 3
    reschedule(visit)
    assert states_of(visit) == ["confirmed", "confirmed", "offered", "waitlisted"]
    visit.capacity = 1
    reschedule(visit)
    assert states_of(visit) == ["confirmed", "confirmed", "offered", "waitlisted"]
    cancel(people[0], visit)
    assert states_of(visit) == ["cancelled", "confirmed", "offered", "waitlisted"]


def test_the_button_and_the_write_have_one_answer(conference: Conference) -> None:
    visit = create_visit(conference)
    minji = create_attendee(conference)
    assert why_not(visit, None) == "no-registration"
    assert why_not(visit, minji) == ""
    for fields, code in (
        ({"opens_at": timezone.now() + Hour}, "not-open"),
        ({"opens_at": None}, "not-open"),
        ({"closes_at": timezone.now() - Hour}, "closed"),
        ({"departs_at": timezone.now() - Hour}, "closed"),
        ({"published_at": None}, "not-published"),
    ):
        other = create_visit(conference, **fields)
        assert why_not(other, minji) == code
        with pytest.raises(BookingRefused) as refused:
            book(minji, other)
        assert refused.value.refusal.code == code
    book(minji, visit)
    assert why_not(visit, minji) == "booked"
    for fields, code in (({"attendance": "online"}, "online"), ({"state": "waitlisted", "place": None,
                          "waitlisted_at": timezone.now()}, "not-confirmed")):  # fmt: skip
        assert why_not(visit, create_attendee(conference, **fields)) == code


def test_booking_opens_at_the_second(conference: Conference) -> None:
    opens_at = timezone.now().replace(microsecond=0) + Hour
    visit, minji = create_visit(conference, opens_at=opens_at), create_attendee(conference)
    just_before = refusal(visit, minji, now=opens_at - timedelta(microseconds=1))
    assert just_before is not None
    assert just_before.code == "not-open"
    assert refusal(visit, minji, now=opens_at) is None


def test_two_visits_at_one_time_are_refused_with_both_names(conference: Conference) -> None:
    first = create_visit(conference, host_ko="가나소재", buffer_minutes=30)
    second = create_visit(conference, host_ko="다라전지", departs_at=first.returns_at + timedelta(minutes=29))
    third = create_visit(conference, departs_at=first.returns_at + timedelta(minutes=30))
    minji = create_attendee(conference)
    book(minji, first)
    with pytest.raises(BookingRefused) as refused:
        book(minji, second)
    assert refused.value.refusal.code == "overlap"
    assert "가나소재" in str(refused.value)
    assert "다라전지" in str(refused.value)
    assert book(minji, third).state == "confirmed"


def test_a_swap_takes_the_new_seat_and_lets_the_old_one_go_in_one_step(conference: Conference) -> None:
    first, second = create_visit(conference, capacity=1), create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    held = book(minji, first)
    waiting = book(junho, first)
    assert book(minji, second, giving_up=[held.pk]).state == "confirmed"
    assert (now(held).state, now(waiting).state) == ("cancelled", "offered")


def test_a_swap_into_a_full_visit_never_loses_the_held_seat(conference: Conference) -> None:
    first, second = create_visit(conference), create_visit(conference, capacity=1)
    minji = create_attendee(conference)
    book(create_attendee(conference), second)
    held = book(minji, first)
    with pytest.raises(BookingRefused) as refused:
        book(minji, second, giving_up=[held.pk])
    assert (refused.value.refusal.code, now(held).state) == ("full", "confirmed")
    assert book(minji, second).state == "waitlisted"  # waiting may overlap


def test_a_swap_gives_up_exactly_what_was_named(conference: Conference) -> None:
    first, second = create_visit(conference), create_visit(conference)
    elsewhere = create_visit(conference, departs_at=first.returns_at + Hour)
    minji, junho = create_attendee(conference), create_attendee(conference)
    apart, theirs = book(minji, elsewhere), book(junho, first)
    held = book(minji, first)
    for named in ([apart.pk], [held.pk, apart.pk], [theirs.pk], [0]):
        with pytest.raises(BookingRefused):
            book(minji, second, giving_up=named)
    assert states_of(first) + states_of(elsewhere) == ["confirmed", "confirmed", "confirmed"]


def test_a_seat_that_would_overlap_is_offered_as_a_swap(conference: Conference) -> None:
    first, second = create_visit(conference), create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(junho, second)
    held, waiting = book(minji, first), book(minji, second)
    cancel(junho, second)
    assert (now(waiting).state, now(waiting).period, now(held).state) == ("offered", None, "confirmed")
    with pytest.raises(BookingRefused, match="겹칩니다"):
        accept(minji, second)
    accept(minji, second, giving_up=[held.pk])
    assert (now(waiting).state, now(waiting).period, now(held).state) == (
        "confirmed",
        second.period,
        "cancelled",
    )


def test_an_offer_takes_the_time_of_who_is_free(conference: Conference) -> None:
    first, second = create_visit(conference), create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(junho, second)
    offered = book(minji, second)
    cancel(junho, second)
    assert now(offered).period == second.period
    assert why_not(first, minji) == "overlap"
    let_offers_lapse()
    assert book(minji, first).state == "confirmed"  # its own lapsed offer is settled first


def test_the_host_approves_or_declines_and_the_next_in_line_follows_at_once(conference: Conference) -> None:
    visit = create_visit(conference, capacity=2, needs_approval=True)
    minji, junho, sora = (create_attendee(conference) for _ in range(3))
    first, second, third = (book(attendee, visit) for attendee in (minji, junho, sora))
    assert states_of(visit) == ["review", "review", "waitlisted"]
    approve(first)
    decline(second, "동종 업계")
    assert states_of(visit) == ["confirmed", "declined", "offered"]
    assert why_not(visit, junho) == "declined"
    accept(sora, visit)
    assert now(third).state == "review"
    letter = Message.objects.get(kind="visit_declined")
    assert "동종 업계" in letter.text


def test_foreign_nationals_are_told_why_not(conference: Conference) -> None:
    closed = create_visit(conference, foreigners="refused")
    late = create_visit(conference, foreigners="in_time", foreigners_until=timezone.now() - Hour)
    minji = create_attendee(conference)
    for visit, code in ((closed, "foreigners"), (late, "foreigners-late")):
        with pytest.raises(BookingRefused) as refused:
            booking.book(minji, visit, wish_for(visit, "foreign"))
        assert refused.value.refusal.code == code
    assert booking.book(minji, late, wish_for(late, "korean")).nationality == "korean"


def test_so_many_of_one_affiliation_and_who_waits_is_passed_over_with_the_reason(
    conference: Conference,
) -> None:
    visit = create_visit(conference, capacity=2, per_affiliation=1)
    minji, junho, sora, hana = (
        create_attendee(conference, affiliation=name)
        for name in ("포항소재", "다라전지", "포항소재", "마바연구소")
    )
    book(minji, visit)
    with pytest.raises(BookingRefused, match="1명까지"):
        book(sora, visit)
    book(junho, visit)
    book(hana, visit)
    sora.affiliation = "바사대학교"
    sora.save()
    waiting = book(sora, visit)
    Booking.objects.filter(pk=waiting.pk).update(waitlisted_at=timezone.now() - Hour)
    Attendee.objects.filter(pk=sora.pk).update(affiliation="포항소재")
    cancel(junho, visit)
    assert (now(waiting).state, now(waiting).passed_over_because) == ("waitlisted", "같은 소속의 자리가 찼음")
    assert hana.bookings.get().state == "offered"


def test_cancelling_the_registration_frees_the_seat_in_its_transaction(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, visit)
    book(junho, visit)
    with transaction.atomic():
        changes.cancel(minji)
        assert states_of(visit) == ["cancelled", "offered"]
        transaction.set_rollback(True)
    assert states_of(visit) == ["confirmed", "waitlisted"]
    changes.cancel(now(minji))
    assert states_of(visit) == ["cancelled", "offered"]


def test_who_is_erased_leaves_a_seat_and_nothing_else(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, visit)
    book(junho, visit)
    assert minji.user is not None
    changes.erase(minji.user)
    assert states_of(visit) == ["offered"]


def test_withdrawing_the_hosts_consent_cancels_that_visit_alone(conference: Conference) -> None:
    visit = create_visit(conference)
    other = create_visit(conference, departs_at=visit.returns_at + Hour)
    minji = create_attendee(conference)
    book(minji, visit)
    book(minji, other)
    changes.withdraw(minji.consents.get(text__subject=visit.consent_subject))
    assert states_of(visit) + states_of(other) == ["cancelled", "confirmed"]
    assert now(minji).state == "confirmed"


def test_a_change_of_time_moves_the_bookings_and_tells_them(conference: Conference) -> None:
    visit = create_visit(conference)
    minji, junho = create_attendee(conference), create_attendee(conference)
    seat = book(minji, visit)
    book(junho, visit)
    visit.departs_at += Hour
    visit.returns_at += Hour
    reschedule(visit)
    assert now(seat).period == visit.period
    assert Message.objects.filter(kind="visit_moved").count() == 2


def test_a_change_of_time_that_makes_a_clash_is_refused_with_the_names(conference: Conference) -> None:
    visit = create_visit(conference)
    other = create_visit(conference, departs_at=visit.returns_at + Hour, host_ko="다라전지")
    minji = create_attendee(conference, name="김민지")
    book(minji, visit)
    seat = book(minji, other)
    other.departs_at, other.returns_at = visit.departs_at, visit.returns_at
    with pytest.raises(BookingRefused, match="김민지"):
        reschedule(other)
    assert now(seat).period != other.period
    assert clashes(now(other)) is None


def test_a_visit_cannot_open_without_the_hosts_retention_period(conference: Conference) -> None:
    with pytest.raises(IntegrityError, match="hosts_retention_period"):
        create_visit(conference, host_keeps_ko="")


def test_a_consent_text_that_has_changed_meanwhile_is_read_again(conference: Conference) -> None:
    visit = create_visit(conference)
    minji, wish = create_attendee(conference), wish_for(visit)
    visit.host_keeps_ko = "견학일부터 7일"
    reschedule(visit)
    with pytest.raises(BookingRefused, match="동의문이 바뀌었습니다"):
        booking.book(minji, visit, wish)
    book(minji, visit)
    assert ["방문 기업의 보유·이용 기간", "견학일부터 7일", True] in minji.consents.get().text.body_ko[
        "facts"
    ]


def test_the_database_itself_refuses_what_the_code_never_writes(conference: Conference) -> None:
    first, second = create_visit(conference, capacity=1), create_visit(conference)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, first)

    def write(attendee: Attendee, visit: SiteVisit, place: int) -> None:
        with transaction.atomic():
            Booking.objects.create(
                attendee=attendee, visit=visit, state=BookingState.CONFIRMED, place=place, period=visit.period,
                confirmed_at=timezone.now(), booked_at=timezone.now(),
            )  # fmt: skip

    for attendee, visit, place, promise in (
        (junho, first, 1, "no_seat_given_twice"),
        (junho, first, 2, "seat_within_capacity|no such seat"),
        (minji, second, 1, "no_attendee_on_two_visits_at_once"),
    ):
        with pytest.raises(IntegrityError, match=promise):
            write(attendee, visit, place)


def test_what_has_departed_hands_nothing_on(conference: Conference) -> None:
    visit = create_visit(conference, capacity=1)
    minji, junho = create_attendee(conference), create_attendee(conference)
    book(minji, visit)
    book(junho, visit)
    past = timezone.now() - Hour
    SiteVisit.objects.filter(pk=visit.pk).update(departs_at=past, returns_at=past + Hour)
    with pytest.raises(BookingRefused, match="이미 출발"):
        cancel(minji, visit)
    resize(visit)
    assert states_of(visit) == ["confirmed", "waitlisted"]
