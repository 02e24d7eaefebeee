"""Nobody learns from the site whose an address is: every door says, sets and writes the same for every address."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import create_account, create_attendee, create_conference, create_organiser, open_registration
from registering import filled_in

from registration.models import RegistrationSettings

UNKNOWN, REPEATED = "nobody@example.com", "again@example.com"
KNOWN = {
    "confirmed": "junho@example.com",
    "unconfirmed": "sora@example.com",
    "of last year": "hyejin@example.com",
    "cancelled": "dohyun@example.com",
    "without a registration": "yuna@example.com",
    "never shown to be theirs": "taeho@example.com",
    "closed": "gone@example.com",
    "staff": "hana@example.com",
}
CANCELLED: dict[str, Any] = {"state": "cancelled", "place": None, "cancelled_at": timezone.now()}
FEW = 6  # statements of a millisecond or less, among some fifty
ADDRESSES = [*KNOWN.values(), REPEATED]


class Seen(NamedTuple):
    """What a stranger sees of an answer, without what differs every time."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, dict[str, Any]]
    page: str
    statements: int


@pytest.fixture
def registration(db: None) -> RegistrationSettings:
    """People of every kind."""
    registration = open_registration(create_conference(), last_number=5000)
    past = create_conference(slug="2021", is_current=False)
    open_registration(past, code_prefix="POBATT21")
    create_attendee(registration.conference, email=KNOWN["confirmed"])
    create_attendee(
        registration.conference,
        email=KNOWN["cancelled"],
        state="cancelled",
        place=None,
        cancelled_at=timezone.now(),
    )
    create_attendee(past, email=KNOWN["of last year"])
    create_account(KNOWN["without a registration"])
    create_account(KNOWN["never shown to be theirs"], verified=False)
    closed = create_account(KNOWN["closed"])
    User.objects.filter(pk=closed.pk).update(is_active=False)
    create_organiser(KNOWN["staff"])
    for email in (KNOWN["unconfirmed"], REPEATED):
        form(email)
    return registration


def form(email: str) -> Seen:
    """Send the form of registration."""
    visitor = Client()
    fields = filled_in(visitor, email=email)
    return seen(visitor, email, lambda: visitor.post("/registration/", fields))


def code_page(email: str) -> Seen:
    """Look at what the form leads to."""
    visitor = Client()
    visitor.post("/registration/", filled_in(visitor, email=email))
    return seen(visitor, email, lambda: visitor.get("/registration/code/"))


def another_address(email: str) -> Seen:
    """Have the code of an application sent elsewhere."""
    visitor = Client()
    visitor.post("/registration/", filled_in(visitor, email="mistyped@example.com"))
    return seen(visitor, email, lambda: visitor.post("/registration/code/address/", {"email": email}))


def login_code(email: str) -> Seen:
    """Ask for a code to log in with."""
    visitor = Client()
    return seen(visitor, email, lambda: visitor.post("/accounts/login/code/", {"email": email}))


def wrong_code(email: str) -> Seen:
    """Guess such a code."""
    visitor = Client()
    visitor.post("/accounts/login/code/", {"email": email})
    return seen(visitor, email, lambda: visitor.post("/accounts/login/code/confirm/", {"code": "abc"}))


def password(email: str) -> Seen:
    """Log in as staff do, with a wrong password."""
    visitor = Client()
    typed = {"login": email, "password": "wrong"}
    return seen(visitor, email, lambda: visitor.post("/accounts/login/?next=/admin/", typed))


def passkey(email: str) -> Seen:
    """Begin with a passkey; the address is not asked for."""
    visitor = Client()
    return seen(visitor, email, lambda: visitor.get("/accounts/2fa/webauthn/login/", {"email": email}))


DOORS = [form, code_page, another_address, login_code, wrong_code, password, passkey]


def seen(visitor: Client, email: str, ask: Callable[[], Any]) -> Seen:
    """Ask, and keep what is no fact of the visitor's own: numbers, moments, tokens, and what they typed."""
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    page = re.sub(
        r'POBATT22-\w+|\d\d:\d\d|value="[^"]{32,}"|"challenge": ?"[^"]+"', "", answer.content.decode()
    )
    headers = {name: value for name, value in answer.items() if name not in ("Content-Length", "Expires")}
    cookies = {
        name: {key: bool(kept) for key, kept in cookie.items()} for name, cookie in answer.cookies.items()
    }
    return Seen(answer.status_code, headers, cookies, page.replace(email, "…"), len(queries))


@pytest.mark.parametrize("door", DOORS)
def test_a_door_says_the_same_for_every_address(
    registration: RegistrationSettings, door: Callable[[str], Seen]
) -> None:
    expected = door(UNKNOWN)
    for email in ADDRESSES:
        told = door(email)
        lines = zip(told.page.splitlines(), expected.page.splitlines(), strict=False)
        differing = [pair for pair in lines if len(set(pair)) > 1]
        assert (email, *told[:3], differing) == (email, *expected[:3], [])
        assert abs(told.statements - expected.statements) <= FEW, email
