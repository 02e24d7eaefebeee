"""A QR for one day: a name opens it, the desk finds and confirms people with it, and at midnight it is nothing."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from factories import SEOUL, create_account, create_attendee, create_organiser, open_registration

from program.models import Conference
from registration import day_passes
from registration.models import Attendee, ClaimState, DayPass, PassHolder

DAY = date(2022, 11, 3)
MORNING = datetime(2022, 11, 3, 8, tzinfo=SEOUL)
DESK = "/staff/desk/"


@pytest.fixture
def desk_pass(conference: Conference) -> DayPass:
    """Hana has issued a pass for the desk on 3 November."""
    open_registration(conference)
    return day_passes.issue(conference, "desk", day=DAY, by=create_organiser("hana@example.com"), note="2번")


def path_of(day_pass: DayPass) -> str:
    return day_passes.address_of(day_pass).removeprefix("http://localhost:8000")


def at_work(day_pass: DayPass, name: str = "박도윤") -> Client:
    client = Client()
    assert client.post(path_of(day_pass), {"name": name})["Location"] == DESK
    return client


@time_machine.travel(MORNING, tick=False)
def test_a_name_opens_the_desk_and_is_kept(desk_pass: DayPass) -> None:
    client = Client()
    assert client.get(DESK).status_code == 302  # to the login
    assert "이름" in client.get(path_of(desk_pass)).content.decode()
    assert client.post(path_of(desk_pass), {"name": " "}).status_code == 200
    assert PassHolder.objects.count() == 0

    client.post(path_of(desk_pass), {"name": "박도윤"})

    assert "박도윤 · 2번" in client.get(DESK).content.decode()
    assert PassHolder.objects.get().name == "박도윤"


def test_it_opens_nothing_before_its_day_nor_after_midnight_in_seoul(desk_pass: DayPass) -> None:
    with time_machine.travel(datetime(2022, 11, 2, 23, 59, tzinfo=SEOUL), tick=False) as clock:
        assert Client().get(path_of(desk_pass)).status_code == 404
        clock.move_to(datetime(2022, 11, 3, 0, 0, tzinfo=SEOUL))
        client = at_work(desk_pass)
        clock.move_to(datetime(2022, 11, 3, 23, 59, tzinfo=SEOUL))
        assert client.get(DESK).status_code == 200  # nobody is logged out for idleness
        clock.move_to(datetime(2022, 11, 4, 0, 0, tzinfo=SEOUL))
        assert client.get(DESK).status_code in (302, 403)
        assert Client().get(path_of(desk_pass)).status_code == 404


@time_machine.travel(MORNING, tick=False)
def test_a_revoked_pass_opens_nothing_any_more_for_those_inside_either(desk_pass: DayPass) -> None:
    client = at_work(desk_pass)

    day_passes.revoke(desk_pass)

    assert client.get(DESK)["Location"].startswith("/accounts/login/")
    assert Client().post(path_of(desk_pass), {"name": "박도윤"}).status_code == 404


@time_machine.travel(MORNING, tick=False)
def test_an_address_that_this_site_has_not_made_opens_nothing(desk_pass: DayPass) -> None:
    path = path_of(desk_pass)
    assert Client().get(path[:-2] + ("A/" if path[-2] != "A" else "B/")).status_code == 404
    assert Client().get(f"/staff/pass/{desk_pass.key}/").status_code == 404


@time_machine.travel(MORNING, tick=False)
def test_the_desk_finds_by_name_first_consonants_affiliation_and_number_and_shows_no_contact(
    desk_pass: DayPass,
) -> None:
    minji = create_attendee(
        desk_pass.conference, name="김 민지", affiliation="별무늬전지", phone="+821098761234",
        email="minji-secret@example.com", badge="speaker",
    )  # fmt: skip
    create_attendee(desk_pass.conference, name="이준호")
    client = at_work(desk_pass)
    for asked in ("김민지", "ㄱㅁㅈ", "민지", "별무늬", minji.code, minji.code.lower(), str(minji.number)):
        shown = client.get(DESK, {"q": asked}).content.decode()
        assert shown.count('class="desk-person"') == 1, asked
        assert "김 민지" in shown
        assert "연사" in shown
        assert "98761234" not in shown
        assert "1234" not in shown.replace(minji.code, "")
        assert "minji-secret" not in shown
    assert 'data-found="0"' in client.get(DESK, {"q": "%_\\("}).content.decode()


@time_machine.travel(MORNING, tick=False)
def test_the_desk_confirms_who_got_no_mail_and_who_did_so_is_kept(desk_pass: DayPass) -> None:
    minji = create_attendee(
        desk_pass.conference, state=ClaimState.HELD, held_until=datetime(2022, 11, 3, 10, tzinfo=SEOUL),
        confirmed_at=None,
    )  # fmt: skip
    elsewhere = at_work(desk_pass, "최서연")
    assert elsewhere.get(f"/staff/desk/{minji.code}/confirm/").status_code == 405

    done = at_work(desk_pass).post(f"/staff/desk/{minji.code}/confirm/", follow=True)

    assert "등록을 확정했습니다" in done.content.decode()
    minji.refresh_from_db()
    assert (minji.state, minji.confirmed_with and minji.confirmed_with.name) == ("confirmed", "박도윤")


@time_machine.travel(MORNING, tick=False)
def test_a_pass_opens_neither_the_admin_nor_another_edition_and_ends_a_login(desk_pass: DayPass) -> None:
    other = Conference.objects.create(
        slug="2021", number=2, short_name="POBATT 2021", name_ko="지난", starts_on=DAY, ends_on=DAY
    )
    open_registration(other, code_prefix="POBATT21")
    junho = create_attendee(other, name="이준호")
    client = Client()
    client.force_login(create_account("minji@example.com"))
    client.post(path_of(desk_pass), {"name": "박도윤"})

    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/staff/preview/2022/program/").status_code in (302, 403, 404)
    assert client.get("/registration/me/").status_code == 302
    assert 'data-found="0"' in client.get(DESK, {"q": "이준호"}).content.decode()
    assert client.post(f"/staff/desk/{junho.code}/confirm/").status_code == 404


def test_an_organiser_issues_a_pass_prints_its_qr_and_revokes_it(desk_pass: DayPass) -> None:
    hana = Client()
    hana.force_login(create_organiser("hana2@example.com"))
    with time_machine.travel(MORNING, tick=False):
        hana.get("/admin/")  # not idle
        assert (
            "지난 날" in hana.post("/admin/registration/daypass/add/", {"day": "2022-11-02"}).content.decode()
        )
        made = hana.post(
            "/admin/registration/daypass/add/", {"day": "2022-11-03", "note": "1번"}, follow=True
        )
        issued = DayPass.objects.get(note="1번")
        assert path_of(issued) in made.content.decode()
        picture = hana.get(reverse("admin:registration_daypass_qr", args=[issued.pk]))
        assert (picture["Content-Type"], picture.content[:5]) == ("image/svg+xml", b"<?xml")
        hana.post(
            "/admin/registration/daypass/",
            {"action": "revoke_passes", "_selected_action": [str(issued.pk)]},
        )
        assert Client().get(path_of(issued)).status_code == 404
    assert Attendee.objects.count() == 0
