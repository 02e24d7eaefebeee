"""Roles are given and taken in words, end with the contract, and leave a record that nobody changes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from people import client_of, create_staff

from registration.models import RoleChange
from registration.roles import Role
from registration.staff_roles import RoleRefused, end_what_is_over, give, roles_of, take

ACCOUNTS = "/admin/registration/staffaccount/"


def record() -> list[tuple[str, str, str]]:
    return list(RoleChange.objects.order_by("pk").values_list("account", "what", "role"))


def test_the_city_administrator_makes_an_account_gives_and_takes_roles(db: None) -> None:
    yuna = create_staff(Role.CITY_ADMINISTRATOR, "yuna@example.com")
    browser = client_of(yuna)
    today = timezone.localdate()
    form = {"email": "Sora@Example.com", "name": "한소라", "role": Role.LIST_KEEPER.value}
    assert "계약 종료일이 있어야 합니다" in browser.post(f"{ACCOUNTS}add/", form).content.decode()

    made = browser.post(f"{ACCOUNTS}add/", form | {"until": str(today)}).content.decode()

    sora = User.objects.get(email="sora@example.com")
    password = made.partition('data-password="')[2].partition('"')[0]
    assert sora.check_password(password)
    assert roles_of(sora) == {Role.LIST_KEEPER}
    page = f"{ACCOUNTS}{sora.pk}/change/"
    assert password not in browser.get(page).content.decode()
    browser.post(page, {"give": "1", "role": Role.CITY_STAFF.value})
    browser.post(page, {"take": Role.LIST_KEEPER.value})
    assert roles_of(sora) == {Role.CITY_STAFF}
    browser.post(page, {"close": "1"})
    sora.refresh_from_db()
    assert (sora.is_active, roles_of(sora)) == (False, frozenset())
    assert record()[2:] == [
        ("sora@example.com", what, role)
        for what, role in [
            ("given", "대행사 명단 담당"),
            ("given", "시 담당자"),
            ("taken", "대행사 명단 담당"),
            ("taken", "시 담당자"),
            ("closed", ""),
        ]
    ]
    shown = browser.get("/admin/registration/rolechange/").content.decode()
    assert shown.count("sora@example.com") >= 5
    assert "yuna@example.com" in shown


def test_the_contracts_last_day_ends_the_role_by_itself(db: None) -> None:
    last = timezone.localdate() + timedelta(days=3)
    keeper = create_staff(Role.LIST_KEEPER, "keeper@example.com", until=last)
    with time_machine.travel(f"{last}T23:50:00+09:00", tick=False):
        assert roles_of(keeper) == {Role.LIST_KEEPER}
    with time_machine.travel(f"{last + timedelta(days=1)}T00:00:00+09:00", tick=False):
        assert client_of(keeper).get("/admin/").status_code == 403
        assert record()[-1] == ("keeper@example.com", "ended", "대행사 명단 담당")
        assert not keeper.groups.exists()
        assert end_what_is_over() == 0


def test_the_nightly_job_ends_roles_of_those_who_never_come_back(db: None) -> None:
    keeper = create_staff(Role.LIST_KEEPER, "keeper@example.com", until=timezone.localdate())
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert (end_what_is_over(), keeper.groups.count()) == (1, 0)


def test_somebody_who_can_give_roles_is_always_left(db: None) -> None:
    yuna = create_staff(Role.CITY_ADMINISTRATOR, "yuna@example.com")
    browser = client_of(yuna)
    page = f"{ACCOUNTS}{yuna.pk}/change/"

    assert "한 사람은 남아야" in browser.post(page, {"take": Role.CITY_ADMINISTRATOR.value}).content.decode()
    assert "한 사람은 남아야" in browser.post(page, {"close": "1"}).content.decode()
    assert "알 수 없습니다" in browser.post(page, {"take": "임금님"}).content.decode()

    assert roles_of(yuna) == {Role.CITY_ADMINISTRATOR}


def test_the_last_who_gives_roles_has_no_last_day(db: None) -> None:
    yuna = create_staff(Role.CITY_ADMINISTRATOR, "yuna@example.com")
    with pytest.raises(RoleRefused, match="기한이 없는"):
        give(yuna, Role.CITY_ADMINISTRATOR, by=yuna, until=timezone.localdate())
    create_staff(Role.CITY_ADMINISTRATOR, "dura@example.com", until=timezone.localdate())
    with pytest.raises(RoleRefused, match="한 사람은 남아야"):
        take(yuna, Role.CITY_ADMINISTRATOR, by=yuna)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_do_not_both_go() -> None:
    yuna, dura = (create_staff(Role.CITY_ADMINISTRATOR, f"{name}@example.com") for name in ("yuna", "dura"))

    def leave() -> str:
        try:
            take(dura, Role.CITY_ADMINISTRATOR, by=dura)
        except RoleRefused:
            return "refused"
        finally:
            connection.close()
        return "gone"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            take(yuna, Role.CITY_ADMINISTRATOR, by=yuna)
            left = pool.submit(leave)
            while not somebody_waits() and not left.done():
                pass
        assert left.result() == "refused"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_no_question_about_passwords_is_answered(db: None) -> None:
    browser = client_of(create_staff(Role.CITY_ADMINISTRATOR))
    assert browser.get(ACCOUNTS, {"password__startswith": "argon2"}).status_code == 400


def test_giving_the_same_role_twice_is_recorded_once(db: None) -> None:
    sora = create_staff(Role.CITY_STAFF, "sora@example.com")
    give(sora, Role.CITY_STAFF, by=None)
    take(sora, Role.ORGANISER, by=None)
    assert len(record()) == 1


def test_a_contract_that_is_over_gives_nothing(db: None) -> None:
    sora = create_staff(Role.CITY_STAFF, "sora@example.com")
    with pytest.raises(RoleRefused, match="이미 지났습니다"):
        give(sora, Role.LIST_KEEPER, by=None, until=timezone.localdate() - timedelta(days=1))


def test_the_record_of_roles_is_neither_changed_nor_deleted_for_three_years(db: None) -> None:
    create_staff(Role.CITY_STAFF)
    for change in (RoleChange.objects.all().delete, lambda: RoleChange.objects.update(role="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_command_gives_roles_too(db: None) -> None:
    call_command("staff", "dura@example.com", "--role", "시 관리자", "--name", "이두라")
    assert roles_of(User.objects.get(email="dura@example.com")) == {Role.CITY_ADMINISTRATOR}
    with pytest.raises(CommandError, match="계약 종료일이 있어야"):
        call_command("staff", "sora@example.com", "--role", "대행사 명단 담당")
    call_command("staff", "sora@example.com", "--role", "대행사 명단 담당", "--until", "2099-12-31")
    assert (
        RoleChange.objects.filter(role="대행사 명단 담당").values_list("until", flat=True).get().year == 2099
    )
