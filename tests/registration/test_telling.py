"""What attendees are told without asking: that a place was lost, that the day is near; once each, and nobody else."""

from datetime import datetime, time, timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from factories import create_account, create_application, create_attendee, open_registration

from program.models import Release
from registration.applications import apply
from registration.changes import cancel, edit, resize
from registration.models import Attendee, ClaimState, Message, RegistrationSettings
from registration.reminders import remind
from registration.telling import tell
from visits.models import Booking

Minute = timedelta(minutes=1)


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open, for one on site."""
    return open_registration(released.conference, onsite_capacity=1)


def let_the_hold_lapse(registration: RegistrationSettings) -> None:
    """Let two hours pass, and places be handed on, twice."""
    Attendee.objects.exclude(held_until=None).update(held_until=Now() - Minute)
    resize(registration)
    resize(registration)


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("address", flat=True))


def test_who_loses_a_held_place_is_told_once_and_so_is_who_loses_a_place_in_the_line(
    registration: RegistrationSettings,
) -> None:
    apply(registration, create_application("minji@example.com"))
    apply(registration, create_application("junho@example.com", language="en"))

    let_the_hold_lapse(registration)

    assert told("unconfirmed") == ["junho@example.com", "minji@example.com"]
    minji, junho = Message.objects.get(address="minji@example.com"), Message.objects.get(language="en")
    assert ("잡아 둔 자리가" in minji.text, "/registration/me/" in minji.text) == (True, True)
    assert ("place in the line" in junho.text, "/en/registration/me/" in junho.html) == (True, True)


def test_the_mail_leads_back_to_a_place_with_everything_as_it_was_filled_in(
    registration: RegistrationSettings,
) -> None:
    apply(registration, create_application("minji@example.com", affiliation="별무늬전지"))
    let_the_hold_lapse(registration)
    client = Client()

    client.post("/accounts/login/code/", {"email": "minji@example.com"})
    code = Message.objects.filter(kind="code").latest("queued_at").text.split(": ")[1][:6]
    page = client.post("/accounts/login/code/confirm/", {"code": code}, follow=True).content.decode()

    assert ('data-status="confirmed"' in page, "별무늬전지" in page) == (True, True)


def test_who_confirms_in_time_is_told_of_no_loss(registration: RegistrationSettings) -> None:
    create_attendee(registration.conference, email="sora@example.com")

    let_the_hold_lapse(registration)

    assert told("unconfirmed") == []


@pytest.mark.parametrize(("reminder", "days_before", "hour"), [("eve", 1, time(18)), ("day", 0, time(7, 30))])
def test_the_reminder_goes_once_at_its_hour_to_who_has_a_place_on_site(
    registration: RegistrationSettings,
    monkeypatch: pytest.MonkeyPatch,
    reminder: str,
    days_before: int,
    hour: time,
) -> None:
    conference = registration.conference
    RegistrationSettings.objects.update(reminder=reminder, reminder_at=hour, onsite_capacity=9)
    registration.refresh_from_db()
    long_ago = datetime(2022, 1, 1, tzinfo=conference.zone)
    for email, more in {
        "minji@example.com": {"days": [1, 2]},
        "sora@example.com": {"days": [2]},
        "online@example.com": {"attendance": "online"},
        "john@example.com": {"language": "en"},
        "new@example.com": {"confirmed_at": datetime.combine(conference.starts_on, time(8), conference.zone)},
    }.items():
        create_attendee(conference, **{"email": email, "confirmed_at": long_ago} | more)
    gone = create_attendee(conference, email="gone@example.com", confirmed_at=long_ago)
    cancel(gone)
    due_at = datetime.combine(conference.starts_on - timedelta(days=days_before), hour, conference.zone)

    sent = {}
    for words, at in {
        "early": due_at - Minute, "due": due_at, "again": due_at + Minute, "next": due_at + timedelta(days=1)
    }.items():  # fmt: skip
        monkeypatch.setattr("registration.reminders.database_now", lambda at=at: at)
        remind(registration)
        sent[words] = told("reminder")

    first = ["john@example.com", "minji@example.com"]
    assert sent == {"early": [], "due": first, "again": first, "next": sorted([*first, "sora@example.com"])}
    english = Message.objects.get(address="john@example.com")
    assert ("Thu 3 November 2022" in english.subject, "포스코국제관" in english.text) == (True, True)
    korean = Message.objects.get(address="minji@example.com")
    assert "2022. 11. 3.(목)" in korean.subject
    assert korean.has_ticket is True


def test_no_reminder_when_the_organiser_wants_none_or_the_day_is_over(
    registration: RegistrationSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    conference = registration.conference
    create_attendee(conference, confirmed_at=datetime(2022, 1, 1, tzinfo=conference.zone))
    remind(registration)  # years later
    RegistrationSettings.objects.update(reminder="none")
    registration.refresh_from_db()
    eve = datetime.combine(conference.starts_on, time(), conference.zone) - Minute
    monkeypatch.setattr("registration.reminders.database_now", lambda: eve)
    remind(registration)
    assert told("reminder") == []


def test_a_reminder_that_is_still_waiting_does_not_reach_who_cancels(
    registration: RegistrationSettings,
) -> None:
    minji = create_attendee(registration.conference, email="minji@example.com")
    for kind in ("reminder", "confirmed"):
        Message.objects.create(
            key=kind, kind=kind, attendee=minji, address=minji.email, subject="x", text="x"
        )

    cancel(minji)

    assert sorted(minji.messages.values_list("kind", flat=True)) == ["cancelled", "confirmed"]


def test_before_moving_the_form_says_what_is_lost(registration: RegistrationSettings) -> None:
    sentences = {
        "onsite": "바꾸면 현장 자리는 바로 다음 분께",
        "online": "바꾸면 온라인 자리는",
        "waiting": "대기 순번은 없어지고",
    }
    for who, sentence in sentences.items():
        attendee = create_attendee(
            registration.conference,
            user=create_account(f"{who}@example.com"),
            attendance="online" if who == "online" else "onsite",
            **(
                {"state": ClaimState.WAITLISTED, "waitlisted_at": "2020-01-01T00:00Z"}
                if who == "waiting"
                else {}
            ),
        )
        client = Client()
        client.force_login(attendee.user)
        assert sentence in client.get("/registration/me/edit/").content.decode()


def test_who_goes_online_leaves_their_visits(registration: RegistrationSettings) -> None:
    from factories import create_visit

    minji = create_attendee(registration.conference)
    visit = create_visit(registration.conference)
    Booking.objects.create(
        visit=visit, attendee=minji, state="confirmed", place=1, booked_at="2022-01-01T00:00Z",
        confirmed_at="2022-01-01T00:00Z", period=visit.period,
    )  # fmt: skip

    edit(minji, {"attendance": "online"}, {})

    assert list(Booking.objects.values_list("state", "place")) == [("cancelled", None)]


def test_who_cancels_while_the_others_are_being_told_gets_no_reminder(
    registration: RegistrationSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    conference = registration.conference
    RegistrationSettings.objects.update(onsite_capacity=9)
    long_ago = datetime(2022, 1, 1, tzinfo=conference.zone)
    everybody = [create_attendee(conference, confirmed_at=long_ago) for _ in range(2)]
    eve = datetime.combine(conference.starts_on, time(), conference.zone) - Minute
    monkeypatch.setattr("registration.reminders.database_now", lambda: eve)

    def tell_and_cancel(attendee: Attendee, *about: object, on: object) -> None:
        tell(attendee, *about, on=on)  # type: ignore[arg-type]
        cancel(next(other for other in everybody if other != attendee))

    monkeypatch.setattr("registration.telling.tell", tell_and_cancel)
    remind(registration)

    assert len(told("reminder")) == 1
