"""Taking part online: the stream appears at its hour, going in counts, and the day's mail says where it is."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from factories import create_attendee, open_registration

from program.models import Conference, Release
from registration.models import Attendee, CheckIn, Message, RegistrationSettings
from registration.places import database_now
from registration.streaming import tell_of_the_stream

STREAM = "https://live.example.org/pobatt"


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """The stream opened a minute ago, and today is the first day."""
    registration = open_registration(released.conference, stream_url=STREAM)
    registration.stream_opens_at = database_now() - timedelta(minutes=1)
    registration.save()
    return registration


@pytest.fixture
def online(registration: RegistrationSettings) -> Attendee:
    """Sora watches from home."""
    return create_attendee(registration.conference, email="sora@example.com", attendance="online", days=[1])


def logged_in(attendee: Attendee) -> Client:
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    return client


def test_going_in_counts_as_attendance_and_leads_to_the_stream(online: Attendee) -> None:
    client = logged_in(online)
    assert client.get("/registration/me/stream/")["Location"] == "/registration/me/"
    assert client.post("/registration/me/enter/")["Location"] == "/registration/me/stream/"
    client.post("/registration/me/enter/")
    assert [(c.attendee_id, c.way) for c in CheckIn.objects.all()] == [(online.pk, "stream")]
    page = client.get("/registration/me/stream/").content.decode()
    assert f'href="{STREAM}"' in page
    assert f'content="0; url={STREAM}"' in page


def test_before_its_hour_nobody_gets_in(registration: RegistrationSettings, online: Attendee) -> None:
    RegistrationSettings.objects.update(stream_opens_at=database_now() + timedelta(hours=1))
    client = logged_in(online)
    assert STREAM not in client.get("/registration/me/").content.decode()
    assert client.post("/registration/me/enter/")["Location"] == "/registration/me/"
    assert CheckIn.objects.count() == 0


def test_the_days_mail_goes_once_to_who_watches_today(
    registration: RegistrationSettings, online: Attendee, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_attendee(registration.conference, email="minji@example.com")
    create_attendee(registration.conference, email="later@example.com", attendance="online", days=[2])
    conference: Conference = registration.conference
    day = datetime.combine(conference.starts_on, datetime.min.time(), conference.zone)
    RegistrationSettings.objects.update(stream_opens_at=day + timedelta(hours=9))
    registration.refresh_from_db()
    for hours in (8, 9, 10):
        monkeypatch.setattr("registration.streaming.database_now", lambda at=day + timedelta(hours=hours): at)
        tell_of_the_stream(registration)
        told = Message.objects.filter(kind="stream").values_list("address", flat=True)
        assert list(told) == ([] if hours == 8 else ["sora@example.com"])
    letter = Message.objects.get()
    assert STREAM in letter.text
    assert STREAM in letter.html
