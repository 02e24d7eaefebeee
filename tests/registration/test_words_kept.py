"""Any name goes form → page → mail → calendar letter by letter; nothing of a person gets into logs or addresses."""

import html
import logging
import re
from email import message_from_bytes, policy
from typing import Any
from unicodedata import normalize

import pytest
from django.test import Client
from factories import create_application, create_attendee, open_registration
from hypothesis import HealthCheck, given, settings, strategies
from icalendar import Calendar
from registering import code_sent_to, register

from pobatt.plain_text import has_hidden, is_blank
from program.models import Release
from registration.attendee_form import AttendeeForm
from registration.delivery import as_mail
from registration.models import Attendee, Message, RegistrationSettings
from registration.telling import Reason, tell
from registration.tickets import calendar_of

NAMES = (  # the form refuses names with hidden signs, and those that nobody can see
    strategies.text(min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda name: not has_hidden(name) and not is_blank(name))
)


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open."""
    return open_registration(released.conference)


@pytest.fixture
def minji(registration: RegistrationSettings) -> Attendee:
    """Minji is registered."""
    return create_attendee(registration.conference, email="minji@example.com")


@given(NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_goes_from_the_form_to_page_mail_and_calendar_unchanged(
    registration: RegistrationSettings, minji: Attendee, name: str
) -> None:
    field = AttendeeForm.base_fields["name"]
    kept = normalize("NFC", name)
    assert field.clean(name) == kept
    minji.name = field.clean(name)
    minji.save()
    client = Client()
    assert minji.user is not None
    client.force_login(minji.user)
    page = client.get("/registration/me/").content.decode()
    assert kept in html.unescape(page)
    Message.objects.all().delete()
    tell(minji, registration, Reason.CHANGED)
    letter = message_from_bytes(as_mail(Message.objects.get()).message().as_bytes(), policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    assert kept in text
    entry = next(iter(Calendar.from_ical(calendar_of(minji)).walk("VEVENT")))
    assert str(entry["description"]).split("\n")[0] == kept


def test_nothing_of_a_person_is_in_logs_addresses_or_public_pages(
    registration: RegistrationSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client()
    visited: list[str] = []
    for page in (
        register(client, name="까나리", email="canary@example.com", phone="010-9753-8642"),
        client.post("/registration/code/", {"code": code_sent_to("canary@example.com")}, follow=True),
    ):
        visited += [address for address, _status in page.redirect_chain]
    letter = Message.objects.filter(kind="confirmed").get()
    addresses = " ".join(visited + re.findall(r"https?://\S+", letter.text))
    public = "".join(Client().get(path).content.decode() for path in ("/", "/program/", "/registration/"))
    logged = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db.backends")
    )
    for secret in ("까나리", "canary", "97538642", "9753-8642"):
        assert secret not in addresses
        assert secret not in public
        assert secret not in logged


def test_the_ticket_shows_name_number_time_and_place_and_nothing_else(minji: Attendee) -> None:
    page = Client().get(f"/registration/ticket/{minji.ticket_token}/")
    text = page.content.decode()
    assert minji.name in text
    assert minji.code in text
    for secret in (minji.email, minji.affiliation, minji.phone[-8:]):
        assert secret not in text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert (
        Client().get(f"/registration/ticket/{minji.ticket_token}/qr.svg")["Content-Type"] == "image/svg+xml"
    )


def test_a_revoked_ticket_shows_nothing(minji: Attendee) -> None:
    client = Client()
    assert minji.user is not None
    client.force_login(minji.user)
    old = minji.ticket_token
    client.post("/registration/me/ticket/new/")
    minji.refresh_from_db()
    assert Client().get(f"/registration/ticket/{old}/").status_code == 404
    assert Client().get(f"/registration/ticket/{minji.ticket_token}/").status_code == 200


def test_my_page_is_mine(minji: Attendee, registration: RegistrationSettings) -> None:
    junho = create_attendee(registration.conference, email="junho@example.com")
    tell(junho, registration, Reason.CONFIRMED)
    letter = Message.objects.get()
    client = Client()
    assert minji.user is not None
    client.force_login(minji.user)
    assert junho.code not in client.get("/registration/me/").content.decode()
    assert client.get(f"/registration/me/messages/{letter.pk}/").status_code == 404
    for path in ("", "edit/", "cancel/", "qr.png", "calendar.ics", "erase/"):
        assert Client().get(f"/registration/me/{path}").status_code == 302


def test_erasing_leaves_nothing_and_frees_the_place(
    registration: RegistrationSettings, minji: Attendee
) -> None:
    client = Client()
    user = minji.user
    assert user is not None
    client.force_login(user)
    tell(minji, registration, Reason.CONFIRMED)
    client.post("/registration/me/erase/")
    assert (Attendee.objects.count(), Message.objects.count()) == (0, 0)
    assert not type(user).objects.filter(pk=user.pk).exists()


def test_edits_freeze_and_staff_open_one_persons_window(
    registration: RegistrationSettings, minji: Attendee, admin_client: Client
) -> None:
    client = Client()
    assert minji.user is not None
    client.force_login(minji.user)
    form: dict[str, Any] = create_application("minji@example.com", name="김새이름").fields
    RegistrationSettings.objects.update(edits_freeze_at="2020-01-01T00:00Z")
    assert "수정 기간이 지났습니다" in client.post("/registration/me/edit/", form).content.decode()
    admin_client.post(
        "/admin/registration/attendee/", {"action": "open_edits", "_selected_action": [str(minji.pk)]}
    )
    assert client.post("/registration/me/edit/", form).status_code == 302
    minji.refresh_from_db()
    assert minji.name == "김새이름"


def test_the_desk_confirms_and_it_is_recorded(
    registration: RegistrationSettings, admin_client: Client
) -> None:
    register(Client(), email="nomail@example.com")
    attendee = Attendee.objects.get()
    page = admin_client.post(
        "/admin/registration/attendee/",
        {"action": "confirm_at_the_desk", "_selected_action": [str(attendee.pk)]},
        follow=True,
    )
    attendee.refresh_from_db()
    assert (attendee.state, attendee.confirmed_by.is_superuser) == ("confirmed", True)  # type: ignore[union-attr]
    text = page.content.decode()
    assert "010-****-5678" in text
    assert "no****@example.com" in text
    assert "nomail@" not in text
