"""The way of an attendee on a phone: with and without scripts, in both languages, by keyboard, for everybody."""

import pytest
from factories import create_pobatt, open_registration, publish_all
from looking import is_wider_than_the_phone, violations
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from registering import code_sent_to

from program.models import Conference
from registration.models import Attendee, Question, RegistrationSettings

WAYS = [("", True), ("", False), ("/en", True), ("/en", False)]


@pytest.fixture
def registration(transactional_db: None) -> RegistrationSettings:
    """POBATT is published, registration is open, and lunch is asked about."""
    conference: Conference = create_pobatt()
    publish_all(conference)
    Question.objects.create(
        conference=conference, kind="yes_no", label_ko="오찬에 오십니까?", label_en="Will you join us for lunch?",
        item_ko="오찬 참석 여부", item_en="attendance at lunch", is_required=True, is_onsite_only=True,
    )  # fmt: skip
    return open_registration(conference)


def phone(browser: Browser, live_server: LiveServer, *, scripts: bool = True) -> Page:
    """Open a tab on a phone."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="ko-KR",
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripts,
    )
    return context.new_page()


def fill_in(page: Page, email: str) -> None:
    """Fill in the form as Minji would."""
    for field, words in (
        ("name", "김민지"),
        ("affiliation", "포항소재"),
        ("phone", "010-1234-5678"),
        ("email", email),
    ):
        page.locator(f"[name={field}]").fill(words)
    for field, value in (
        ("region", "pohang"),
        ("category", "company"),
        ("attendance", "onsite"),
        ("days", "1"),
    ):
        page.locator(f"[name={field}][value='{value}']").check()
    page.locator("[name^=question_][value=yes]").check()
    for box in ("consent_participation", "consent_age"):
        page.locator(f"[name={box}]").check()


@pytest.mark.parametrize(("prefix", "scripts"), WAYS)
def test_form_code_ticket_on_a_phone(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer, prefix: str, scripts: bool
) -> None:
    page = phone(browser, live_server, scripts=scripts)
    page.goto(f"{prefix}/registration/")
    page.locator("form[data-registration] [type=submit]").click()
    assert page.title().startswith("Error: " if prefix else "오류: ")
    assert scripts is False or not is_wider_than_the_phone(page)  # without scripts nobody can measure
    fill_in(page, "minji@example.com")
    page.locator("form[data-registration] [type=submit]").click()
    page.wait_for_url(f"**{prefix}/registration/code/")
    attendee = Attendee.objects.get()
    assert page.locator("[data-code]").inner_text() == attendee.code
    page.locator("[name=code]").fill(code_sent_to("minji@example.com"))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(f"**{prefix}/registration/me/")
    assert page.locator("[data-status]").first.get_attribute("data-status") == "confirmed"
    assert page.request.get(page.locator(".ticket-qr").get_attribute("src") or "").ok


def test_axe_finds_nothing_on_the_way(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer
) -> None:
    page = phone(browser, live_server)
    found = []
    page.goto("/registration/")
    found += violations(page)
    page.locator("form[data-registration] [type=submit]").click()
    found += violations(page)
    fill_in(page, "minji@example.com")
    page.locator("form[data-registration] [type=submit]").click()
    page.wait_for_url("**/registration/code/")
    found += violations(page)
    page.goto("/registration/code/address/")
    found += violations(page)
    page.goto("/registration/code/")
    page.locator("[name=code]").fill(code_sent_to("minji@example.com"))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/registration/me/")
    age = Attendee.objects.get().consents.get(text__purpose="age")
    for path in ("", "edit/", "cancel/", f"consents/{age.pk}/withdraw/", "erase/"):
        for prefix in ("", "/en"):
            page.goto(f"{prefix}/registration/me/{path}")
            page.eval_on_selector_all("details", "all => all.forEach(details => details.open = true)")
            found += violations(page)
            assert not is_wider_than_the_phone(page)
    page.goto(f"/registration/ticket/{Attendee.objects.get().ticket_token}/")
    assert found + violations(page) == []


def test_the_form_can_be_filled_in_by_keyboard_and_leads_to_the_first_mistake(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer
) -> None:
    page = phone(browser, live_server)
    page.goto("/registration/")
    page.locator("form[data-registration] [type=submit]").focus()
    page.keyboard.press("Enter")
    page.locator(".error-summary:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#id_name:focus").wait_for()
    page.keyboard.type("김민지")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("포항소재")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("[name=name]").input_value() == "김민지"
    assert page.locator("[name=affiliation]").input_value() == "포항소재"
    assert page.locator("[name=region][value=pohang]").is_checked()


def test_what_does_not_concern_somebody_is_hidden(
    registration: RegistrationSettings, browser: Browser, live_server: LiveServer
) -> None:
    page = phone(browser, live_server)
    page.goto("/registration/")
    country, lunch = page.locator("[name=country]"), page.locator("[name^=question_][value=yes]")
    assert (country.is_visible(), lunch.is_visible()) == (False, True)
    page.locator("[name=region][value=abroad]").check()
    page.locator("[name=attendance][value=online]").check()
    assert (country.is_visible(), lunch.is_visible()) == (True, False)
