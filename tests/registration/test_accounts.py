"""Staff accounts: a first password that must be replaced, and doors that stay shut."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from factories import create_organiser

from registration.accounts import make_staff
from registration.models import InitialPassword
from registration.roles import Role

LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"


@pytest.fixture
def first_password(db: None) -> str:
    """Return the one-time password of an account made for hana@example.com."""
    return make_staff("hana@example.com", role=Role.ORGANISER)


def log_in(client: Client, password: str, email: str = "hana@example.com", **more: str) -> str:
    """Log in and return the address it leads to."""
    response = client.post(LOGIN, {"login": email, "password": password} | more)
    return response.get("Location", "")


def test_the_first_login_leads_to_a_new_password_and_nowhere_else(first_password: str) -> None:
    client = Client()

    assert log_in(client, first_password) == "/admin/"
    assert client.get("/admin/")["Location"].startswith(CHANGE)
    assert client.get("/admin/program/session/")["Location"].startswith(CHANGE)
    assert client.get("/staff/preview/2022/program/")["Location"].startswith(CHANGE)


def test_a_new_password_leads_to_the_second_factor_and_closes_the_first_one(first_password: str) -> None:
    client = Client()
    log_in(client, first_password)

    changed = client.post(
        CHANGE,
        {
            "oldpassword": first_password,
            "password1": "포항 배터리 2022 시월",
            "password2": "포항 배터리 2022 시월",
        },
    )

    assert changed["Location"] == "/admin/"
    assert client.get("/admin/")["Location"].startswith("/accounts/2fa/totp/activate/")
    assert not InitialPassword.objects.exists()
    assert log_in(Client(), first_password) == ""
    assert log_in(Client(), "포항 배터리 2022 시월") == "/admin/"


def test_the_first_password_cannot_be_kept(first_password: str) -> None:
    client = Client()
    log_in(client, first_password)

    response = client.post(
        CHANGE, {"oldpassword": first_password, "password1": first_password, "password2": first_password}
    )

    assert response.status_code == 200
    assert InitialPassword.objects.exists()


def test_a_new_password_for_an_account_logs_out_whoever_used_it(db: None) -> None:
    user = create_organiser("hana@example.com")
    client = Client()
    client.force_login(user)

    make_staff("Hana@example.com", role=Role.ORGANISER)

    assert client.get("/admin/").status_code == 302
    assert EmailAddress.objects.count() == 1


def test_the_admins_own_login_goes_through_the_one_login_page(db: None) -> None:
    response = Client().get("/admin/login/?next=/admin/program/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/admin/program/")


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"])
def test_pages_of_allauth_that_nobody_needs_do_not_exist(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_login_says_the_same_for_unknown_addresses_and_wrong_passwords(first_password: str) -> None:
    unknown = Client().post(LOGIN, {"login": "nobody@example.com", "password": "x" * 12})
    wrong = Client().post(LOGIN, {"login": "hana@example.com", "password": "x" * 12})

    assert unknown.context["form"].errors == wrong.context["form"].errors


def test_login_does_not_lead_to_other_sites(first_password: str) -> None:
    assert log_in(Client(), first_password, next="https://evil.example/") == "/admin/"


def test_guessing_is_limited(first_password: str) -> None:
    client = Client()
    for _ in range(6):
        log_in(client, "wrong password")

    assert log_in(client, first_password) == ""


def test_an_attendees_account_does_not_open_the_admin(db: None) -> None:
    user = create_organiser("minji@example.com")
    user.is_staff = False
    user.save()
    client = Client()
    client.force_login(user)

    assert client.get("/admin/").status_code in (302, 403)


def test_the_command_makes_accounts_and_names_what_is_wrong(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("staff", "dura@example.com", "--name", "이두라")

    assert capsys.readouterr().out.startswith("dura@example.com의 첫 비밀번호: ")
    with pytest.raises(CommandError, match="이메일 주소가 아닙니다"):
        call_command("staff", "dura")
    with pytest.raises(CommandError, match=r"그런 역할은 없습니다. 있는 역할: 운영자"):
        call_command("staff", "dura@example.com", "--group", "임금님")
