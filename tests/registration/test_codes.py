"""Codes by mail: no password, nothing told to strangers, nothing that a stranger can shut for good."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import open_registration
from forms_of_pages import fields_of
from jobs_now import run_jobs
from mail_server import mail_server, send_through
from pytest_django import Settings

from program.models import Conference
from registration.models import LoginCode, Message

ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"
MINJI = "minji@example.com"


def ask(client: Client, email: str = MINJI, **more: str) -> HttpResponse:
    return client.post(ASK, {"email": email} | more)


def code() -> str:
    found = re.search(r"\b\d{6}\b", Message.objects.latest("pk").text)
    assert found
    return found.group()


def link() -> str:
    found = re.search(r"/registration/confirm/[^/\s]+/", Message.objects.latest("pk").text)
    assert found
    return found.group()


def wrong() -> str:
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_new_shows_an_address_to_be_theirs(db: None) -> None:
    client = Client()

    assert ask(client, "Minji@Example.com", next="/program/")["Location"] == f"{CONFIRM}?next=%2Fprogram%2F"
    page = client.get(CONFIRM)
    assert b'autocomplete="one-time-code"' in page.content
    done = client.post(CONFIRM, {"code": f" {code()} ", "next": "/program/"})

    assert (done["Location"], is_logged_in(client)) == ("/program/", True)
    assert EmailAddress.objects.get(email=MINJI).verified


def test_known_and_unknown_addresses_and_repeats_look_alike(db: None) -> None:
    client = Client()
    ask(client)
    client.post(CONFIRM, {"code": code()})
    answers = []
    for email in (MINJI, "junho@example.com", "junho@example.com"):
        visitor = Client()
        answer = ask(visitor, email)
        page = visitor.get(CONFIRM).content.decode().replace(email, "…")
        page = re.sub(r'value="[\w]{64}"', "", page)
        answers.append((answer.status_code, answer["Location"], page))

    assert answers[0] == answers[1] == answers[2]


def test_known_and_unknown_addresses_cost_the_same_writes(db: None) -> None:
    ask(Client(), MINJI)
    counts = []
    for email in (MINJI, "junho@example.com"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(Client(), email)
        counts.append(sum('INSERT INTO "auth_user"' in query["sql"] for query in queries))

    assert counts == [1, 1]
    assert User.objects.filter(email=MINJI).count() == 1


def test_opening_the_address_in_the_mail_changes_nothing_and_its_button_logs_in_once(
    conference: Conference,
) -> None:
    open_registration(conference)
    ask(Client())
    elsewhere, pressed = Client(), link()

    for _ in range(2):
        assert elsewhere.get(pressed).status_code == 200
    assert not is_logged_in(elsewhere)

    assert elsewhere.post(pressed)["Location"] == "/registration/me/"
    assert is_logged_in(elsewhere)
    assert Client().post(pressed).status_code == 410


def test_a_code_typed_twice_logs_in_once(db: None) -> None:
    client, thief = Client(), Client()
    ask(client)
    typed = code()
    client.post(CONFIRM, {"code": typed})

    thief.cookies = client.cookies.__class__()
    assert thief.post(CONFIRM, {"code": typed})["Location"].startswith("/accounts/login/")
    assert not is_logged_in(thief)


def test_a_code_is_good_for_its_own_browser_only(db: None) -> None:
    first, second = Client(), Client()
    ask(first)
    of_first = code()
    ask(second, "junho@example.com")

    second.post(CONFIRM, {"code": of_first})

    assert not is_logged_in(second)


def test_wrong_codes_are_limited_and_the_owner_still_gets_in(conference: Conference) -> None:
    open_registration(conference)
    stranger = Client()
    for _ in range(4):
        ask(stranger)
        for _ in range(5):
            stranger.post(CONFIRM, {"code": wrong()})
    ask(stranger)
    told = stranger.post(CONFIRM, {"code": code()})
    assert "단추를 눌러 주세요" in told.content.decode()
    assert not is_logged_in(stranger)

    owner = Client()
    owner.post(link())
    assert is_logged_in(owner)


def test_parallel_guesses_are_counted_before_they_are_looked_at(db: None) -> None:
    ask(Client())
    row = LoginCode.objects.get()

    assert [LoginCode.objects.spend_guess(str(row.key), MINJI) for _ in range(7)] == [True] * 5 + [False] * 2


def test_another_code_takes_the_place_of_the_one_before(db: None) -> None:
    client = Client()
    ask(client)
    old = code()

    client.post(CONFIRM, {"action": "resend"})

    assert Message.objects.count() == 1
    if old != code():
        client.post(CONFIRM, {"code": old})
        assert not is_logged_in(client)
    client.post(CONFIRM, {"code": code()})
    assert is_logged_in(client)


def test_a_code_is_too_late_after_a_quarter_of_an_hour_and_never_sent_then(
    db: None, settings: Settings
) -> None:
    client = Client()
    ask(client)
    typed = code()

    with time_machine.travel(timezone.now() + timedelta(minutes=16)), mail_server(settings) as server:
        run_jobs()
        client.post(CONFIRM, {"code": typed})
        assert (is_logged_in(client), server.mails) == (False, [])


def test_with_mail_down_the_form_is_answered_and_the_code_follows(db: None, settings: Settings) -> None:
    send_through(settings, 1)
    client = Client()
    assert ask(client).status_code == 302
    run_jobs()
    typed = code()

    with mail_server(settings) as server:
        run_jobs(within=timedelta(minutes=2))
    assert [typed in mail["Subject"] for mail in server.mails] == [True]
    assert list(Message.objects.letters()) == []
    assert Message.objects.get().text == ""


def test_mails_to_one_address_are_limited_whoever_asks(db: None) -> None:
    for _ in range(8):
        ask(Client())

    assert LoginCode.objects.count() == 6


def test_an_address_cannot_carry_a_header(db: None) -> None:
    assert ask(Client(), "minji@example.com\r\nBcc: all@example.com").status_code == 200
    assert Message.objects.count() == 0


def test_a_closed_account_gets_no_code_and_looks_the_same(db: None) -> None:
    User.objects.create_user("closed", MINJI, is_active=False)
    EmailAddress.objects.create(user=User.objects.get(), email=MINJI, verified=True, primary=True)

    assert ask(Client())["Location"] == CONFIRM
    assert Message.objects.count() == 0


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_mail_speaks_the_language_of_the_page(db: None, language: str) -> None:
    Client().post(f"{language}{ASK}", {"email": MINJI})

    assert Message.objects.get().subject.startswith(
        "[POBATT] Your code" if language else "[POBATT] 확인 번호"
    )


def test_the_form_keeps_what_was_typed(db: None) -> None:
    page = ask(Client(), "minji@")

    assert fields_of(page, having="email")["email"] == "minji@"


def test_an_address_in_hangul_logs_in_under_the_spelling_it_was_registered_with(
    conference: Conference,
) -> None:
    ask(Client(), "hong@포항.kr")
    assert Message.objects.get().address == "hong@xn--og8bo1a.kr"
