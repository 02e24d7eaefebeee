"""Booking a visit on a phone: with and without scripts, in both languages, for everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from factories import create_attendee, create_pobatt, create_visit, open_registration, publish_all
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from visiting import book, states_of

from registration.models import Attendee
from visits.models import SiteVisit


@pytest.fixture
def visits(transactional_db: None) -> list[SiteVisit]:
    """Two visits at one hour; the host of the first wants to know nationality and age."""
    conference = create_pobatt()
    publish_all(conference)
    open_registration(conference)
    first = create_visit(
        conference, slug="gana", host_ko="가나소재", host_en="Gana Materials", host_keeps_en="30 days",
        meeting_point_en="Main gate", foreigners="refused", minimum_age=19, description_ko="공정을 따라 걷습니다.",
    )  # fmt: skip
    return [first, create_visit(conference, slug="dara", departs_at=first.departs_at, capacity=1)]


def phone(browser: Browser, live_server: LiveServer, attendee: Attendee, *, scripts: bool = True) -> Page:
    """Open a tab on a phone in which somebody is logged in."""
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    context = browser.new_context(
        base_url=live_server.url,
        locale="ko-KR",
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_from_the_list_to_a_seat_to_another_one_in_one_step(
    visits: list[SiteVisit], browser: Browser, live_server: LiveServer, prefix: str, scripts: bool
) -> None:
    page = phone(browser, live_server, create_attendee(visits[0].conference), scripts=scripts)
    page.goto(f"{prefix}/visits/")
    page.locator(".visit-card a").first.click()
    page.locator(".visit-seats a").click()
    page.locator(".visit-form [type=submit]").click()
    assert page.title().startswith("Error: " if prefix else "오류: ")
    page.locator("[name=nationality][value=korean]").check()
    for box in ("is_old_enough", "agrees"):
        page.locator(f"[name={box}]").check()
    page.locator(".visit-form [type=submit]").click()
    assert page.locator("[data-status=confirmed]").count() == 1
    page.goto(f"{prefix}/visits/dara/booking/")
    assert page.locator("[data-refusal=overlap]").count() == 1
    page.locator("[name=agrees]").check()
    page.locator(".visit-form [type=submit]").click()
    assert page.locator("[data-status=confirmed]").count() == 1
    assert states_of(visits[0]) + states_of(visits[1]) == ["cancelled", "confirmed"]


def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(
    visits: list[SiteVisit], browser: Browser, live_server: LiveServer
) -> None:
    minji, junho = (create_attendee(visits[0].conference) for _ in range(2))
    book(junho, visits[1])
    book(minji, visits[1])
    page = phone(browser, live_server, minji)
    found = []
    for prefix in ("", "/en"):
        for path in (
            "/visits/",
            "/visits/gana/",
            "/visits/gana/booking/",
            "/visits/dara/booking/",
            "/registration/me/",
            "/",
        ):
            page.goto(prefix + path)
            violations = Axe().run(page).response["violations"]
            found += [(path, rule["id"], node["html"]) for rule in violations for node in rule["nodes"]]
            wide = page.locator("html").evaluate("page => page.scrollWidth > page.clientWidth")
            found += [(path, "wide", "")] if wide else []
    assert found == []
