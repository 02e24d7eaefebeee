"""The typeface keeps nobody waiting, and comes to everybody."""

import pytest
from factories import create_pobatt, publish_all
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/program/", "/program/speakers/", "/program/speakers/kim/", "/program/sessions/keynote/"]
HAS_COME = """() => new Promise(done => new PerformanceObserver(
  list => { if (list.getEntries().some(entry => entry.name.endsWith(".woff2"))) done(); }
).observe({type: "resource", buffered: true}))"""
SINCE_PAINT = """() => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  return performance.getEntriesByType("resource")
    .filter(entry => entry.name.endsWith(".woff2")).map(entry => entry.startTime > painted);
}"""


@pytest.fixture(autouse=True)
def programme() -> None:
    publish_all(create_pobatt())


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_painted_before_the_typeface_is_asked_for(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate(HAS_COME)
    assert set(page.evaluate(SINCE_PAINT)) == {True}


def test_without_scripts_it_comes_too(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        with page.expect_response(lambda answer: answer.url.endswith(".woff2")) as answer:
            page.goto("/")
        assert answer.value.status == 200
