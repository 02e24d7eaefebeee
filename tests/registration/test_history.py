"""Who changed what and when is kept by the database, survives deletion, cannot be changed, and goes with the purge."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from factories import create_account, create_attendee, open_registration
from people import client_as, client_of, create_staff
from registering import register

from pobatt.history import entries, event_models
from program.models import Conference, Release, Session
from registration import changes
from registration.models import Attendee, Consent
from registration.purge import purge
from registration.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def minji(conference: Conference) -> Attendee:
    open_registration(conference)
    return create_attendee(
        conference, name="김민지별무늬", affiliation="별무늬전지", phone="+821098761234",
        email="minji-secret@example.com", user=create_account("minji-secret@example.com"),
    )  # fmt: skip


def history_rows() -> str:
    """Return everything in every table of events as text."""
    with connection.cursor() as cursor:
        found = []
        for model in event_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_what_a_person_changes_on_their_page_stands_there_with_old_and_new(minji: Attendee) -> None:
    assert minji.user
    client = client_of(minji.user)
    client.post("/registration/me/cancel/")

    newest = entries("attendee", minji.pk)[0]

    assert (newest.who, newest.what, newest.address) == ("본인", "바꿈", "registration:cancel")
    assert ("상태", "확정", "취소") in newest.changes


def test_an_update_past_the_models_is_seen_too(minji: Attendee) -> None:
    Attendee.objects.filter(pk=minji.pk).update(affiliation="다른 전지")

    newest = entries("attendee", minji.pk)[0]

    assert (newest.who, [*newest.changes[0]]) == ("자동 또는 로그인 전", ["소속", "별무늬전지", "다른 전지"])


def test_the_page_names_fields_in_korean_and_masks_what_lists_mask(minji: Attendee) -> None:
    changes.confirm(minji)
    Attendee.objects.filter(pk=minji.pk).update(phone="+821055554444")
    organiser = client_as(Role.ORGANISER, minji.conference)

    shown = organiser.get(f"/admin/registration/attendee/{minji.pk}/history/").content.decode()

    assert "휴대전화" in shown
    assert "010-****-1234" in shown
    assert "010-****-4444" in shown
    assert "5555" not in shown.replace("pgh", "")
    assert "minji-secret" not in shown


def test_a_registration_is_told_with_its_consents(conference: Conference) -> None:
    open_registration(conference)
    register(Client())
    attendee = Attendee.objects.get()

    told = {(entry.about, entry.what) for entry in entries("attendee", attendee.pk)}

    assert {("참가자", "만듦")} <= told
    assert Consent.objects.count() == sum(entry.about == "동의" for entry in entries("attendee", attendee.pk))


def test_a_deleted_session_keeps_its_history(released: Release, hana: Client) -> None:
    session = Session.objects.get(slug="lunch")
    hana.post(f"/admin/program/session/{session.pk}/delete/", {"post": "yes"})
    assert not Session.objects.filter(pk=session.pk).exists()

    newest = entries("session", session.pk)[0]

    assert (newest.who, newest.what) == ("hana@example.com", "지움")
    assert "중식" in hana.get(f"/admin/program/session/{session.pk}/history/").content.decode()
    assert hana.get("/admin/program/session/99999999/history/").status_code == 404


def test_postgresql_refuses_to_change_or_delete_history(minji: Attendee) -> None:
    for model in event_models():
        table = model._meta.db_table
        for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            if statement.startswith(("UPDATE", "DELETE")) and not model.objects.exists():
                continue
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_who_goes_leaves_a_history_without_anything_personal(minji: Attendee) -> None:
    assert minji.user
    number = minji.pk
    changes.erase(minji.user)

    left = history_rows()

    assert [word for word in ("별무늬", "minji-secret", "98761234") if word in left] == []
    assert [entry.what for entry in entries("attendee", number)] == ["지움", "만듦"]


def test_the_purge_destroys_history_of_those_who_went_before_too(minji: Attendee) -> None:
    junho = create_attendee(minji.conference, name="이준호초승달", user=create_account("junho@example.com"))
    assert junho.user
    changes.erase(junho.user)

    with time_machine.travel(timezone.now() + timedelta(days=6000)):
        done = purge()

    assert done["참가 접수"]["변경 이력"] >= 3
    assert history_rows() == ""


def test_a_desk_is_named_by_who_typed_a_name(minji: Attendee) -> None:
    Attendee.objects.filter(pk=minji.pk).update(
        state="held", confirmed_at=None, held_until=timezone.now() + timedelta(hours=1)
    )
    client_as(Role.DESK, minji.conference).post(f"/staff/desk/{minji.code}/confirm/")
    shown = client_of(create_staff(Role.CITY_STAFF)).get(f"/admin/registration/attendee/{minji.pk}/history/")
    assert "박도윤 (하루 QR)" in shown.content.decode()
