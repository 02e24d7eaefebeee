"""Another address on my page: confirmed by a code, the old one is told, and nothing tells whose an address is."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from factories import create_attendee, open_registration
from registering import button_sent_to, code_sent_to

from program.models import Release
from registration.models import Attendee, Message, RegistrationSettings

OLD, NEW = "minji@example.com", "minji.new@example.com"


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open."""
    return open_registration(released.conference)


@pytest.fixture
def minji(registration: RegistrationSettings) -> Client:
    """Minji is registered and logged in."""
    attendee = create_attendee(registration.conference, email=OLD)
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    return client


def ask(client: Client, email: str) -> str:
    """Ask for another address and return what the next page says, without what differs each time."""
    page = client.post("/registration/me/email/", {"email": email}, follow=True)
    assert page.redirect_chain == [("/registration/me/email/code/", 302)]
    return re.sub(r"\S+@example.com|value=\"\S+", "", page.content.decode())


def enter(client: Client, code: str) -> str:
    return client.post("/registration/me/email/code/", {"code": code}, follow=True).content.decode()


def addresses() -> tuple[str, list[str]]:
    return Attendee.objects.get().email, list(EmailAddress.objects.values_list("email", flat=True))


def test_the_address_changes_with_the_code_and_the_old_one_is_told(minji: Client) -> None:
    ask(minji, "Minji.New@Example.com")
    assert addresses() == (OLD, [OLD])

    page = enter(minji, code_sent_to(NEW))

    assert ("이메일을 바꾸었습니다" in page, addresses()) == (True, (NEW, [NEW]))
    told = Message.objects.get(kind="address_changed")
    assert (told.address, "mi****@example.com" in told.text, NEW in told.text) == (OLD, True, False)


def test_afterwards_codes_go_to_the_new_address_and_the_old_one_opens_nothing(minji: Client) -> None:
    Client().post("/accounts/login/code/", {"email": OLD})
    old_button = button_sent_to(OLD)
    ask(minji, NEW)
    enter(minji, code_sent_to(NEW))

    assert Client().post(old_button).status_code == 410
    client = Client()
    client.post("/accounts/login/code/", {"email": NEW})
    page = client.post("/accounts/login/code/confirm/", {"code": code_sent_to(NEW)}, follow=True)
    assert 'data-status="confirmed"' in page.content.decode()


def test_somebody_elses_address_reads_the_same_and_its_code_opens_nothing(
    minji: Client, registration: RegistrationSettings
) -> None:
    free_page = ask(minji, NEW)
    junho = create_attendee(registration.conference, email="junho@example.com")

    taken_page = ask(minji, "junho@example.com")

    assert taken_page == free_page
    letter = Message.objects.filter(address="junho@example.com").get()
    assert ("이미 등록이 있습니다" in letter.subject, re.findall(r"\d{6}", letter.text)) == (True, [])
    page = enter(minji, minji.session["email_change"]["code"])  # though nobody can know it
    assert "번호가 맞지 않습니다" in page
    junho.refresh_from_db()
    assert sorted(Attendee.objects.values_list("email", flat=True)) == ["junho@example.com", OLD]


def test_wrong_codes_are_limited(minji: Client) -> None:
    ask(minji, NEW)
    pages = [enter(minji, "000000") for _ in range(6)]
    assert ("번호가 맞지 않습니다" in pages[4], "더 적어 볼 수 없습니다" in pages[5]) == (True, True)
    assert "더 적어 볼 수 없습니다" in enter(minji, code_sent_to(NEW))
    assert addresses() == (OLD, [OLD])


def test_one_person_cannot_write_to_many_addresses(minji: Client) -> None:
    for number in range(5):
        ask(minji, f"victim{number}@example.com")
    page = minji.post("/registration/me/email/", {"email": "victim9@example.com"})
    assert "여러 번 보냈습니다" in page.content.decode()
    assert not Message.objects.filter(address="victim9@example.com").exists()


@pytest.mark.parametrize(
    ("email", "sentence"), [(OLD, "지금 쓰고 있는 주소"), ("minji@", "이메일 주소를 다시 확인"), ("", "필수")]
)
def test_bad_addresses_get_a_sentence(minji: Client, email: str, sentence: str) -> None:
    page = minji.post("/registration/me/email/", {"email": email}).content.decode()
    assert ("<title>오류: " in page, sentence in page) == (True, True)


def test_without_a_change_begun_the_code_page_leads_to_its_beginning(minji: Client) -> None:
    assert minji.get("/registration/me/email/code/")["Location"] == "/registration/me/email/"


def test_staff_and_strangers_have_no_such_page(hana: Client, registration: RegistrationSettings) -> None:
    assert hana.get("/registration/me/email/").status_code == 404
    assert Client().get("/registration/me/email/").status_code == 302
