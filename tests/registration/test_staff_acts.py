"""What staff do for attendees in the admin: confirm, open a window, see who was passed over and what is parked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from factories import create_account, create_attendee, open_registration

from pobatt.history import entries
from program.models import Release
from registration import changes
from registration.models import Attendee, Message, RegistrationSettings
from registration.places import database_now

LIST = "/admin/registration/attendee/"


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open, and changes are frozen."""
    return open_registration(released.conference, edits_freeze_at=database_now() - timedelta(days=1))


def act(client: Client, action: str, *attendees: Attendee) -> str:
    chosen = {"action": action, "_selected_action": [attendee.pk for attendee in attendees]}
    return client.post(LIST, chosen, follow=True).content.decode()


def test_the_desk_confirms_who_got_no_mail_and_it_is_recorded(
    hana: Client, registration: RegistrationSettings
) -> None:
    until = database_now() + timedelta(hours=1)
    held = create_attendee(
        registration.conference, state="held", held_until=until,
        user=create_account("minji@example.com", verified=False), email="minji@example.com",
    )  # fmt: skip
    cancelled = create_attendee(registration.conference, state="cancelled", cancelled_at=until)

    page = act(hana, "confirm_at_the_desk", held, cancelled)

    held.refresh_from_db()
    assert (held.state, str(held.confirmed_by)) == ("confirmed", "hana@example.com")
    assert ("1명을 확인했습니다" in page, "취소한 1명은 그대로입니다" in page) == (True, True)
    assert [message.kind for message in held.messages.all()] == ["confirmed"]
    assert "hana@example.com" in hana.get(reverse("admin:registration_attendee_change", args=[held.pk])).text


def test_one_persons_window_is_opened_though_changes_are_frozen(
    hana: Client, registration: RegistrationSettings
) -> None:
    minji, junho = (create_attendee(registration.conference) for _ in range(2))

    assert "까지 등록 내용을 고칠 수 있습니다" in act(hana, "open_edits", minji)

    pages = []
    for attendee in (minji, junho):
        client = Client()
        assert attendee.user is not None
        client.force_login(attendee.user)
        pages.append("/registration/me/edit/" in client.get("/registration/me/").content.decode())
    assert pages == [True, False]


def test_the_page_of_one_person_has_what_can_be_done_for_them_and_says_what_was_done(
    hana: Client, registration: RegistrationSettings
) -> None:
    until = database_now() + timedelta(hours=1)
    held = create_attendee(registration.conference, state="held", held_until=until, name="김민지")
    page = reverse("admin:registration_attendee_change", args=[held.pk])
    presses = {name: f"{LIST}{held.pk}/{name}/" for name in ("confirm", "open_edits")}

    def offered() -> list[bool]:
        return [f'action="{address}"' in hana.get(page).text for address in presses.values()]

    assert offered() == [True, True]
    told = [hana.post(address, follow=True) for address in presses.values()]

    assert [answer.redirect_chain for answer in told] == [[(page, 302)]] * 2
    assert "김민지 님의 등록을 확정했습니다" in told[0].text
    assert "까지 등록 내용을 고칠 수 있습니다" in told[1].text
    held.refresh_from_db()
    assert (held.state, str(held.confirmed_by)) == ("confirmed", "hana@example.com")
    assert held.may_edit(registration, database_now()) is True
    kept = [(entry.who, entry.address) for entry in entries("attendee", held.pk)]
    assert kept[0] == ("hana@example.com", "admin:registration_attendee_open_edits")
    assert offered() == [False, True]
    changes.cancel(held)
    assert (offered(), "그대로 두었습니다" in hana.post(presses["confirm"], follow=True).text) == (
        [False, False],
        True,
    )


def test_why_somebody_was_passed_over_is_seen_in_the_list(
    hana: Client, registration: RegistrationSettings
) -> None:
    create_attendee(
        registration.conference,
        state="waitlisted",
        waitlisted_at=database_now(),
        passed_over_because="이메일 미확인",
    )
    assert "이메일 미확인" in hana.get(LIST).content.decode()


def test_a_parked_mail_is_seen_on_the_first_page_and_can_be_sent_again(
    hana: Client, registration: RegistrationSettings
) -> None:
    assert "data-parked" not in hana.get("/admin/").content.decode()
    minji = create_attendee(registration.conference, email="minji@example.com")
    parked = Message.objects.create(
        key="x", kind="confirmed", attendee=minji, address=minji.email, subject="확정", text="x",
        parked_at=database_now(), problem="SMTPRecipientsRefused 550 5.1.1",
    )  # fmt: skip
    assert 'data-parked="1"' in hana.get("/admin/").content.decode()
    listed = hana.get("/admin/registration/message/?state=parked").content.decode()
    assert ("550 5.1.1" in listed, "등록 확정" in listed) == (True, True)
    letter = hana.get(f"/admin/registration/message/{parked.pk}/change/").content.decode()
    assert ("mi****@example.com" in letter, "minji@example.com" in letter) == (True, False)

    hana.post("/admin/registration/message/", {"action": "send_again", "_selected_action": [parked.pk]})

    parked.refresh_from_db()
    assert parked.status == "queued"
