"""Staff need two factors before they see anybody's data, and are logged out when they leave."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from factories import create_account, create_organiser
from people import create_staff

from registration.idleness import IDLE_FOR
from registration.models import LoginRecord, Message
from registration.roles import ACCOUNTS, Role

LOGIN = "/accounts/login/"
ENROL, AGAIN, ASK = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/authenticate/",
)
PASSWORD = "correct horse battery"


def number_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def log_in(client: Client, password: str = PASSWORD) -> str:
    return client.post(LOGIN, {"login": "hana@example.com", "password": password}).get("Location", "")


@pytest.fixture
def organiser(db: None) -> str:
    create_organiser("hana@example.com")
    return "hana@example.com"


def enrol(client: Client) -> str:
    secret = client.get(ENROL).context["form"].secret
    assert client.post(ENROL, {"code": number_of(secret)})["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


@pytest.mark.django_db(transaction=True)  # allauth tells of an enrolment on commit
def test_the_first_login_enrols_and_then_opens_the_admin(organiser: str) -> None:
    client = Client()
    log_in(client)
    assert client.get("/admin/")["Location"] == f"{ENROL}?next=%2Fadmin%2F"

    secret = enrol(client)

    shown = client.get("/accounts/2fa/recovery-codes/")
    assert len(shown.context["unused_codes"]) == 10
    assert client.get("/admin/").status_code == 200
    assert secret not in str(Authenticator.objects.get(type="totp").data)


@pytest.mark.parametrize("role", ACCOUNTS)
def test_every_role_enrols_with_its_first_login_before_it_sees_anything(db: None, role: Role) -> None:
    create_staff(role, "hana@example.com")
    client = Client()
    log_in(client)

    for path in ("/admin/", "/admin/registration/attendee/", "/admin/registration/attendee/export/"):
        assert client.get(path)["Location"].startswith(ENROL)


def test_a_wrong_number_enrols_nothing(organiser: str) -> None:
    client = Client()
    log_in(client)
    secret = client.get(ENROL).context["form"].secret
    wrong = f"{(int(number_of(secret)) + 1) % 1_000_000:06d}"

    assert client.post(ENROL, {"code": wrong}).status_code == 200
    assert Authenticator.objects.count() == 0


def test_later_logins_ask_for_a_number_of_the_app_or_a_recovery_code_once(organiser: str) -> None:
    first = Client()
    log_in(first)
    enrol(first)
    code = first.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]

    second = Client()
    assert log_in(second) == ASK
    assert second.get("/admin/")["Location"].startswith(LOGIN)
    assert second.post(ASK, {"code": code})["Location"] == "/admin/"
    assert second.get("/admin/").status_code == 200

    third = Client()
    log_in(third)
    assert third.post(ASK, {"code": code}).status_code == 200  # used before
    assert third.get("/admin/").status_code == 302


def test_codes_that_nobody_has_yet_are_made_and_not_looked_for(organiser: str) -> None:
    codes, making = "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"
    client, pages = Client(), list[str]()
    log_in(client)
    pages.append(client.get("/accounts/2fa/").text)
    enrol(client)
    pages.append(client.get("/accounts/2fa/").text)
    Authenticator.objects.filter(type="recovery_codes").delete()
    pages.append(client.get("/accounts/2fa/").text)

    assert [[f'href="{path}"' in page for path in (codes, making)] for page in pages] == [
        [False, False],
        [True, False],
        [False, True],
    ]
    assert client.post(making)["Location"] == codes
    assert len(client.get(codes).context["unused_codes"]) == 10


def test_a_session_that_never_showed_the_second_factor_gets_nowhere(organiser: str) -> None:
    stolen, owner = Client(), Client()
    log_in(stolen)
    log_in(owner)
    enrol(owner)

    assert stolen.get("/admin/")["Location"].startswith(AGAIN)
    assert stolen.get("/admin/program/session/")["Location"].startswith(AGAIN)
    assert stolen.get("/staff/preview/2022/program/")["Location"].startswith(AGAIN)


def test_a_code_by_mail_opens_neither_the_admin_nor_the_enrolment_to_staff(organiser: str) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": organiser})
    code = re.search(r"\d{6}", Message.objects.get().subject)
    assert code
    client.post("/accounts/login/code/confirm/", {"code": code.group()})

    assert client.get("/admin/")["Location"].startswith(ENROL)
    assert client.get(ENROL)["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(ENROL, {"code": "123456"})["Location"].startswith("/accounts/reauthenticate/")


def test_staff_cannot_switch_their_second_factor_off_but_a_lost_one_can_be_reset(organiser: str) -> None:
    client = Client()
    log_in(client)
    enrol(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").count() == 1

    call_command("staff", organiser, "--reset-second-factor")

    assert Authenticator.objects.count() == 0


def test_attendees_need_no_second_factor_and_get_no_admin(db: None) -> None:
    client = Client()
    client.force_login(create_account("minji@example.com"))

    assert client.get("/accounts/2fa/totp/activate/").status_code in (200, 302)
    assert client.get("/admin/").status_code in (302, 403)


def test_who_is_away_for_half_an_hour_is_logged_out_and_who_works_is_not(hana: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        assert hana.get("/admin/").status_code == 200
        for _ in range(3):
            clock.shift(timedelta(seconds=IDLE_FOR - 60))
            assert hana.get("/admin/").status_code == 200
        clock.shift(timedelta(seconds=IDLE_FOR + 60))
        assert hana.get("/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in hana.session


def test_a_stranger_elsewhere_locks_nobody_out(organiser: str) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(8):
        log_in(stranger, "wrong password")
    assert log_in(stranger) == ""

    assert log_in(Client(REMOTE_ADDR="198.51.100.4")) == "/admin/"


def test_the_warning_asks_without_counting_as_work_and_its_button_prolongs(hana: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        hana.get("/admin/")
        clock.shift(timedelta(seconds=IDLE_FOR - 100))
        assert [hana.get("/accounts/still-here/").json() for _ in range(2)] == [{"seconds_left": 100}] * 2
        assert hana.post("/accounts/still-here/").json() == {"seconds_left": IDLE_FOR}
        clock.shift(timedelta(seconds=IDLE_FOR + 1))
        assert hana.post("/accounts/still-here/").json() == {"seconds_left": 0}
    assert Client().get("/accounts/still-here/").json() == {"seconds_left": 0}


def test_logins_logouts_and_failures_of_staff_are_written_down_for_good_and_without_passwords(
    organiser: str,
) -> None:
    client = Client(REMOTE_ADDR="198.51.100.4")
    log_in(client, "a wrong password")
    log_in(client)
    client.post("/accounts/logout/")
    client.post(LOGIN, {"login": "stranger@example.com", "password": "x"})

    found = LoginRecord.objects.order_by("pk").values_list("event", "account", "address")
    assert list(found) == [(event, organiser, "198.51.100.4") for event in ("failed", "in", "out")]
    for change in (LoginRecord.objects.all().delete, lambda: LoginRecord.objects.update(account="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
