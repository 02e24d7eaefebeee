"""What passkeys may and may not do, whatever is sent."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from factories import create_account
from registering import code_sent_to

ADD, LOGIN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"
LIST = "/accounts/2fa/webauthn/"
AGAIN = "/accounts/reauthenticate/"
KEY = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}, "clientExtensionResults": {}}
NONSENSE = [
    "",
    "x",
    "1",
    "[]",
    "null",
    "[" * 3000,
    json.dumps({"response": 1}),
    json.dumps(KEY),
    json.dumps(KEY | {"response": {"clientDataJSON": "\x00", "attestationObject": "AA"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "e30", "attestationObject": "AA"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "e30", "attestationObject": "o2NmbXQ"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "eyJ0eXBlIjoxfQ", "attestationObject": "oA"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "e30", "authenticatorData": "A" * 400, "userHandle": "MQ"}}),
    json.dumps(KEY | {"response": {"userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}),
    json.dumps(KEY | {"clientExtensionResults": 1}),
]  # fmt: skip


def give_passkey(user: User, name: str = "노트북") -> Authenticator:
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": name, "credential": {"clientExtensionResults": {}}}
    )


@pytest.fixture
def minji(db: None) -> User:
    return create_account("minji@example.com")


@pytest.fixture
def visitor(minji: User) -> Client:
    client = Client()
    client.force_login(minji)
    return client


@pytest.mark.parametrize("sent", NONSENSE)
def test_whatever_is_sent_as_a_passkey_gets_a_sentence(visitor: Client, hana: Client, sent: str) -> None:
    for client in (visitor, hana):
        assert client.get(ADD).status_code == 200
        answer = client.post(ADD, {"name": "x", "credential": sent})
        assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    stranger = Client()
    stranger.get(LOGIN, headers={"accept": "application/json"})
    assert stranger.post(LOGIN, {"credential": sent})["Location"] == "/accounts/login/code/"
    assert Authenticator.objects.count() == 0


def test_a_login_that_is_not_recent_adds_renames_and_removes_no_passkey(minji: User) -> None:
    key = give_passkey(minji)
    client = Client()
    client.force_login(minji)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    session.save()
    for path in (ADD, f"{LIST}keys/{key.pk}/edit/", f"{LIST}keys/{key.pk}/remove/"):
        for answer in (client.get(path), client.post(path, {"name": "other"})):
            assert answer["Location"].startswith(AGAIN)
    assert client.get(AGAIN)["Location"] == f"{LIST}reauthenticate/"  # by the passkey they have
    key.delete()
    assert "메일로 번호를 받아 다시 로그인" in client.get(AGAIN, {"next": ADD}).content.decode()


def test_passkeys_of_others_are_not_there(visitor: Client) -> None:
    key = give_passkey(create_account("junho@example.com"))
    for verb in ("edit", "remove"):
        assert visitor.get(f"{LIST}keys/{key.pk}/{verb}/").status_code == 404
        assert visitor.post(f"{LIST}keys/{key.pk}/{verb}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "노트북"


def test_staff_keep_one_factor_and_attendees_need_none(hana: Client, visitor: Client, minji: User) -> None:
    organiser = User.objects.get(email="hana@example.com")
    first, second = give_passkey(organiser), give_passkey(organiser)
    Authenticator.objects.create(user=organiser, type="recovery_codes", data={"seed": "", "used_mask": 0})
    for key in (first, second):
        hana.post(f"{LIST}keys/{key.pk}/remove/")
    assert list(Authenticator.objects.filter(type="webauthn")) == [second]
    assert "하나 남은" in hana.get(LIST).content.decode()

    own = give_passkey(minji)
    visitor.post(f"{LIST}keys/{own.pk}/remove/")
    assert not Authenticator.objects.filter(user=minji).exists()


def test_the_passkey_of_an_attendee_is_no_second_factor(minji: User) -> None:
    give_passkey(minji)
    client = Client()
    client.post("/accounts/login/code/", {"email": minji.email})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_sent_to(minji.email)})
    assert answer["Location"] == "/registration/me/"


def test_a_passkey_is_renamed(visitor: Client, minji: User) -> None:
    key = give_passkey(minji)
    data: dict[str, Any] = {"name": "새 휴대전화"}
    assert visitor.post(f"{LIST}keys/{key.pk}/edit/", data)["Location"] == LIST
    assert Authenticator.objects.get().data["name"] == "새 휴대전화"
    for wrong in ("", "x" * 41, "a\x00b"):
        assert visitor.post(f"{LIST}keys/{key.pk}/edit/", {"name": wrong}).status_code == 200
