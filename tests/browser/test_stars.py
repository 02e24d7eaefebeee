"""Stars: kept by the browser, carried by an address, and no button where they cannot work."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from factories import at, create_pobatt, create_session, publish_all
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from program.mine.codes import code_of
from program.models import Conference, Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = "localStorage.getItem('pobatt.stars.2022')"
PRIVATE = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.fixture(autouse=True)
def programme() -> Conference:
    conference = create_pobatt()
    create_session(conference, slug="other", title_ko="다른 방", starts_at=at(13, 20))
    publish_all(conference)
    return conference


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """Give another device."""
    with browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740}) as context:
        yield context


def star(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"관심 세션: {title}", exact=True)


def code(slug: str) -> str:
    return code_of(str(Session.objects.get(slug=slug).uid))


def test_a_star_is_kept_and_shown_on_every_page(page: Page) -> None:
    page.goto("/program/")
    expect(star(page, "전지의 길")).to_have_attribute("aria-pressed", "false")
    star(page, "전지의 길").click()
    expect(star(page, "전지의 길")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(KEPT) == code("keynote")
    for address in ("/program/", "/program/sessions/keynote/", "/program/speakers/kim/", "/program/?q=전지"):
        page.goto(address)
        expect(star(page, "전지의 길")).to_have_attribute("aria-pressed", "true")
    page.goto("/en/program/sessions/keynote/")
    button = page.get_by_role("button", name="Starred: The way of cells")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(KEPT) is None


def test_a_star_stays_with_its_session_when_slug_and_title_change(page: Page, programme: Conference) -> None:
    page.goto("/program/")
    star(page, "전지의 길").click()
    Session.objects.filter(slug="keynote").update(title_ko="새 제목", slug="neu")
    publish_all(programme)
    page.goto("/program/sessions/neu/")
    expect(star(page, "새 제목")).to_have_attribute("aria-pressed", "true")


def test_two_tabs_know_of_each_other(context: BrowserContext) -> None:
    one, two = context.new_page(), context.new_page()
    one.goto("/program/")
    two.goto("/program/")
    star(one, "개막식").click()
    expect(star(two, "개막식")).to_have_attribute("aria-pressed", "true")
    star(two, "전지의 길").click()
    expect(one.locator("[data-stars-count]")).to_have_text("2")
    star(one, "개막식").click()
    expect(two.locator("[data-stars-count]")).to_have_text("1")


def test_without_scripts_there_is_no_dead_button(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        for address in (
            "/program/",
            "/program/sessions/keynote/",
            "/program/speakers/kim/",
            "/program/mine/",
        ):
            page.goto(address)
            assert page.locator("main button:visible:not(.search-button)").count() == 0
        page.goto(f"/program/mine/?s={code('keynote')}")
        expect(page.locator("h3")).to_have_text("전지의 길")
        assert page.locator("main button:visible").count() == 0


@pytest.mark.parametrize("obstacle", [PRIVATE, FULL])
def test_where_the_browser_keeps_nothing_it_says_so_and_the_address_still_works(
    page: Page, obstacle: str
) -> None:
    page.add_init_script(obstacle)
    page.goto("/program/")
    star(page, "전지의 길").click()
    expect(page.get_by_role("status")).to_contain_text("이 브라우저는 관심 세션을 저장하지 않습니다.")
    expect(star(page, "전지의 길")).to_have_attribute("aria-pressed", "true")
    page.click("[data-stars-link]")
    expect(page).to_have_url(re.compile(rf"/program/mine/\?s={code('keynote')}$"))
    expect(page.locator("h3")).to_have_text("전지의 길")


def test_nonsense_in_the_store_is_no_error(page: Page) -> None:
    page.goto("/program/")
    page.evaluate("localStorage.setItem('pobatt.stars.2022', '{\"a\": [null, \"<img src=x>\"]}')")
    page.reload()
    star(page, "전지의 길").click()
    assert page.evaluate(KEPT) == code("keynote")


def test_my_agenda_is_reached_by_its_link_with_the_stars_in_the_address(page: Page) -> None:
    page.goto("/program/")
    star(page, "전지의 길").click()
    star(page, "개막식").click()
    page.get_by_role("link", name="관심 세션 2").click()
    written = "-".join(sorted((code("keynote"), code("opening"))))
    expect(page).to_have_url(re.compile(rf"/program/mine/\?s={written}$"))
    expect(page.locator("h3")).to_have_text(["개막식", "전지의 길"])
    expect(page.locator(".mine-compare")).to_be_hidden()
    page.goto("/program/mine/")
    expect(page).to_have_url(re.compile(rf"/program/mine/\?s={written}$"))


def test_an_opened_address_changes_nothing_until_its_button_is_pressed(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/program/")
    star(page, "개막식").click()
    written = "-".join(sorted((code("keynote"), code("other"))))
    page.goto(f"/program/mine/?s={written}")
    expect(page.locator(".mine-compare")).to_be_visible()
    assert page.evaluate(KEPT) == code("opening")
    page.get_by_role("button", name="이 목록을 내 관심 세션에 담기").click()
    expect(page.get_by_role("status")).to_have_text("관심 세션에 담았습니다.")
    assert page.evaluate(KEPT) == "-".join(sorted((code("keynote"), code("other"), code("opening"))))
    expect(page.get_by_role("link", name="내 관심 세션 보기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h3")).to_have_text(["개막식", "전지의 길", "다른 방"])


def test_more_than_a_hundred_are_not_taken(page: Page) -> None:
    page.goto("/program/")
    page.evaluate(
        """localStorage.setItem('pobatt.stars.2022',
        [...'abcdefghij'].flatMap(a => [...'abcdefghij'].map(b => 'aaaaaa' + a + b)).join('-'))"""
    )
    page.reload()
    star(page, "전지의 길").click()
    expect(page.get_by_role("status")).to_have_text("관심 세션은 100건까지 담을 수 있습니다.")
    expect(star(page, "전지의 길")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_in_my_agenda(
    browser: Browser, live_server: LiveServer, scheme: str, width: int
) -> None:
    written = "-".join(sorted(map(code, ("keynote", "materials", "other", "visits"))))
    with browser.new_context(
        base_url=live_server.url, color_scheme=scheme, viewport={"width": width, "height": 800}
    ) as context:
        page = context.new_page()
        page.goto("/program/")
        star(page, "개막식").click()
        violations = []
        for prefix in ("", "/en"):
            page.goto(f"{prefix}/program/mine/?s={written}-zzzzzzzz")
            page.click("summary.button")
            assert page.evaluate("document.documentElement.scrollWidth") == width
            violations += [rule["id"] for rule in Axe().run(page).response["violations"]]
        assert violations == []
