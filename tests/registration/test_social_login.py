"""Kakao, Naver and Google spare the code where they know whose address it is, and never open anybody else's account."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client
from factories import create_account, create_organiser, create_pobatt, open_registration, publish_all
from registering import code_sent_to, filled_in, register
from social_provider import Person, providers

from registration.models import Attendee

ALL = ["kakao", "naver", "google"]
FORM, LOGIN = "/registration/", "/accounts/login/code/"


@pytest.fixture
def person(db: None, settings: Any) -> Iterator[Person]:
    conference = create_pobatt()
    publish_all(conference)
    open_registration(conference)
    person = Person()
    with providers(person, settings):
        yield person


def go(client: Client, provider: str, **fields: Any) -> str:
    """Press the provider's button, and return the state that is sent there."""
    there = client.post(f"/accounts/{provider}/login/", fields)["Location"]
    return parse_qs(urlsplit(there).query)["state"][0]


def come_back(client: Client, provider: str, state: str, **said: str) -> Any:
    return client.get(f"/accounts/{provider}/login/callback/", {"state": state} | (said or {"code": "c"}))


def log_in(provider: str, client: Client | None = None, **fields: Any) -> Client:
    client = client or Client()
    come_back(client, provider, go(client, provider, **fields))
    return client


def who(client: Client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


@pytest.mark.parametrize("provider", ["kakao", "google"])
def test_an_address_that_the_provider_has_checked_spares_the_code(person: Person, provider: str) -> None:
    client = Client()
    typed = filled_in(client) | {"name": "김민지", "days": ["2"], "region": "abroad", "country": "JP"}
    state = go(client, provider, **typed | {"next": FORM})
    assert come_back(client, provider, state)["Location"] == FORM

    form = client.get(FORM).context["form"]
    assert [form[name].value() for name in ("name", "region", "country", "days")] == [
        "김민지",
        "abroad",
        "JP",
        ["2"],
    ]
    assert (form["email"].value(), form.fields["email"].disabled) == ("minji@example.com", True)
    assert form["consent_participation"].value() is None  # given anew

    assert register(client).redirect_chain[-1][0] == "/registration/me/"
    assert Attendee.objects.get().state == "confirmed"
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data, account.user.get_full_name()) == ("4242", {}, "")


@pytest.mark.parametrize("provider", ["kakao", "google"])
def test_a_place_that_is_held_is_confirmed_by_it(person: Person, provider: str) -> None:
    client = Client()
    register(client)
    assert Attendee.objects.get().state == "held"
    log_in(provider, client, next="/registration/me/")
    assert Attendee.objects.get().state == "confirmed"
    assert User.objects.count() == 1
    assert who(client) == who(log_in(provider))  # known from now on


def test_an_address_of_naver_is_confirmed_once_by_a_code(person: Person) -> None:
    client = Client()
    owner = create_account("minji@example.com")
    state = go(client, "naver", **filled_in(client) | {"next": FORM})
    assert come_back(client, "naver", state)["Location"] == FORM
    assert (who(client), SocialAccount.objects.count()) == (None, 0)
    page = client.get(FORM)
    assert page.context["form"]["email"].value() == "minji@example.com"
    assert "번호로 한 번 확인합니다" in page.content.decode()

    client.post(LOGIN, {"email": "minji@example.com"})
    client.post(f"{LOGIN}confirm/", {"code": code_sent_to("minji@example.com")})
    assert (who(client), SocialAccount.objects.get().user) == (owner, owner)
    assert who(log_in("naver")) == owner


def test_naver_opens_no_account_whose_address_was_not_confirmed_in_the_same_session(person: Person) -> None:
    client = log_in("naver")
    client.post(LOGIN, {"email": "junho@example.com"})
    client.post(f"{LOGIN}confirm/", {"code": code_sent_to("junho@example.com")})
    assert who(client) == User.objects.get(email="junho@example.com")
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize(("verified", "valid"), [(False, True), (True, False), (None, None)])
def test_what_kakao_has_not_checked_or_given_to_somebody_else_counts_for_nothing(
    person: Person, verified: bool | None, valid: bool | None
) -> None:
    create_account("minji@example.com")
    person.is_verified, person.is_valid = verified, valid  # type: ignore[assignment]
    assert who(log_in("kakao")) is None
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("provider", ALL)
def test_staff_and_closed_accounts_are_not_opened(person: Person, provider: str) -> None:
    create_organiser("minji@example.com")
    person.email = "Minji@example.com"
    assert who(log_in(provider)) is None
    closed = create_account("junho@example.com")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    person.email = "junho@example.com"
    assert who(log_in(provider)) is None
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("provider", ALL)
def test_whatever_goes_wrong_ends_in_a_sentence_where_one_came_from(person: Person, provider: str) -> None:
    client = Client()
    state = go(client, provider, next=FORM)
    assert come_back(client, provider, state, error="access_denied")["Location"] == FORM
    assert "취소하셨습니다" in client.get(FORM).content.decode()
    for said in ({"code": "again"}, {"code": "c", "error": "x"}):  # a state is good once
        assert come_back(client, provider, state, **said)["Location"] == LOGIN
    assert come_back(client, provider, "made-up")["Location"] == LOGIN
    assert client.get(f"/accounts/{provider}/login/callback/")["Location"] == LOGIN
    assert come_back(Client(), provider, go(client, provider))["Location"] == LOGIN  # of another session
    for broken in ({}, [], "x", 1, {"id": None}, {"response": []}, {"kakao_account": 1, "id": 1}):
        person.broken = broken
        assert come_back(client, provider, go(client, provider, next=FORM))["Location"] == FORM
    person.broken, person.status = None, 500
    assert come_back(client, provider, go(client, provider, next=FORM))["Location"] == FORM
    assert "로그인이 끝나지 않았습니다" in client.get(FORM).content.decode()
    assert who(client) is None


@pytest.mark.parametrize("provider", ALL)
def test_only_a_button_leads_there_and_nothing_leads_to_other_sites(person: Person, provider: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(f"/accounts/{provider}/login/").status_code == 405
    assert strict.post(f"/accounts/{provider}/login/").status_code == 403
    client = Client()
    state = go(client, provider, next="https://evil.example/", process="connect")
    assert "evil" not in come_back(client, provider, state)["Location"]


def test_a_provider_that_is_not_set_up_is_not_there(person: Person, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"kakao": settings.SOCIALACCOUNT_PROVIDERS["kakao"]}
    page = Client().get(FORM).content.decode()
    assert ("카카오로 계속" in page, "네이버로 계속" in page) == (True, False)
    assert Client().post("/accounts/naver/login/").status_code == 404
    assert Client().get("/accounts/naver/login/callback/").status_code == 404


def test_google_is_not_offered_in_the_browser_of_kakaotalk(person: Person) -> None:
    for path in (FORM, LOGIN):
        inside = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) KAKAOTALK 10.1"}).get(path)
        outside = Client(headers={"user-agent": "Mozilla/5.0 (iPhone)"}).get(path)
        assert ["Google로 계속" in page.content.decode() for page in (inside, outside)] == [False, True]
        assert "no-store" in inside["Cache-Control"]


def test_an_account_is_found_by_its_number_after_the_address_there_has_changed(person: Person) -> None:
    first = who(log_in("kakao"))
    person.email = "new@example.com"
    assert who(log_in("kakao")) == first
    assert EmailAddress.objects.get().email == "minji@example.com"
