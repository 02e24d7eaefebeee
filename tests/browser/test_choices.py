"""Registering with a first and a second choice of visit on a phone, then telling what the host requires."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from factories import create_attendee, create_pobatt, create_visit, open_registration, publish_all
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from registering import FILLED_IN, code_sent_to
from visiting import book, states_of

from visits.models import SiteVisit, VisitorDetails


@pytest.fixture
def visits(transactional_db: None) -> list[SiteVisit]:
    """The first has no seat left; the second asks for the kind of document and the size of shoes."""
    conference = create_pobatt()
    publish_all(conference)
    open_registration(conference)
    first = create_visit(conference, slug="gana", host_ko="가나소재", host_en="Gana", capacity=1)
    book(create_attendee(conference), first)
    asked = {"details": ["document", "shoe_size"], "details_due_at": timezone.now() + timedelta(days=3)}
    return [first, create_visit(conference, slug="dara", host_ko="다라전지", host_en="Dara", **asked)]


@pytest.mark.parametrize(("prefix", "scripts"), [("", True), ("/en", False)])
def test_one_form_two_choices_one_code_and_the_details(
    visits: list[SiteVisit], browser: Browser, live_server: LiveServer, prefix: str, scripts: bool
) -> None:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{prefix}/registration/")
    for field in ("name", "affiliation", "phone", "email"):
        page.locator(f"[name={field}]").fill(FILLED_IN[field])
    for field, value in (
        ("region", "pohang"),
        ("category", "company"),
        ("attendance", "onsite"),
        ("days", "1"),
    ):
        page.locator(f"[name={field}][value='{value}']").check()
    for box in ("consent_participation", "consent_age", "consent_visits"):
        page.locator(f"[name={box}]").check()
    page.locator("[name=visit_first]").select_option("gana")
    if scripts:
        assert page.locator("[data-chosen=gana]").is_visible()
        assert page.locator("[data-chosen=dara]").is_hidden()
        assert Axe().run(page).response["violations"] == []
    page.locator("[name=visit_second]").select_option("dara")
    page.locator("form[data-registration] .button--wide").click()
    assert states_of(visits[0]) + states_of(visits[1]) == ["confirmed", "waitlisted", "held"]
    page.locator("[name=code]").fill(code_sent_to("minji@example.com"))
    page.locator(".code-field ~ .form-actions [type=submit]").click()
    assert states_of(visits[0]) + states_of(visits[1]) == ["confirmed", "waitlisted", "confirmed"]
    page.locator(".visit-details-due").click()
    page.locator("[name=document][value=passport]").check()
    page.locator("[name=shoe_size]").select_option("265")
    if scripts:
        assert Axe().run(page).response["violations"] == []
    page.locator(".visit-form [type=submit]").click()
    assert page.locator("[data-details=told]").count() == 1
    assert VisitorDetails.objects.get().values == {"document": "passport", "shoe_size": "265"}
