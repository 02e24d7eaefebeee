"""What has outlived its period is destroyed, everywhere, and leaves numbers."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from factories import create_account, create_attendee, create_conference, open_registration

from program.models import Conference
from registration.first_settings import set_up
from registration.models import Attendee, Destruction, LoginCode, Message
from registration.purge import purge


def everything() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table}: {row[0]}" for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def minji(conference: Conference) -> Attendee:
    """Minji came in 2022, and has had a mail."""
    open_registration(conference)
    attendee = create_attendee(
        conference, name="김민지별무늬", affiliation="별무늬전지", phone="+821098761234",
        email="minji-secret@example.com", user=create_account("minji-secret@example.com"),
    )  # fmt: skip
    Message.objects.create(
        key="x",
        kind="confirmed",
        attendee=attendee,
        address=attendee.email,
        subject="김민지별무늬 님",
        text="…",
    )
    return attendee


LATER = time_machine.travel(timezone.now().replace(year=2040))
SECRETS = ("별무늬", "minji-secret", "98761234")


def test_when_the_period_is_over_no_table_holds_a_value_of_a_person(minji: Attendee) -> None:
    assert all(secret in everything() for secret in SECRETS)

    with LATER:
        purge()

    assert [line for line in everything().splitlines() for secret in SECRETS if secret in line] == []
    record = Destruction.objects.get(what="참가 접수")
    assert (record.counts["registration.Attendee"], record.counts["registration.Message"]) == (1, 1)


def test_a_dry_run_counts_the_same_and_destroys_nothing(minji: Attendee, capsys: Any) -> None:
    with LATER:
        call_command("purge", "--dry-run")
        counted = capsys.readouterr().out
        assert (Attendee.objects.count(), Destruction.objects.count()) == (1, 0)
        call_command("purge")

    assert capsys.readouterr().out == counted.replace("파기 예정", "파기")
    assert "registration.Attendee 1" in counted


def test_before_its_day_nothing_is_destroyed_and_on_the_day_after_all(minji: Attendee) -> None:
    registration = minji.conference.registration
    last = registration.destroyed_on

    with time_machine.travel(f"{last}T23:00:00+09:00"):
        assert "참가 접수" not in purge()
    with time_machine.travel(f"{last + timedelta(days=1)}T00:10:00+09:00"):
        assert "참가 접수" in purge()


def test_who_tries_the_site_after_the_conference_is_not_destroyed_in_the_first_night(
    conference: Conference,
) -> None:
    set_up(conference)
    conference.refresh_from_db()
    create_attendee(conference, email="minji@example.com")

    assert "참가 접수" not in purge()
    assert conference.registration.promotion_ends_on > timezone.localdate()


def test_who_also_registered_for_a_later_conference_keeps_account_and_registration(minji: Attendee) -> None:
    next_year = create_conference(
        slug="2050", is_current=False, starts_on=date(2050, 11, 3), ends_on=date(2050, 11, 4)
    )
    open_registration(next_year, code_prefix="POBATT50")
    create_attendee(next_year, email=minji.email, user=minji.user)

    with LATER:
        purge()

    assert (Attendee.objects.count(), User.objects.filter(pk=minji.user_id).count()) == (1, 1)


def test_accounts_that_nobody_confirmed_and_spent_codes_are_gone_after_a_day(db: None) -> None:
    Client().post("/accounts/login/code/", {"email": "junho@example.com"})
    create_account("sora@example.com")
    assert purge() == {}

    with time_machine.travel(timezone.now() + timedelta(days=1, hours=1)):
        purge()

    assert [address.email for address in EmailAddress.objects.all()] == ["sora@example.com"]
    assert (LoginCode.objects.count(), Message.objects.count()) == (0, 0)
    assert "junho" not in everything()


@pytest.mark.parametrize(
    "statement", ["UPDATE registration_destruction SET what = ''", "DELETE FROM registration_destruction"]
)
def test_a_record_of_destruction_can_be_neither_changed_nor_deleted(db: None, statement: str) -> None:
    Destruction.objects.create(what="x", because="y", counts={"z": 1})

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
