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
from factories import create_account, create_attendee, create_conference, create_organiser, open_registration

from program.models import Conference
from registration import changes
from registration.changes import erase
from registration.consent_texts import current_texts
from registration.downloads import Taker, record
from registration.first_settings import set_up
from registration.models import (
    Answer,
    Attendee,
    Consent,
    ConsentText,
    Destruction,
    LoginCode,
    Message,
    NewsReader,
    Question,
    RegistrationSettings,
    UploadedPeople,
)
from registration.purge import KEPT_FOR_NEWS, purge


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


LATER = time_machine.travel(
    timezone.now() + timedelta(days=300)
)  # the ledger of downloads is kept for two years
SECRETS = ("별무늬", "minji-secret", "98761234")
IN_BYTES = tuple(
    secret.encode().hex() for secret in SECRETS
)  # as a file kept in the database shows in a dump


def every_trace(minji: Attendee) -> None:
    """Leave the person's data wherever the site may keep it: history, files, a session, the admin's log, a job."""
    Attendee.objects.filter(pk=minji.pk).update(affiliation="별무늬전지 포항")
    UploadedPeople.objects.create(
        conference=minji.conference, uploaded_by=create_organiser("hana@example.com"), name="x.csv",
        content="김민지별무늬,minji-secret@example.com".encode(),
    )  # fmt: skip
    client = Client()
    client.post("/registration/", {"name": "김민지별무늬", "email": "minji-secret@example.com"})
    hana = Client()
    hana.force_login(User.objects.get(email="hana@example.com"))
    hana.get("/admin/registration/attendee/", {"q": "별무늬"})
    record(
        Taker(None, "hana@example.com", "127.0.0.1"), what="참가자 명단", codes=[minji.code], columns=["성명"],
        reason="operation", destroy_by=timezone.localdate(),
    )  # fmt: skip
    changes.cancel(minji)


def test_when_the_period_is_over_no_table_holds_a_value_of_a_person(minji: Attendee) -> None:
    every_trace(minji)
    assert all(secret in everything() for secret in SECRETS)
    assert IN_BYTES[0] in everything()

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        purge()

    left = everything().splitlines()
    assert [line for line in left for secret in (*SECRETS, *IN_BYTES) if secret in line] == []
    assert any(
        minji.code in line for line in left
    )  # the ledger of downloads keeps the number, and nothing else
    record = Destruction.objects.get(what="참가 접수")
    assert (record.counts["registration.Attendee"], record.counts["registration.Message"]) == (1, 2)


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


@pytest.fixture
def readers(conference: Conference) -> RegistrationSettings:
    """Of four who ticked the box, Sora has taken it back and Jun never showed the address to be his."""
    registration = open_registration(conference)
    text = {text.purpose: text for text in current_texts(registration, [])}["promotion"]
    for name in ("minji", "sora", "jun", "gone"):
        attendee = create_attendee(
            conference, email=f"{name}@example.com", phone=f"+8210{len(name)}7654321", name=f"{name}별무늬",
            user=create_account(f"{name}@example.com", verified=name != "jun"),
        )  # fmt: skip
        withdrawn = timezone.now() if name == "sora" else None
        Consent.objects.create(
            attendee=attendee, text=text, language="ko", given_at=timezone.now(), withdrawn_at=withdrawn
        )
    erase(User.objects.get(email="gone@example.com"))
    return registration


def on(day: date) -> Any:
    """Travel to the first hour of a day in Seoul."""
    return time_machine.travel(f"{day}T00:10:00+09:00")


def test_of_who_agreed_to_news_address_and_number_stay_until_exactly_the_day_of_the_text(
    readers: RegistrationSettings,
) -> None:
    day = timedelta(days=1)
    last = readers.promotion_ends_on
    with on(readers.destroyed_on + day):
        counts = purge()["참가 접수"]
    assert (counts[KEPT_FOR_NEWS], counts["registration.Attendee"]) == (1, 3)
    assert list(NewsReader.objects.values_list("email", "phone")) == [("minji@example.com", "+821057654321")]
    rows = [line for line in everything().splitlines() if "별무늬" in line or "minji" in line]
    assert [row.partition(":")[0] for row in rows] == ["registration_newsreader"]

    with on(last):
        assert "홍보 수신 동의" not in purge()
    with on(last + day):
        assert purge()["홍보 수신 동의"] == {"registration.NewsReader": 1}
    assert "minji@example.com" not in everything()
    assert Destruction.objects.get(what="홍보 수신 동의").counts == {"registration.NewsReader": 1}


def test_what_was_agreed_to_holds_though_the_organiser_lengthens_the_period(
    readers: RegistrationSettings,
) -> None:
    agreed = readers.promotion_ends_on
    RegistrationSettings.objects.update(promotion_months=60)
    with on(readers.destroyed_on + timedelta(days=1)):
        purge()
    with on(agreed + timedelta(days=1)):
        purge()
    assert NewsReader.objects.count() == 0


def test_the_text_and_the_purge_name_one_day(readers: RegistrationSettings) -> None:
    text = ConsentText.objects.get(purpose="promotion")
    assert text.kept_until == readers.promotion_ends_on
    assert f"{text.kept_until:%Y. %-m. %-d.}까지" in str(text.body_ko)


def test_after_the_purge_a_reader_can_still_withdraw(readers: RegistrationSettings) -> None:
    client = Client()
    with on(readers.destroyed_on + timedelta(days=1)):
        purge()
        client.force_login(create_account("minji@example.com"))
        assert "바로 지우기" in client.get("/registration/me/").content.decode()
        client.post("/registration/me/news/stop/")
    assert NewsReader.objects.count() == 0


def test_answers_to_a_question_with_a_period_of_its_own_go_before_the_rest(minji: Attendee) -> None:
    conference, registration = minji.conference, minji.conference.registration
    lunch, size = (
        Question.objects.create(
            conference=conference, kind="yes_no", label_ko=item, item_ko=item, item_en=item, keep_days=days
        )
        for item, days in (("오찬 참석 여부", 7), ("조끼 크기", None))
    )
    for question in (lunch, size):
        Answer.objects.create(attendee=minji, question=question, value="yes")
    text = {text.purpose: text for text in current_texts(registration, [lunch, size])}["participation"]
    period = {name: words for name, words, _important in text.body_ko["facts"]}["보유·이용 기간"]
    assert "오찬 참석 여부: 2022. 11. 11.까지" in period
    assert "조끼" not in period

    last = conference.ends_on + timedelta(days=7)
    with on(last):
        assert "추가 질문의 답" not in purge()
    with on(last + timedelta(days=1)):
        assert purge()["추가 질문의 답"] == {"registration.Answer": 1}
    assert [answer.question for answer in Answer.objects.all()] == [size]


def test_accounts_without_a_registration_are_gone_a_month_after_the_last_login(db: None) -> None:
    for email in ("now@example.com", "before@example.com"):
        create_account(email)
    User.objects.filter(email="now@example.com").update(last_login=timezone.now())
    User.objects.filter(email="before@example.com").update(last_login=timezone.now() - timedelta(days=31))

    purge()

    assert list(User.objects.values_list("email", flat=True)) == ["now@example.com"]
