"""My page and the ticket in every state: in both languages, by day and by night, on a phone; axe has no complaint."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from factories import create_account, create_attendee, create_pobatt, open_registration, publish_all
from looking import is_wider_than_the_phone, violations
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from registering import code_sent_to

from registration.consent_texts import current_texts
from registration.models import Attendee, CheckIn, Consent, Message, NewsReader, RegistrationSettings
from registration.places import database_now

SOON = timedelta(hours=3)
STREAM = "https://live.example.org/pobatt"


@pytest.fixture
def registration(transactional_db: None) -> RegistrationSettings:
    """POBATT is published and registration is open."""
    conference = create_pobatt()
    publish_all(conference)
    return open_registration(conference)


def in_state(registration: RegistrationSettings, state: str) -> Attendee:
    """Let Minji be in a state, with consents and a letter."""
    now = database_now()
    fields: dict[str, dict[str, Any]] = {
        "held": {"state": "held", "held_until": now + SOON},
        "waitlisted": {"state": "waitlisted", "waitlisted_at": now},
        "offered": {"state": "offered", "offered_until": now + SOON},
        "cancelled": {"state": "cancelled", "cancelled_at": now},
        "expired": {"state": "expired", "offered_until": now - SOON},
        "online": {"attendance": "online"},
        "stream": {"attendance": "online"},
    }
    settings_of: dict[str, dict[str, Any]] = {
        "closed": {"closes_at": now - SOON},
        "cancelled-closed": {"closes_at": now - SOON},
        "frozen": {"edits_freeze_at": now - SOON},
        "online": {"stream_url": STREAM, "stream_opens_at": now + SOON},
        "stream": {"stream_url": STREAM, "stream_opens_at": now - SOON},
    }
    RegistrationSettings.objects.update(**settings_of.get(state, {"edits_freeze_at": now + SOON}))
    minji = create_attendee(
        registration.conference, name="김민지", name_en="Minji Kim", affiliation="포항소재연구원 배터리소재연구소",
        user=create_account("minji@example.com", verified=state != "held"), email="minji@example.com", days=[1, 2],
        department="양극재팀", position="책임연구원",
        **fields.get(state.removesuffix("-closed"), {}),
    )  # fmt: skip
    for text in current_texts(registration, []):
        Consent.objects.create(attendee=minji, text=text, language="ko", given_at=now)
    Message.objects.create(
        key=state, kind="confirmed", attendee=minji, address=minji.email, sent_at=now, text="등록이 확정되었습니다.",
        subject="[POBATT 2022] 등록이 확정되었습니다",
    )  # fmt: skip
    return minji


def open_as(browser: Browser, live_server: LiveServer, attendee: Attendee, **options: Any) -> Page:
    """Open a tab in which somebody is logged in."""
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    context = browser.new_context(
        base_url=live_server.url, locale="ko-KR", **{"viewport": {"width": 360, "height": 740}} | options
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


STATES = [
    "confirmed", "held", "waitlisted", "offered", "cancelled", "cancelled-closed", "expired", "closed", "frozen",
    "online", "stream",
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_axe_has_no_complaint_of_my_page(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer, state: str
) -> None:
    minji = in_state(registration, state)
    found = []
    for scheme in ("light", "dark"):
        page = open_as(browser, live_server, minji, color_scheme=scheme)
        for prefix in ("", "/en"):
            page.goto(f"{prefix}/registration/me/")
            status = page.locator("[data-status]").first.get_attribute("data-status")
            assert status == minji.state
            page.eval_on_selector_all("details", "all => all.forEach(details => details.open = true)")
            found += violations(page)
            assert not is_wider_than_the_phone(page)
        page.context.close()
    assert found == []


def test_axe_has_no_complaint_of_the_pages_around_it(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer
) -> None:
    minji = in_state(registration, "confirmed")
    page = open_as(browser, live_server, minji)
    letter = minji.messages.get()
    found = []
    for path in (
        "me/email/", "me/edit/", "me/cancel/", "me/erase/", f"me/messages/{letter.pk}/", f"ticket/{minji.ticket_token}/"
    ):  # fmt: skip
        for prefix in ("", "/en"):
            page.goto(f"{prefix}/registration/{path}")
            found += violations(page)
            assert not is_wider_than_the_phone(page)
    page.goto("/registration/me/email/")
    page.locator("[name=email]").fill("new@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**/email/code/")
    found += violations(page)
    text = next(text for text in current_texts(registration, []) if text.purpose == "promotion")
    NewsReader.objects.create(
        conference=registration.conference, email=minji.email, phone=minji.phone, language="ko", text=text,
        given_at=database_now(),
    )  # fmt: skip
    Attendee.objects.all().delete()
    page.goto("/registration/me/")
    page.locator("#news").wait_for()
    assert found + violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_going_in_online_counts_as_attendance_and_leads_to_the_stream(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer, scripts: bool
) -> None:
    minji = in_state(registration, "online")
    page = open_as(browser, live_server, minji, java_script_enabled=scripts)
    page.goto("/registration/me/")
    enter = page.locator("form[action$='/registration/me/enter/'] button")
    assert (enter.count(), STREAM in page.content()) == (0, False)

    RegistrationSettings.objects.update(stream_opens_at=database_now())
    page.reload()
    page.context.route("https://live.example.org/**", lambda route: route.fulfill(body="the stream"))
    enter.click()

    page.wait_for_url(STREAM)
    assert [(seen.attendee_id, seen.way) for seen in CheckIn.objects.all()] == [(minji.pk, "stream")]


def reach(page: Page, element: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("element => document.activeElement.matches(element)", element):
            return
    pytest.fail(f"{element} cannot be reached")


def test_the_whole_way_goes_by_keyboard_alone(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_context(base_url=live_server.url, locale="ko-KR").new_page()
    page.goto("/registration/")
    for field, words in {"name": "김민지", "affiliation": "포항소재"}.items():
        reach(page, f"[name={field}]")
        page.keyboard.type(words)
    reach(page, "[name=region]")
    page.keyboard.press("Space")
    for field, words in {"phone": "01012345678", "email": "minji@example.com"}.items():
        reach(page, f"[name={field}]")
        page.keyboard.type(words)
    for box in ("category", "attendance", "days", "consent_participation", "consent_age"):
        reach(page, f"[name={box}]")
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registration/code/")
    reach(page, "[name=code]")
    page.keyboard.type(code_sent_to("minji@example.com"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/registration/me/")
    reach(page, "[href$='/registration/me/edit/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/edit/")
    reach(page, "[name=department]")
    page.keyboard.type("양극재팀")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registration/me/")
    assert Attendee.objects.get().department == "양극재팀"
    reach(page, "[data-purpose=promotion] summary, [data-purpose=age] summary")
    page.keyboard.press("Enter")
    reach(page, "[href$='/withdraw/']")
    page.reload()
    reach(page, "[href$='/registration/me/cancel/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/cancel/")
    reach(page, ".button--danger")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registration/me/")
    assert page.locator("[data-status]").first.get_attribute("data-status") == "cancelled"
