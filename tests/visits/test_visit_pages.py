"""The pages of visits: what everybody sees, and what is mine."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import create_attendee, create_visit, open_registration, publish_all
from forms_of_pages import fields_of
from visiting import book, states_of

from program.models import Conference, Notice
from registration.models import Attendee, Message
from visits.booking import cancel
from visits.models import Booking, SiteVisit
from visits.rescheduling import reschedule

Hour = timedelta(hours=1)


@pytest.fixture
def conference(pobatt: Conference) -> Conference:
    """POBATT is published, and registration is open."""
    publish_all(pobatt)
    open_registration(pobatt)
    return pobatt


@pytest.fixture
def visit(conference: Conference) -> SiteVisit:
    """Two seats at a host that wants to know nationality and age."""
    return create_visit(
        conference, slug="gana", host_ko="가나소재", host_en="Gana Materials", capacity=2, minimum_age=19,
        foreigners="in_time", foreigners_until=timezone.now() - Hour,
    )  # fmt: skip


@pytest.fixture
def minji(conference: Conference) -> Attendee:
    """Minji is registered."""
    return create_attendee(conference, name="김민지")


def tab_of(attendee: Attendee) -> Client:
    """Log somebody in."""
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    return client


def words_of(response: Any) -> str:
    return str(response.content.decode())


def filled_in(client: Client, visit: SiteVisit, **fields: Any) -> dict[str, Any]:
    """Open the page and fill in the form."""
    page = client.get(f"/visits/{visit.slug}/booking/")
    return (
        fields_of(page, having="text")
        | {"nationality": "korean", "is_old_enough": "on", "agrees": "on"}
        | fields
    )


def test_where_there_is_no_visit_the_page_says_what_comes(client: Client, conference: Conference) -> None:
    assert "아직 정해진 현장견학이 없습니다" in words_of(client.get("/visits/"))
    assert "No site visit has been arranged yet" in words_of(client.get("/en/visits/"))
    assert "현장견학 모두 보기" not in words_of(client.get("/"))


def test_everybody_reads_who_is_visited_when_and_how_many_seats_are_left(
    client: Client, visit: SiteVisit, minji: Attendee
) -> None:
    book(minji, visit)
    for path in ("/visits/", "/visits/gana/", "/"):
        page = words_of(client.get(path))
        assert "가나소재" in page
        assert "2석 중 1석 남음" in page
        assert "김민지" not in page
    assert "Gana Materials" in words_of(client.get("/en/visits/gana/"))
    rules = words_of(client.get("/visits/gana/"))
    assert "만 19세 이상" in rules
    assert "찍을 수 없습니다." in rules


def test_drafts_are_nowhere(client: Client, conference: Conference) -> None:
    create_visit(conference, slug="draft", host_ko="다라전지", published_at=None)
    create_visit(conference, slug="soon", host_ko="다라전지", published_at=timezone.now() + Hour)
    assert "다라전지" not in words_of(client.get("/visits/"))
    assert [client.get(f"/visits/{slug}/").status_code for slug in ("draft", "soon", "none")] == [404] * 3
    tab = tab_of(create_attendee(conference))
    assert tab.get("/visits/draft/booking/").status_code == 404


def test_the_lists_ask_as_often_for_three_visits_as_for_one(
    client: Client, conference: Conference, minji: Attendee
) -> None:
    create_visit(conference)
    client.get("/visits/")  # the first one reads the programme
    tab, counts = tab_of(minji), []
    for more in (0, 2):
        for _ in range(more):
            create_visit(conference)
        for path in ("/visits/", "/"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 6
    assert tab.get("/registration/me/").status_code == 200


def test_who_is_not_logged_in_comes_back_to_the_visit(client: Client, visit: SiteVisit) -> None:
    for path in ("/visits/gana/booking/", "/visits/gana/booking/book/"):
        answer = client.post(path) if path.endswith("book/") else client.get(path)
        assert answer.headers["Location"].endswith("?next=/visits/gana/booking/")


def test_without_a_registration_the_page_leads_to_the_form(visit: SiteVisit) -> None:
    user = User.objects.create_user("nobody")
    client = Client()
    client.force_login(user)
    page = client.get("/visits/gana/booking/")
    assert "먼저 사전등록을 해 주세요" in words_of(page)
    assert 'data-status="no-registration"' in words_of(page)
    assert client.post("/visits/gana/booking/book/").status_code == 302


def test_booking_from_the_page_and_cancelling_again(visit: SiteVisit, minji: Attendee) -> None:
    tab = tab_of(minji)
    done = tab.post("/visits/gana/booking/book/", filled_in(tab, visit), follow=True)
    assert 'data-status="confirmed"' in words_of(done)
    assert (Booking.objects.get().nationality, minji.consents.get().text.purpose) == ("korean", "host")
    assert "가나소재" in words_of(tab.get("/registration/me/"))
    again = tab.post("/visits/gana/booking/book/", {"text": "1"}, follow=True)
    assert again.status_code == 200
    assert states_of(visit) == ["confirmed"]
    gone = tab.post("/visits/gana/booking/cancel/", follow=True)
    assert "견학 신청을 취소했습니다." in words_of(gone)
    assert states_of(visit) == ["cancelled"]


def test_what_is_missing_stands_at_the_field_and_nothing_is_booked(visit: SiteVisit, minji: Attendee) -> None:
    tab = tab_of(minji)
    sent = filled_in(tab, visit, is_old_enough="", agrees="")
    page = words_of(tab.post("/visits/gana/booking/book/", sent))
    assert "<title>오류: " in page
    assert "만 19세 이상만 신청할 수 있습니다." in page
    assert "동의해 주셔야 이 견학을 신청할 수 있습니다." in page
    assert page.count(" checked") == 1  # the nationality
    assert states_of(visit) == []


def test_a_foreign_national_reads_why_not_after_the_lead_time(visit: SiteVisit, minji: Attendee) -> None:
    tab = tab_of(minji)
    page = words_of(tab.post("/visits/gana/booking/book/", filled_in(tab, visit, nationality="foreign")))
    assert "외국 국적자의 신청은" in page
    assert states_of(visit) == []


def test_an_overlap_names_both_and_offers_to_change_in_one_step(
    conference: Conference, visit: SiteVisit, minji: Attendee
) -> None:
    other = create_visit(conference, slug="dara", host_ko="다라전지", departs_at=visit.departs_at)
    book(minji, other)
    tab = tab_of(minji)
    page = tab.get("/visits/gana/booking/")
    for name in ("가나소재", "다라전지", "이 견학으로 바꾸기"):
        assert name in words_of(page)
    done = tab.post("/visits/gana/booking/swap/", filled_in(tab, visit), follow=True)
    assert 'data-status="confirmed"' in words_of(done)
    assert states_of(other) + states_of(visit) == ["cancelled", "confirmed"]


def test_an_offer_is_taken_or_declined_on_the_page(conference: Conference, minji: Attendee) -> None:
    small = create_visit(conference, slug="small", capacity=1)
    junho, sora = create_attendee(conference), create_attendee(conference)
    for attendee in (junho, minji, sora):
        book(attendee, small)
    tab = tab_of(minji)
    assert "대기 1번입니다" in words_of(tab.get("/visits/small/booking/"))
    tab_of(junho).post("/visits/small/booking/cancel/")
    assert 'data-status="offered"' in words_of(tab.get("/visits/small/booking/"))
    tab.post("/visits/small/booking/decline/")
    tab_of(sora).post("/visits/small/booking/accept/")
    assert states_of(small) == ["cancelled", "cancelled", "confirmed"]
    refused = tab.post("/visits/small/booking/accept/", follow=True)
    assert "자리를 드릴 수 있는 시간이 지났습니다" in words_of(refused)


@pytest.mark.parametrize(
    "sent", [{}, {"text": "x"}, {"text": "9" * 30, "agrees": "on"}, {"giving_up": ["x", "9" * 30, "-1"]}]
)
def test_bad_input_gets_an_answer(visit: SiteVisit, minji: Attendee, sent: dict[str, Any]) -> None:
    tab = tab_of(minji)
    for verb in ("book", "swap", "accept", "decline", "cancel"):
        assert tab.post(f"/visits/gana/booking/{verb}/", sent, follow=True).status_code == 200
        assert tab.get(f"/visits/gana/booking/{verb}/").status_code == 405
    full = filled_in(tab, visit) | sent
    assert tab.post("/visits/gana/booking/swap/", full, follow=True).status_code == 200


def test_an_organiser_enters_a_visit_and_sees_its_numbers(
    hana: Client, visit: SiteVisit, minji: Attendee
) -> None:
    book(minji, visit)
    assert "1 / 2 · 0" in words_of(hana.get("/admin/visits/sitevisit/"))
    sent = fields_of(hana.get(f"/admin/visits/sitevisit/{visit.pk}/change/"), having="capacity")
    saved = hana.post(f"/admin/visits/sitevisit/{visit.pk}/change/", sent | {"capacity": "0"}, follow=True)
    assert "정원보다 1명이 많습니다" in words_of(saved)
    no_period = hana.post(f"/admin/visits/sitevisit/{visit.pk}/change/", sent | {"host_keeps_ko": ""})
    assert "보유 기간이 있어야 신청을 시작할 수 있습니다" in words_of(no_period)


def test_the_admin_refuses_a_clash_with_the_names(
    hana: Client, conference: Conference, visit: SiteVisit, minji: Attendee
) -> None:
    later = create_visit(conference, departs_at=visit.returns_at + Hour)
    book(minji, visit)
    book(minji, later)
    address = f"/admin/visits/sitevisit/{later.pk}/change/"
    sent = fields_of(hana.get(address), having="capacity")
    first = fields_of(hana.get(f"/admin/visits/sitevisit/{visit.pk}/change/"), having="capacity")
    when = {name: first[name] for name in first if name.startswith(("departs_at", "returns_at"))}
    assert "김민지" in words_of(hana.post(address, sent | when))
    later.refresh_from_db()
    assert later.departs_at == visit.returns_at + Hour


def test_the_hosts_word_is_written_down_with_its_reason(
    hana: Client, conference: Conference, minji: Attendee
) -> None:
    strict = create_visit(conference, needs_approval=True)
    junho = create_attendee(conference)
    bookings = [book(attendee, strict).pk for attendee in (minji, junho)]
    decide = {"action": "decline_bookings", "_selected_action": [bookings[1]]}
    address = "/admin/visits/booking/"
    assert "반려 사유를 적어 주세요" in words_of(hana.post(address, decide | {"because": " "}, follow=True))
    hana.post(address, decide | {"because": "동종 업계"})
    hana.post(address, {"action": "approve_bookings", "_selected_action": bookings})
    assert states_of(strict) == ["confirmed", "declined"]
    assert "동종 업계" in words_of(tab_of(junho).get(f"/visits/{strict.slug}/booking/"))
    assert Notice.objects.count() == 0


def test_visits_stand_in_the_calendar_file_and_in_the_mail(visit: SiteVisit, minji: Attendee) -> None:
    book(minji, visit)
    calendar = tab_of(minji).get("/registration/me/calendar.ics").content.decode()
    assert f"UID:{minji.code}-visit-{visit.pk}@localhost" in calendar
    assert "SUMMARY:가나소재" in calendar
    assert "SEQUENCE:0" in calendar
    visit.departs_at += Hour
    visit.returns_at += Hour
    reschedule(visit)
    assert "SEQUENCE:1" in tab_of(minji).get("/registration/me/calendar.ics").content.decode()
    assert list(Message.objects.order_by("pk").values_list("kind", "has_ticket")) == [
        ("visit_confirmed", True), ("visit_moved", True),
    ]  # fmt: skip
    cancel(minji, visit)
    gone = tab_of(minji).get("/registration/me/calendar.ics").content.decode()
    assert "STATUS:CANCELLED" in gone
    assert "SEQUENCE:2" in gone


def test_the_sitemap_lists_visits_and_no_draft(
    client: Client, conference: Conference, visit: SiteVisit
) -> None:
    create_visit(conference, slug="draft", published_at=None)
    sitemap = words_of(client.get("/sitemap.xml"))
    assert "/visits/gana/</loc>" in sitemap
    assert "/en/visits/</loc>" in sitemap
    assert "draft" not in sitemap


def test_who_has_booked_a_visit_that_is_hidden_since_can_still_cancel_it(
    visit: SiteVisit, minji: Attendee
) -> None:
    book(minji, visit)
    SiteVisit.objects.filter(pk=visit.pk).update(published_at=None)
    page = tab_of(minji).get("/visits/gana/booking/")
    assert (page.status_code, 'data-status="confirmed"' in words_of(page)) == (200, True)
    tab_of(minji).post("/visits/gana/booking/cancel/")
    assert states_of(visit) == ["cancelled"]
    stranger = tab_of(create_attendee(visit.conference))
    assert stranger.get("/visits/gana/booking/").status_code == 404
