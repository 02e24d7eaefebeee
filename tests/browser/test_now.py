"""The page of now in a browser: it keeps itself up to date, and the agenda's bar leaves room for the agenda."""

from collections.abc import Iterator

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from factories import at, create_pobatt, create_room, create_session, publish_all
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from program.models import Conference, Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def programme() -> Conference:
    conference = create_pobatt()
    room = create_room(conference, slug="seminar", name_ko="세미나실", name_en="Seminar room")
    create_session(conference, title_ko="옆 방", starts_at=at(13, 20), minutes=60, room=room)
    publish_all(conference)
    return conference


@pytest.fixture
def half_past_one() -> Iterator[None]:
    """Let the site's clock run from 13:30 of the first day."""
    with time_machine.travel(at(13, 30)):
        yield


def test_the_clock_is_that_of_the_conference_and_of_the_server(
    browser: Browser, live_server: LiveServer, half_past_one: None
) -> None:
    with browser.new_context(base_url=live_server.url, timezone_id="America/New_York") as context:
        page = context.new_page()
        page.goto("/program/now/")
        expect(page.locator("[data-as-of]")).to_be_hidden()
        expect(page.locator("[data-clock]")).to_have_text("13:30")


def test_the_page_follows_a_new_release_by_itself(
    page: Page, programme: Conference, half_past_one: None
) -> None:
    page.goto("/program/now/?room=seminar")
    expect(page.locator(".now-title")).to_have_text(["옆 방"])
    Session.objects.filter(title_ko="옆 방").update(title_ko="새 제목")
    publish_all(programme)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".now-title")).to_have_text(["새 제목"])


def test_a_lost_connection_is_said_and_forgotten(page: Page, half_past_one: None) -> None:
    page.goto("/program/now/", wait_until="networkidle")
    page.context.set_offline(True)
    for _ in range(2):
        with page.expect_event("requestfailed"):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-away]")).to_contain_text("연결이 끊겨 13:30의 내용을 보여 드립니다.")
    page.context.set_offline(False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-away]")).to_be_hidden()


def test_without_scripts_it_says_as_of_when(
    browser: Browser, live_server: LiveServer, half_past_one: None
) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/program/now/")
        expect(page.locator(".now-clock")).to_have_text("11. 3.(목) 13:30 기준")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_while_the_day_goes_on(
    browser: Browser, live_server: LiveServer, half_past_one: None, scheme: str, width: int
) -> None:
    with browser.new_context(
        base_url=live_server.url, color_scheme=scheme, viewport={"width": width, "height": 800}
    ) as context:
        page = context.new_page()
        violations = []
        for path in (
            "/program/now/",
            "/program/now/?room=main",
            "/program/",
            "/en/program/now/",
            "/en/program/",
        ):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            violations += [(path, rule["id"]) for rule in Axe().run(page).response["violations"]]
        assert violations == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 640), (640, 360), (1280, 720)])
def test_the_bar_leaves_most_of_the_screen_and_covers_nothing_that_is_jumped_to(
    page: Page, half_past_one: None, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for prefix in ("", "/en"):
        page.goto(f"{prefix}/program/#day-2022-11-04")
        bar = page.locator(".filter-bar").bounding_box()
        heading = page.locator("#day-2022-11-04").bounding_box()
        assert bar is not None
        assert heading is not None
        assert bar["height"] < height / 2
        assert heading["y"] >= bar["y"] + bar["height"]
