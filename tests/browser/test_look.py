"""Every public page as people meet it: phone and desk, Korean and English, day and night, with and without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from factories import (
    at,
    create_notice,
    create_organisation,
    create_pobatt,
    create_room,
    create_session,
    create_speaker,
    publish_all,
)
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from program.first_pages import write_first_pages
from program.models import Conference, Greeting, Session, Track

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "이차전지특화단지지정으로글로벌배터리선도도시로의도약을위한산학연관협력체계구축과차세대양극재전구체기술동향보고"
PAGES = (
    "/",
    "/program/",
    "/program/?day=2022-11-04",
    "/program/?track=recycling",
    "/program/?kind=talk",
    "/program/?q=전지",
    "/program/?q=없는말이다",
    "/program/mine/",
    "/program/mine/?s=aaaaaaaa",
    "/program/sessions/materials/",
    "/program/sessions/cathode/",
    "/program/sessions/workshop/",
    "/program/speakers/",
    "/program/speakers/lee/",
    "/program/changes/",
    "/notices/",
    "/notices/news/",
    "/about/",
    "/venue/",
    "/faq/",
    "/privacy/",
    "/accessibility/",
    "/accounts/login/",
    "/no-such-page/",
)
LANGUAGES = ("", "/en")


@pytest.fixture(autouse=True)
def programme() -> Conference:
    """Publish twice: parallel rooms, a night, a long title, a cancelled session, one without a time."""
    conference = create_pobatt()
    room = create_room(
        conference, slug="seminar", name_ko="중회의실 가나다라마바사아자차카타파하", name_en=""
    )
    track = Track.objects.get(conference=conference, slug="recycling")
    create_session(
        conference, slug="workshop", title_ko=LONG, title_en="", kind="session", room=room, track=track,
        starts_at=at(13), minutes=120,
        speakers=[create_speaker(conference, name_ko="남궁하늘별빛", affiliation_ko=LONG)],
    )  # fmt: skip
    create_session(
        conference, slug="night", title_ko="밤의 대화", room=room, starts_at=at(1, day=4), minutes=60
    )
    create_session(conference, slug="someday", title_ko="언젠가", title_en="", kind="side_event")
    create_organisation(conference, role="sponsor", name_ko=LONG, url="https://example.com/")
    publish_all(conference)
    Session.objects.filter(slug="keynote").update(
        cancelled_at=at(9), starts_at=at(10, 40), ends_at=at(11, 20)
    )
    publish_all(conference, note_ko="기조강연을 취소합니다.")
    surround(conference)
    return conference


def surround(conference: Conference) -> None:
    """Write everything that stands around a programme, with long words, a wide table and a banner."""
    write_first_pages(conference)
    wide = "\n".join(f"|{'|'.join([cell] * 12)}|" for cell in ("항목", "-", LONG[:9]))
    create_notice(
        conference, slug="news", title_ko=LONG, pinned_until=datetime(2999, 1, 1, tzinfo=UTC),
        body_ko=f"# {LONG}\n\n{wide}\n\n`{LONG}`",
    )  # fmt: skip
    for number in range(16):
        create_notice(conference, slug=f"news-{number}")
    Greeting.objects.create(
        conference=conference, name_ko="홍길동", position_ko="(시험) 시장", body_ko="반갑습니다."
    )
    Conference.objects.filter(pk=conference.pk).update(
        department_ko=LONG[:30],
        phone="054-000-0000",
        phone_hours_ko="평일 09:00~18:00",
        email="a" * 60 + "@example.com",
    )


@pytest.fixture(params=["light", "dark"])
def visitor(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[BrowserContext]:
    """Give a visitor by day and one by night."""
    with browser.new_context(base_url=live_server.url, color_scheme=request.param) as context:
        yield context


@pytest.fixture
def phone_without_scripts(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Give a small phone that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    with context:
        yield context.new_page()


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    wide = {}
    for path in (language + path for language in LANGUAGES for path in PAGES):
        page.goto(path)
        if width_of(page) > width:
            wide[path] = width_of(page)
    assert wide == {}


def test_twice_the_text_size_needs_no_sideways_scrolling_either(page: Page) -> None:
    """Zooming to 200 % halves what the page has for its width; here text alone grows, which is harder."""
    page.set_viewport_size({"width": 720, "height": 740})
    wide = {}
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if width_of(page) > 720:
            wide[path] = width_of(page)
    assert wide == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation(visitor: BrowserContext, width: int) -> None:
    page = visitor.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    violations = []
    for path in (language + path for language in LANGUAGES for path in PAGES):
        page.goto(path)
        page.eval_on_selector_all("details", "all => all.forEach(details => details.open = true)")
        found = Axe().run(page).response["violations"]
        violations += [(path, rule["id"], node["html"]) for rule in found for node in rule["nodes"]]
    assert violations == []


def test_the_agenda_is_complete_on_a_phone_without_scripts(phone_without_scripts: Page) -> None:
    page = phone_without_scripts
    page.goto("/program/")
    tops = Session.objects.filter(parent=None).count()
    assert page.locator(".session").count() == tops
    assert page.locator(".talk").count() == Session.objects.count() - tops
    assert page.locator(".session:visible, .talk:visible").count() == Session.objects.count()
    for session in page.locator(".session").all():
        box = session.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_menu_and_filters_open_without_scripts(phone_without_scripts: Page) -> None:
    page = phone_without_scripts
    page.goto("/program/")
    page.click(".menu-button")
    page.click(".menu-panel >> text=연사")
    assert page.locator("h1").inner_text() == "연사"
    page.goto("/program/")
    page.click(".filter-more-button")
    page.click(".filter-panel >> text=리사이클링")
    assert page.url.endswith("/program/?track=recycling")
    assert page.locator(".session").count() == 1
    page.click(".chip--chosen")
    assert page.url.endswith("/program/")


def test_parallel_sessions_stand_side_by_side_on_a_wide_screen_and_below_each_other_on_a_phone(
    page: Page,
) -> None:
    page.goto("/program/")
    main, seminar = (
        page.locator(".session", has=page.locator(f"a[href='/program/sessions/{slug}/']")).first
        for slug in ("materials", "workshop")
    )
    left, right = main.bounding_box(), seminar.bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    page.set_viewport_size({"width": 360, "height": 740})
    above, below = main.bounding_box(), seminar.bounding_box()
    assert above is not None
    assert below is not None
    assert above["x"] == below["x"]
    assert above["y"] + above["height"] <= below["y"]


def test_the_language_switch_stays_on_the_page_with_its_filters(page: Page) -> None:
    page.goto("/program/?day=2022-11-03&track=materials")
    page.click(".language-switch")
    assert page.url.endswith("/en/program/?day=2022-11-03&track=materials")
    assert page.locator("html").get_attribute("lang") == "en"
    page.click(".language-switch")
    assert page.url.endswith("/program/?day=2022-11-03&track=materials")


def test_the_first_press_of_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/program/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_page_needs_few_requests(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto("/program/", wait_until="networkidle")
    assert asked.count("document") + asked.count("stylesheet") <= 8
    assert 0 < asked.count("font") <= 20  # of 180 subsets
    assert asked.count("script") <= 2


def test_public_pages_hold_nothing_of_who_is_looking(client: Client, hana: Client) -> None:
    for path in (language + path for language in LANGUAGES for path in PAGES if "accounts" not in path):
        stranger, organiser = client.get(path), hana.get(path)
        assert stranger.content == organiser.content
        assert "csrf" not in stranger.content.decode()
        assert stranger.cookies == {}
