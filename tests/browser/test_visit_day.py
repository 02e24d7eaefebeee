"""The whole way of a visit in a browser: booked, approved by the host, fixed, seated on a bus, counted out and back."""

from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from factories import (
    create_attendee,
    create_organiser,
    create_pobatt,
    create_visit,
    open_registration,
    publish_all,
)
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from visiting import book, states_of

from pobatt.opening_password import unlock_workbook
from registration import day_passes
from visits.host_links import address_of, issue
from visits.models import Bus, HeadCount, SiteVisit


@pytest.fixture
def visit(transactional_db: None) -> SiteVisit:
    """A visit whose host decides who comes, with two seats and one bus."""
    conference = create_pobatt()
    publish_all(conference)
    open_registration(conference)
    visit = create_visit(
        conference, slug="gana", host_ko="가나소재", host_en="Gana Materials", host_keeps_en="30 days",
        meeting_point_en="Main gate", needs_approval=True, capacity=2,
    )  # fmt: skip
    Bus.objects.create(visit=visit, name="1호차", capacity=2)
    return visit


def tab(
    browser: Browser, server: LiveServer, client: Client | None, *, scripts: bool, width: int = 360
) -> Page:
    """Open a tab, of somebody who is logged in or of nobody."""
    context = browser.new_context(
        base_url=server.url,
        locale="ko-KR",
        viewport={"width": width, "height": 740},
        java_script_enabled=scripts,
    )
    name = settings.SESSION_COOKIE_NAME
    if client:
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    return context.new_page()


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path_of(address: str) -> str:
    return address[address.index("/", 8) :]


def leaders_page(browser: Browser, server: LiveServer, bus: Bus, prefix: str, *, scripts: bool) -> Page:
    """Scan the QR of a bus and type a name."""
    today = timezone.now().astimezone(bus.visit.conference.zone).date()
    issued = day_passes.issue(bus.visit.conference, "bus", day=today, by=None, subject=bus.code)
    page = tab(browser, server, None, scripts=scripts)
    page.goto(prefix + path_of(day_passes.address_of(issued)))
    page.locator("[name=name]").fill("박도윤")
    page.locator("main [type=submit]").click()
    page.goto(f"{prefix}/staff/bus/out/")
    return page


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_from_booking_to_the_roll_call(
    visit: SiteVisit, browser: Browser, live_server: LiveServer, prefix: str, scripts: bool
) -> None:
    minji, junho = (create_attendee(visit.conference, name=name) for name in ("김민지", "이준호"))
    page = tab(browser, live_server, logged_in(minji.user), scripts=scripts)
    page.goto(f"{prefix}/visits/gana/booking/")
    page.locator("[name=agrees]").check()
    page.locator(".visit-form [type=submit]").click()
    assert page.locator("[data-status=review]").count() == 1
    book(junho, visit)

    link = prefix + path_of(address_of(issue(visit, days=1, by=None)))
    host = tab(browser, live_server, None, scripts=scripts)
    host.goto(link)
    host.locator(f"[name={minji.code}-verdict][value=approve]").check()
    host.locator(f"[name={junho.code}-verdict][value=decline]").check()
    host.locator("main [type=submit]").click()
    assert host.title().startswith("Error: " if prefix else "오류: ")
    host.locator(f"[name={junho.code}-reason]").fill("인원 제한")
    host.locator("main [type=submit]").click()
    assert host.locator("[data-status=answered]").count() == 1
    assert states_of(visit) == ["confirmed", "declined"]
    host.goto(link)
    assert [name in host.content() for name in ("김민지", "이준호", "Gana", "가나소재")] == [False] * 4

    hana = logged_in(create_organiser("hana@example.com"))
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=timezone.now())
    page.goto(f"{prefix}/visits/gana/booking/")
    assert page.locator("[data-refusal=list-locked]").count() == 1
    staff = tab(browser, live_server, hana, scripts=scripts, width=1440)
    staff.goto(f"{prefix}/staff/visits/gana/list/")
    assert staff.locator("[data-version='1']").count() == 1
    staff.goto(f"{prefix}/staff/visits/gana/buses/")
    staff.locator("form[action$='/together/'] button").click()
    assert staff.locator("[data-seats='1']").count() == 1

    roll = leaders_page(browser, live_server, Bus.objects.get(), prefix, scripts=scripts)
    with roll.expect_response("**/staff/bus/out/there/"):
        roll.locator(".roll-button").click()
    roll.locator("[data-state=there]").wait_for()
    roll.goto(f"{prefix}/staff/bus/back/")
    assert roll.locator("[data-state=missing]").count() == 1
    with roll.expect_response("**/staff/bus/back/there/"):
        roll.locator(".roll-button").click()
    roll.locator(".roll-count--complete").wait_for()
    roll.goto(f"{prefix}/staff/bus/back/")
    roll.locator("[data-state=there]").wait_for()
    assert sorted(HeadCount.objects.values_list("way", "is_there")) == [("back", True), ("out", True)]


