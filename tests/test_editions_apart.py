"""Nothing of the people of one edition is ever on a page, in a file or in a fragment of another's."""

from datetime import date

import pytest
from addresses import path_of, walk
from django.test import Client
from django.urls import get_resolver
from factories import create_account, create_attendee, create_conference, create_visit, open_registration
from people import client_as
from visiting import book

from program.models import Release
from registration.access import rules
from registration.models import Attendee, Message
from registration.roles import ACCOUNTS, Role

CANARIES = ("별무늬", "minji-secret", "98761234", "POBATT21-")
ENDS_THE_WALK = {"account_logout", "admin:logout", "registration:erase", "registration:cancel"}
# Where staff see rows of every edition, by choosing one: the list itself and what one row of it is.
STAFF_CHOOSE = ("admin:registration_", "admin:visits_", "admin/registration/", "admin/visits/")


@pytest.fixture
def last_year(released: Release) -> Attendee:
    """Minji came last year: registered, booked on a visit, written to; this year somebody else comes."""
    past = create_conference(
        slug="2021", number=2, is_current=False, short_name="POBATT 2021",
        starts_on=date(2021, 12, 1), ends_on=date(2021, 12, 2),
    )  # fmt: skip
    open_registration(past, code_prefix="POBATT21")
    minji = create_attendee(
        past, name="김민지별무늬", affiliation="별무늬전지", phone="+821098761234", code="POBATT21-000001R",
        email="minji-secret@example.com", user=create_account("minji-secret@example.com"),
    )  # fmt: skip
    book(minji, create_visit(past, slug="last-years"))
    Message.objects.create(
        key="x",
        kind="confirmed",
        attendee=minji,
        address=minji.email,
        subject="김민지별무늬 님",
        text="별무늬",
    )
    open_registration(released.conference)
    create_visit(released.conference, slug="materials")
    create_attendee(released.conference, name="이준호")
    return minji


def canaries_on(client: Client, path: str) -> list[str]:
    """Return what shows of last year's people at an address, followed wherever it leads."""
    answer = client.get(path, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return [canary for canary in CANARIES if canary.encode() in content or canary in str(answer.headers)]


@pytest.mark.parametrize("role", list(Role))
def test_no_address_shows_anybody_of_another_edition(last_year: Attendee, role: Role) -> None:
    client = client_as(role, Release.objects.get().conference)
    found = []
    for name, route in sorted(set(walk(get_resolver()))):
        if name in ENDS_THE_WALK or role not in rules()[name].read:
            continue
        if role in ACCOUNTS and name.startswith(STAFF_CHOOSE) and not name.endswith("_export"):
            continue
        found += [f"{path_of(route)}: {canary}" for canary in canaries_on(client, path_of(route))]
    assert found == []


@pytest.mark.parametrize(
    "asked", ["별무늬", "김민지", "POBATT21-000001R", "1", "ㄱㅁㅈ", "1234", "minji-secret"]
)
def test_the_desk_finds_nobody_of_another_edition(last_year: Attendee, asked: str) -> None:
    desk = client_as(Role.DESK, Release.objects.get().conference)
    page = desk.get("/staff/desk/", {"q": asked}).content.decode()
    assert "김민지별무늬" not in page
    assert desk.post(f"/staff/desk/{last_year.code}/confirm/").status_code == 404


def test_an_attendee_of_this_year_reaches_neither_letters_nor_ticket_of_another(last_year: Attendee) -> None:
    junho = Attendee.objects.get(name="이준호")
    assert junho.user
    client = Client()
    client.force_login(junho.user)
    for letter in Message.objects.all():
        assert client.get(f"/registration/me/messages/{letter.pk}/").status_code == 404
    for consent in last_year.consents.all():
        assert client.post(f"/registration/me/consents/{consent.pk}/withdraw/").status_code == 404
