"""The form of a session shows what its kind needs, with and without scripts."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from factories import create_organiser, create_pobatt
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from program.models import Conference, Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTS = {
    "parent": ".field-parent",
    "track": ".field-track",
    "people": ".of-people",
    "texts": ".of-texts",
    "slides": ".of-slides",
    "talks": "#talks-group",
}
NEEDED = {
    "break": set(),
    "registration": set(),
    "ceremony": {"track", "people", "texts", "slides"},
    "keynote": {"track", "people", "texts", "slides"},
    "talk": {"parent", "track", "people", "texts", "slides"},
    "session": {"track", "people", "texts", "talks"},
}


@pytest.fixture
def conference() -> Conference:
    return create_pobatt()


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def form(
    request: pytest.FixtureRequest, conference: Conference, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """Open the site as an organiser."""
    client = Client()
    client.force_login(create_organiser("hana@example.com"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with browser.new_context(base_url=live_server.url, java_script_enabled=request.param) as context:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        yield context.new_page()


def shown(form: Page) -> set[str]:
    return {name for name, selector in PARTS.items() if form.locator(selector).first.is_visible()}


def test_each_kind_shows_what_it_needs(form: Page) -> None:
    form.goto("/admin/program/session/add/")
    found = {}
    for kind in NEEDED:
        form.select_option("[name=kind]", kind)
        found[kind] = shown(form)
    assert found == NEEDED


def test_what_is_filled_in_is_never_hidden(form: Page) -> None:
    keynote = Session.objects.get(slug="keynote")
    form.goto(f"/admin/program/session/{keynote.pk}/change/")
    form.select_option("[name=kind]", "break")
    assert shown(form) == {"people"}
    themed = Session.objects.get(slug="materials")
    form.goto(f"/admin/program/session/{themed.pk}/change/")
    form.select_option("[name=kind]", "break")
    assert shown(form) == {"track", "people", "talks"}


def test_a_talk_is_added_to_its_session_by_a_link(form: Page) -> None:
    Session.objects.get(slug="unknown").delete()
    themed = Session.objects.get(slug="materials")
    form.goto(f"/admin/program/session/{themed.pk}/change/")
    form.click("text=발표 추가 >> nth=0")
    expect(form.locator(".field-parent")).to_be_visible()
    assert shown(form) == {"parent", "track", "people", "texts", "slides"}
    form.fill("[name=title_ko]", "분리막")
    form.click("[name=_save]")
    assert "시작과 끝을 함께 입력하세요." in form.locator(".errorlist").first.inner_text()
    assert form.input_value("[name=starts_at_1]") == "13:30:00"
    form.fill("[name=ends_at_0]", "2022-11-03")
    form.fill("[name=ends_at_1]", "14:00")
    form.click("[name=_save]")
    talk = Session.objects.get(title_ko="분리막")
    assert (talk.parent, talk.kind, talk.room) == (themed, "talk", themed.room)