def test_a_host_answers_in_the_workbook(visit: SiteVisit, browser: Browser, live_server: LiveServer) -> None:
    book(create_attendee(visit.conference, name="김민지"), visit)
    page = tab(
        browser, live_server, logged_in(create_organiser("hana@example.com")), scripts=True, width=1440
    )
    page.goto("/staff/visits/gana/list/")
    password = page.locator("[name=take-password]").input_value()
    with page.expect_download() as taken:
        page.locator("form[action$='/download/'] button").click()
    filled = load_workbook(BytesIO(unlock_workbook(BytesIO(taken.value.path().read_bytes()), password)))
    sheet = filled.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("승인/반려") + 1, "승인")
    file = BytesIO()
    filled.save(file)
    page.locator("[name=answers-file]").set_input_files(
        {"name": "list.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    )
    page.locator("form[action$='/check/'] button").click()
    page.locator("[data-status=ready] form button").click()
    page.locator("[role=status]").wait_for()
    assert states_of(visit) == ["confirmed"]


def test_what_is_tapped_without_a_network_is_sent_once_there_is_one(
    visit: SiteVisit, browser: Browser, live_server: LiveServer
) -> None:
    SiteVisit.objects.filter(pk=visit.pk).update(needs_approval=False)
    visit.refresh_from_db()
    book(create_attendee(visit.conference, name="김민지"), visit)
    from visits.seating import seat_by_name

    seat_by_name(visit)
    page = leaders_page(browser, live_server, Bus.objects.get(), "", scripts=True)
    page.context.set_offline(True)
    page.locator(".roll-button").click()
    page.locator("[data-waiting]:not([hidden])").wait_for()
    assert (page.locator("[data-state=there]").count(), HeadCount.objects.count()) == (1, 0)
    page.context.set_offline(False)
    page.locator("[data-waiting][hidden]").wait_for(state="attached")
    assert [(count.way, count.is_there) for count in HeadCount.objects.all()] == [("out", True)]


def test_axe_finds_nothing_on_the_pages_of_the_day(
    visit: SiteVisit, browser: Browser, live_server: LiveServer
) -> None:
    for name in ("김민지", "이준호", "박소라"):
        book(create_attendee(visit.conference, name=name), visit)
    hana = logged_in(create_organiser("hana@example.com"))
    link = path_of(address_of(issue(visit, days=1, by=None)))
    staff = tab(browser, live_server, hana, scripts=True)
    leader = leaders_page(browser, live_server, Bus.objects.get(), "", scripts=True)
    pages = [(staff, f"/staff/visits/gana/{name}/") for name in ("list", "buses", "roll-call")]
    pages += [(leader, "/staff/bus/out/"), (leader, "/staff/bus/back/")]
    pages += [(staff, link), (staff, "/visits/host/x/"), (staff, "/visits/host/answered/")]
    found = []
    for prefix in ("", "/en"):
        for page, path in pages:
            page.goto(prefix + path)
            violations = Axe().run(page).response["violations"]
            found += [(path, rule["id"], node["html"]) for rule in violations for node in rule["nodes"]]
            wide = page.locator("html").evaluate("page => page.scrollWidth > page.clientWidth")
            found += [(path, "wide", "")] if wide else []
    assert found == []
