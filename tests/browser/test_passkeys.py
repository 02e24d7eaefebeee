"""Passkeys in a browser: the first login of staff, their later ones, and attendees without a code."""

import pytest
from allauth.mfa.models import Authenticator
from factories import create_account, create_organiser, create_pobatt, open_registration, publish_all
from passkey_device import give_passkey_device
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from registering import code_sent_to

from registration.models import Attendee

PASSWORD = "correct horse battery"
EMAIL = "hana@example.com"


def log_in(page: Page, site: str = "") -> None:
    page.goto(f"{site}/admin/")
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def make_passkey(page: Page) -> None:
    page.locator("[href='/accounts/2fa/webauthn/add/']").first.click()
    page.locator("[name=name]").fill("하나의 노트북")
    page.locator("form[data-passkey] [type=submit]").click()


@pytest.mark.django_db(transaction=True)
def test_staff_enrol_a_passkey_with_the_first_login_and_use_it_with_later_ones(page: Page) -> None:
    create_organiser(EMAIL)
    give_passkey_device(page)
    log_in(page)
    page.wait_for_url("**/2fa/totp/activate/**")
    make_passkey(page)
    page.wait_for_url("**/2fa/recovery-codes/")
    assert page.locator(".recovery-codes code").count() == 10
    page.goto("/admin/")
    page.locator("#site-name").wait_for()

    page.context.clear_cookies()
    log_in(page)
    page.wait_for_url("**/2fa/authenticate/")
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/admin/program/session/")
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/admin/program/session/")


@pytest.mark.django_db(transaction=True)
def test_attendees_add_a_passkey_to_their_page_and_log_in_without_a_code(page: Page) -> None:
    conference = create_pobatt()
    publish_all(conference)
    open_registration(conference)
    create_account("minji@example.com")
    devtools, device = give_passkey_device(page)
    page.goto("/registration/me/")
    page.locator("[name=email]").fill("minji@example.com")
    page.locator("[name=email]").press("Enter")
    page.locator("[name=code]").fill(code_sent_to("minji@example.com"))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/registration/me/")
    page.locator("[href='/accounts/2fa/webauthn/']").click()
    make_passkey(page)
    page.wait_for_url("**/2fa/webauthn/")
    assert page.locator(".passkey b").all_inner_texts() == ["하나의 노트북"]
    assert list(Authenticator.objects.values_list("type", flat=True)) == ["webauthn"]
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    page.context.clear_cookies()
    page.goto("/en/registration/me/")
    page.locator("form[data-passkey] [type=submit]").click()
    page.locator(".account-actions", has_text="minji@example.com").wait_for()
    assert Attendee.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_under_an_address_of_numbers_the_name_is_shown_and_no_button(
    page: Page, live_server: LiveServer
) -> None:
    create_organiser(EMAIL)
    log_in(page, live_server.url.replace("localhost", "127.0.0.1"))
    page.wait_for_url("**/2fa/totp/activate/**")
    page.locator("[href='/accounts/2fa/webauthn/add/']").first.click()
    page.locator("[data-passkey-hint=name]").wait_for()
    assert (
        page.locator("[data-passkey-hint=name] a").inner_text()
        == "http://localhost:8000/accounts/2fa/webauthn/add/"
    )
    assert not page.locator("form[data-passkey]").is_visible()
