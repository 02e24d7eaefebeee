"""Every page of accounts in a browser: nothing for axe to find, nothing wider than a phone, and a warning in time."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from factories import create_organiser, create_pobatt, publish_all
from passkey_device import give_passkey_device
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from registering import code_sent_to
from social_provider import Person, providers

from registration import idleness

PASSWORD, EMAIL = "correct horse battery", "hana@example.com"
pytestmark = pytest.mark.django_db(transaction=True)


class Walk:
    """A visitor's tab, and what is wrong with the pages it has seen."""

    def __init__(self, page: Page, prefix: str) -> None:
        self.page, self.prefix = page, prefix
        self.wrong: list[tuple[str, str]] = []

    def see(self, name: str) -> None:
        """Look at the page that is open, narrow and wide, light and dark."""
        for width, scheme in ((360, "light"), (768, "light"), (1440, "dark")):
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if self.page.locator("html").evaluate("page => page.scrollWidth > page.clientWidth"):
                self.wrong.append((name, f"wider than {width}"))
            if width != 768:
                found = Axe().run(self.page).response["violations"]
                self.wrong += [
                    (name, f"{rule['id']} {node['html']}") for rule in found for node in rule["nodes"]
                ]
            if album := os.environ.get("POBATT_ALBUM"):
                Path(album).mkdir(exist_ok=True)
                language = self.prefix.strip("/") or "ko"
                self.page.screenshot(path=f"{album}/{name}-{language}-{width}-{scheme}.png", full_page=True)

    def open(self, path: str, name: str) -> None:
        self.page.goto(f"{self.prefix}{path}")
        self.see(name)

    def send(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)
        self.page.locator(f"main [name={list(fields)[-1]}]").press("Enter")
        self.page.wait_for_load_state()


@pytest.fixture(params=["", "/en"])
def walk(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Walk]:
    publish_all(create_pobatt())
    context = browser.new_context(base_url=live_server.url, locale="ko-KR", reduced_motion="reduce")
    yield Walk(context.new_page(), request.param)
    context.close()


def number_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_pages_of_staff(walk: Walk) -> None:
    create_organiser(EMAIL)
    page = walk.page
    give_passkey_device(page)
    walk.open("/accounts/login/", "login")
    walk.send(login=EMAIL, password="wrong password")
    walk.see("login-wrong")
    walk.send(login=EMAIL, password=PASSWORD)
    walk.open("/accounts/2fa/totp/activate/", "enrolment")
    walk.send(code="000000")
    walk.see("enrolment-wrong")
    walk.send(code=number_of(page.locator("[data-secret]").inner_text()))
    walk.see("recovery-codes")
    for path, name in (
        ("2fa/", "factors"), ("2fa/totp/deactivate/", "deactivate"), ("2fa/recovery-codes/", "recovery-again"),
        ("2fa/recovery-codes/generate/", "recovery-generate"), ("2fa/webauthn/", "passkeys-none"),
        ("password/change/", "password-change"), ("logout/", "logout"), ("2fa/webauthn/add/", "passkey-add"),
    ):  # fmt: skip
        walk.open(f"/accounts/{path}", name)
        if name == "deactivate":
            page.locator("main form [type=submit]").first.click()
            walk.see("deactivate-refused")
    page.goto(f"{walk.prefix}/accounts/2fa/webauthn/add/")
    walk.send(name="노트북")
    page.wait_for_url("**/accounts/2fa/")
    walk.open("/accounts/2fa/webauthn/", "passkeys")
    page.locator("[href*='/edit/']").click()
    walk.see("passkey-rename")
    walk.open("/accounts/2fa/webauthn/", "passkeys")
    page.locator("[href*='/remove/']").click()
    walk.see("passkey-remove")
    for path in ("reauthenticate/", "2fa/reauthenticate/", "2fa/webauthn/reauthenticate/"):
        walk.open(f"/accounts/{path}", path.replace("/", "-"))
    page.context.clear_cookies()
    page.goto(f"{walk.prefix}/accounts/login/")
    walk.send(login=EMAIL, password=PASSWORD)
    walk.see("authenticate")
    assert walk.wrong == []


def test_the_pages_of_attendees(walk: Walk, settings: object) -> None:
    with providers(Person(), settings):
        walk.open("/accounts/login/code/", "ask-for-code")
        walk.send(email="minji@example.com")
        walk.see("code")
        walk.send(code="12")
        walk.see("code-wrong")
        walk.send(code=code_sent_to("minji@example.com"))
    walk.open("/accounts/2fa/webauthn/", "attendee-passkeys")
    walk.open("/accounts/reauthenticate/?next=/accounts/2fa/webauthn/add/", "log-in-again")
    assert walk.wrong == []


def test_the_page_of_who_has_tried_too_often(walk: Walk) -> None:
    create_organiser(EMAIL)
    walk.page.goto(f"{walk.prefix}/accounts/login/")
    for _ in range(6):
        walk.send(login=EMAIL, password="wrong password")
    walk.see("locked-out")
    cache.clear()
    assert walk.page.locator(".error-summary").count() == 1
    assert walk.wrong == []


def test_staff_are_warned_before_they_are_logged_out_and_one_press_prolongs_it_in_every_tab(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, live_server: LiveServer
) -> None:
    create_organiser(EMAIL)
    page = walk.page
    page.goto("/accounts/login/")
    walk.send(login=EMAIL, password=PASSWORD)
    page.goto("/accounts/2fa/totp/activate/")
    walk.send(code=number_of(page.locator("[data-secret]").inner_text()))
    page.goto("/admin/")
    other = page.context.new_page()
    other.goto(f"{walk.prefix}/staff/preview/2022/program/")
    monkeypatch.setattr(idleness, "WRITE_EVERY", 0)
    monkeypatch.setattr(idleness, "IDLE_FOR", 122)  # seconds: the warning comes two minutes before
    for tab in (page, other):
        tab.reload()
        tab.locator("[data-idle]").wait_for(state="visible")
    page.locator("[data-idle] button").click()
    page.locator("[data-idle]").wait_for(state="hidden")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    other.locator("[data-idle]").wait_for(state="hidden")
    monkeypatch.setattr(idleness, "IDLE_FOR", 0)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_url("**/accounts/login/?next=%2Fadmin%2F")
