"""Who sits on which bus, and who is counted out and back."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import create_attendee, create_visit, open_registration, publish_all
from forms_of_pages import fields_of
from openpyxl import load_workbook
from people import client_as
from pypdf import PdfReader
from visiting import book, states_of

from program.models import Conference
from registration import day_passes
from registration.models import DayPass, Download, Message
from registration.roles import Role
from visits.models import Booking, Bus, HeadCount, SiteVisit
from visits.seating import seat_by_name, seat_together

BUSES = "/staff/visits/gana/buses/"
OUT, BACK = "/staff/bus/out/", "/staff/bus/back/"


@pytest.fixture
def visit(pobatt: Conference) -> SiteVisit:
    """A visit to which seven go, with two buses of four seats."""
    publish_all(pobatt)
    open_registration(pobatt)
    visit = create_visit(pobatt, slug="gana", capacity=7)
    for number, affiliation in enumerate(["가소재"] * 3 + ["나전지"] * 2 + ["개인", "다대학"]):
        book(create_attendee(pobatt, name=f"참가{number}", affiliation=affiliation), visit)
    for number in (1, 2):
        Bus.objects.create(visit=visit, name=f"{number}호차", capacity=4, position=number)
    return visit


def words_of(response: Any) -> str:
    return str(response.content.decode())


def aboard(visit: SiteVisit) -> list[list[str]]:
    """Return who sits on each bus, by name."""
    return [
        sorted(bus.seats.values_list("booking__attendee__name", flat=True)) for bus in Bus.objects.of(visit)
    ]


def leader_of(bus: Bus) -> Client:
    """Open the pass of a bus on a telephone, today."""
    today = timezone.now().astimezone(bus.visit.conference.zone).date()
    issued = day_passes.issue(bus.visit.conference, "bus", day=today, by=None, subject=bus.code)
    client = Client()
    path = day_passes.address_of(issued).removeprefix("http://localhost:8000")
    assert client.post(path, {"name": "박도윤"})["Location"] == "/staff/bus/"
    return client


def code_of(visit: SiteVisit, name: str) -> str:
    return str(visit.bookings.get(attendee__name=name).attendee.code)


def test_an_affiliation_sits_together_and_no_bus_is_overfull(visit: SiteVisit) -> None:
    assert seat_together(visit) == 0
    first, second = aboard(visit)
    assert {len(first), len(second)} == {3, 4}
    assert [{"참가0", "참가1", "참가2"} <= set(bus) for bus in (first, second)].count(True) == 1
    assert [{"참가3", "참가4"} <= set(bus) for bus in (first, second)].count(True) == 1


def test_by_name_one_bus_is_filled_after_the_other(visit: SiteVisit) -> None:
    assert seat_by_name(visit) == 0
    assert aboard(visit) == [["참가0", "참가1", "참가2", "참가3"], ["참가4", "참가5", "참가6"]]


def test_who_finds_no_seat_is_counted(visit: SiteVisit) -> None:
    Bus.objects.filter(name="2호차").update(capacity=1)
    assert seat_by_name(visit) == 2
    assert [len(bus) for bus in aboard(visit)] == [4, 1]


def test_who_is_moved_by_hand_stays_there_and_no_bus_is_overfull(hana: Client, visit: SiteVisit) -> None:
    seat_by_name(visit)
    second = Bus.objects.get(name="2호차")
    moved = hana.post(f"{BUSES}move/", {f"bus-{code_of(visit, '참가0')}": second.code}, follow=True)
    assert "1명을 옮겼습니다" in words_of(moved)
    full = hana.post(f"{BUSES}move/", {f"bus-{code_of(visit, '참가1')}": second.code}, follow=True)
    assert "2호차에 5명이 앉을 수 없습니다. 좌석은 4개입니다." in words_of(full)
    hana.post(f"{BUSES}by-name/")
    assert aboard(visit) == [["참가1", "참가2", "참가3", "참가4"], ["참가0", "참가5", "참가6"]]


@pytest.mark.parametrize("sent", [{"bus-x": "y"}, {"bus-": ""}, {}, {"bus-\x00": "\x00"}])
def test_bad_input_moves_nobody(hana: Client, visit: SiteVisit, sent: dict[str, str]) -> None:
    seat_by_name(visit)
    before = aboard(visit)
    assert hana.post(f"{BUSES}move/", sent).status_code in (302, 400)
    assert aboard(visit) == before


def test_the_list_leaves_as_paper_and_as_workbook_and_is_written_down(hana: Client, visit: SiteVisit) -> None:
    seat_by_name(visit)
    fields = fields_of(hana.get(BUSES), having="take-form") | {"take-password": ""}
    paper = hana.post(f"{BUSES}download/", fields | {"take-form": "pdf"})
    pages = [page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages]
    assert [("1호차" in page, "2호차" in page, "참가0" in page) for page in pages] == [
        (True, False, True),
        (False, True, False),
    ]
    book = hana.post(f"{BUSES}download/", fields | {"take-form": "xlsx"})
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(book.content)).worksheets[0]]
    assert [row[0] for row in rows[1:]] == ["1호차"] * 4 + ["2호차"] * 3
    taken = Download.objects.filter(kind="file").values_list("reason", "form", "count")
    assert sorted(taken) == [("visit", "PDF", 7), ("visit", "XLSX", 7)]


def test_a_pass_leads_to_its_bus_alone_and_shows_no_contacts(hana: Client, visit: SiteVisit) -> None:
    seat_by_name(visit)
    bus = Bus.objects.get(name="1호차")
    hana.post(f"{BUSES}{bus.code}/pass/")
    issued = DayPass.objects.get()
    assert (issued.kind, issued.subject) == ("bus", bus.code)
    assert issued.day == visit.departs_at.astimezone(visit.conference.zone).date()
    words = words_of(leader_of(bus).get(OUT))
    assert [told in words for told in ("참가0", "참가4", "010-", "@example.com")] == [
        True,
        False,
        False,
        False,
    ]
    assert Download.objects.filter(account="박도윤 (1호차)").count() == 1


def test_a_pass_of_another_day_opens_nothing(client: Client, visit: SiteVisit) -> None:
    bus = Bus.objects.get(name="1호차")
    today = timezone.now().astimezone(visit.conference.zone).date()
    issued = day_passes.issue(
        visit.conference, "bus", day=today + timedelta(days=1), by=None, subject=bus.code
    )
    path = day_passes.address_of(issued).removeprefix("http://localhost:8000")
    assert client.post(path, {"name": "박도윤"}).status_code == 404
    assert client.get(OUT).status_code in (302, 403)


def test_saying_it_twice_counts_once_and_it_can_be_taken_back(visit: SiteVisit) -> None:
    seat_by_name(visit)
    phone = leader_of(Bus.objects.get(name="1호차"))
    code = code_of(visit, "참가0")
    for _again in range(2):
        phone.post(f"{OUT}there/", {"code": code})
    assert 'data-there="1" data-expected="4"' in words_of(phone.get(OUT))
    assert HeadCount.objects.get().counted_by == "박도윤"
    for _again in range(2):
        phone.post(f"{OUT}not-there/", {"code": code})
    assert 'data-there="0" data-expected="4"' in words_of(phone.get(OUT))


def test_who_is_not_back_is_said_to_be_missing(hana: Client, visit: SiteVisit) -> None:
    seat_by_name(visit)
    phone = leader_of(Bus.objects.get(name="1호차"))
    for name in ("참가0", "참가1", "참가2"):
        phone.post(f"{OUT}there/", {"code": code_of(visit, name)})
    phone.post(f"{OUT}absent/", {"code": code_of(visit, "참가3")})
    for name in ("참가0", "참가1"):
        phone.post(f"{BACK}there/", {"code": code_of(visit, name)})
    page = words_of(phone.get(BACK))
    assert (page.count('data-state="missing"'), page.count('data-state="there"')) == (1, 2)
    assert ("안 돌아옴" in page, "참가3" in page) == (True, False)
    assert 'data-state="missing"' in words_of(hana.get("/staff/visits/gana/roll-call/"))


def test_the_seat_of_who_has_not_come_goes_to_who_stands_by_in_one_tap(visit: SiteVisit) -> None:
    seat_by_name(visit)
    waiting = book(create_attendee(visit.conference, name="대기자"), visit)
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=timezone.now())
    phone = leader_of(Bus.objects.get(name="1호차"))
    full = phone.post(f"{OUT}standby/", {"code": waiting.attendee.code}, follow=True)
    assert "빈자리가 없습니다" in words_of(full)
    sent = Message.objects.count()
    phone.post(f"{OUT}absent/", {"code": code_of(visit, "참가3")})
    assert 'data-free="1"' in words_of(phone.get(OUT))
    for _again in range(2):
        phone.post(f"{OUT}standby/", {"code": waiting.attendee.code})
    late = phone.post(f"{OUT}there/", {"code": code_of(visit, "참가3")}, follow=True)
    assert "빈자리가 없습니다" in words_of(late)
    assert states_of(visit) == ["confirmed"] * 3 + ["cancelled"] + ["confirmed"] * 4
    assert Booking.objects.of(visit).with_place().count() == 7
    assert Message.objects.count() == sent


def test_who_comes_running_is_seated_again_while_the_seat_is_free(visit: SiteVisit) -> None:
    seat_by_name(visit)
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=timezone.now())
    phone = leader_of(Bus.objects.get(name="1호차"))
    phone.post(f"{OUT}absent/", {"code": code_of(visit, "참가3")})
    phone.post(f"{OUT}there/", {"code": code_of(visit, "참가3")})
    assert states_of(visit) == ["confirmed"] * 7
    assert 'data-there="1" data-expected="4"' in words_of(phone.get(OUT))


@pytest.mark.parametrize("code", ["", "x", "가" * 300, "\x00"])
def test_somebody_unknown_is_said_to_be(visit: SiteVisit, code: str) -> None:
    phone = leader_of(Bus.objects.get(name="1호차"))
    for verb in ("there", "not-there", "absent", "standby"):
        answer = phone.post(f"{OUT}{verb}/", {"code": code}, follow=True)
        assert answer.status_code in (200, 400)
    assert phone.get("/staff/bus/sideways/").status_code == 404


def test_a_leader_sees_nothing_else_and_nobody_else_sees_the_bus(hana: Client, visit: SiteVisit) -> None:
    phone = leader_of(Bus.objects.get(name="1호차"))
    assert [phone.get(path).status_code for path in (BUSES, "/staff/visits/gana/list/", "/staff/desk/")] == [
        403
    ] * 3
    assert hana.get(OUT).status_code == 403
    assert client_as(Role.CITY_STAFF, visit.conference).post(f"{BUSES}together/").status_code == 403


def test_the_pages_ask_as_often_for_seven_people_as_for_three(
    hana: Client, visit: SiteVisit, django_assert_max_num_queries: Any
) -> None:
    seat_by_name(visit)
    phone = leader_of(Bus.objects.get(name="1호차"))
    counts = []
    for _time in range(2):
        phone.get(OUT)
        asked = []
        for client, path in ((hana, BUSES), (phone, OUT), (phone, BACK)):
            with django_assert_max_num_queries(60) as queries:
                client.get(path)
            asked.append(len(queries))
        counts.append(asked)
        Booking.objects.filter(attendee__name__in=["참가0", "참가1", "참가4"]).delete()
    assert counts[0] == counts[1]
