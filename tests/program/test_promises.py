"""Promises of the programme that are easily broken: erasing, silence, calendars, odd input."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from factories import at, create_conference, create_organiser, create_session, create_speaker, publish_all
from forms_of_pages import fields_of

from program.models import Conference, Release, Session, Speaker, StoredFile
from program.withdrawal import withdraw


def sequences(release: Release) -> dict[str, int]:
    return {row["slug"]: row["sequence"] for row in release.document["sessions"]}


def press(client: Client, address: str, button: str, **changes: str) -> None:
    fields = fields_of(client.get(address), having="slug")
    client.post(address, {**fields, **changes, button: "1"})


def test_erasing_a_name_that_stands_in_an_address_keeps_the_site_up(conference: Conference) -> None:
    speaker = create_speaker(conference, name_ko="홍길동", name_en="An")
    session = Session.objects.create(
        conference=conference,
        title_ko="홍길동 특별강연",
        abstract_en="An anode",
        starts_at=at(10),
        ends_at=at(11),
    )
    session.place_speakers([speaker])
    create_session(conference, slug="announcement", title_en="Announcement of Anodes", starts_at=at(12))
    publish_all(conference)

    withdraw(speaker)

    for page in ("/", "/program/", "/program/schedule.ics", "/program/schedule.json", "/program/changes/"):
        response = Client().get(page)
        assert (response.status_code, "홍길동" in response.content.decode()) == (200, False)
    session.refresh_from_db()
    assert (session.title_ko, session.abstract_en) == ("○○○ 특별강연", "○○○ anode")
    assert "홍길동" not in session.slug
    assert Session.objects.get(slug="announcement").title_en == "Announcement of Anodes"


def test_deleting_a_speaker_takes_them_out_of_the_releases_too(released: Release, hana: Client) -> None:
    kim = Speaker.objects.get(slug="kim")

    hana.post(f"/admin/program/speaker/{kim.pk}/delete/", {"post": "yes"})

    assert "김하나" not in str(list(Release.objects.values()))


def test_the_slides_of_an_erased_speaker_are_gone_too(released: Release) -> None:
    Session.objects.filter(slug="keynote").update(
        slides=StoredFile.keep(b"%PDF-1.7", "application/pdf"), slides_consent_on=date(2022, 11, 1)
    )
    publish_all(released.conference)
    address = "/program/sessions/keynote/slides/"
    before = Client().get(address).status_code

    withdraw(Speaker.objects.get(slug="kim"))

    assert (before, Client().get(address).status_code) == (200, 404)


def test_a_typo_in_one_session_excuses_no_other_change(released: Release, hana: Client) -> None:
    Session.objects.filter(slug="keynote").update(starts_at=at(11), ends_at=at(11, 30))
    opening = Session.objects.get(slug="opening")

    press(hana, f"/admin/program/session/{opening.pk}/change/", "_publish", title_ko="개막 식", _typo="1")

    release = Release.objects.newest_first()[0]
    assert [told["kind"] for told in release.changes] == ["moved"]
    assert (sequences(release)["opening"], sequences(release)["keynote"]) == (0, 1)


def test_words_are_those_of_what_is_published(released: Release, hana: Client) -> None:
    address = f"/admin/program/conference/{released.conference.pk}/publish/"
    Session.objects.filter(slug="opening").update(starts_at=at(9), ends_at=at(9, 30))
    seen = fields_of(hana.get(address), having="expected_version")
    Session.objects.filter(slug="opening").update(starts_at=at(17), ends_at=at(17, 30))

    again = fields_of(hana.post(address, seen), having="expected_version")
    hana.post(address, again)

    assert "17:00~17:30" in Release.objects.newest_first()[0].changes[0]["ko"]


def test_calendars_hear_of_rooms_venue_and_addresses(released: Release) -> None:
    conference = released.conference
    Conference.objects.update(venue_ko="포항시청")
    second = publish_all(conference)
    Session.objects.filter(slug="materials").update(room=conference.rooms.get(slug="lobby"))
    Session.objects.filter(parent__slug="materials").update(room=None)
    third = publish_all(conference)

    assert set(sequences(second).values()) == {1}
    assert {slug for slug, number in sequences(third).items() if number == 2} == {
        "materials",
        "cathode",
        "unknown",
    }


def test_a_session_that_loses_its_hours_is_cancelled_in_calendars_until_it_has_new_ones(
    released: Release,
) -> None:
    conference = released.conference
    Session.objects.filter(slug="side").update(starts_at=None, ends_at=None)
    publish_all(conference)
    without = Client().get("/program/schedule.ics").content.decode()
    Session.objects.filter(slug="side").update(starts_at=at(16), ends_at=at(17))
    third = publish_all(conference)
    with_hours = Client().get("/program/schedule.ics").content.decode()

    assert ("STATUS:CANCELLED" in without, "STATUS:CANCELLED" in with_hours) == (True, False)
    assert sequences(third)["side"] == 2


def test_a_cancelled_session_frees_the_rooms_of_its_talks(released: Release, hana: Client) -> None:
    themed = Session.objects.get(slug="materials")

    press(hana, f"/admin/program/session/{themed.pk}/change/", "_save", is_cancelled="on")

    assert list(themed.talks.live()) == []
    create_session(released.conference, room=themed.room, starts_at=at(13))


def test_an_emptied_address_name_with_another_error_is_answered(released: Release, hana: Client) -> None:
    address = f"/admin/program/session/{Session.objects.get(slug='opening').pk}/change/"
    fields = fields_of(hana.get(address), having="slug")

    response = hana.post(address, {**fields, "slug": "", "starts_at_1": "99:99"})

    assert response.status_code == 200


@pytest.mark.parametrize("zone", ["No/Where", "../x", "localtime"])
def test_odd_time_zones_are_refused(released: Release, hana: Client, zone: str) -> None:
    address = f"/admin/program/conference/{released.conference.pk}/change/"
    fields = fields_of(hana.get(address), having="name_ko")

    assert hana.post(address, {**fields, "time_zone": zone}).status_code == 200


def test_conferences_are_of_our_times_and_have_addresses_of_their_own(db: None) -> None:
    for wrong in ({"starts_on": date(9999, 12, 31), "ends_on": date(9999, 12, 31)}, {"slug": "en"}):
        conference = create_conference()
        for name, value in wrong.items():
            setattr(conference, name, value)
        with pytest.raises(ValidationError):
            conference.full_clean()
        conference.delete()


def test_staff_without_the_permission_are_told_so_instead_of_being_sent_in_circles(released: Release) -> None:
    user = create_organiser("sora@example.com")
    user.groups.clear()
    client = Client()
    client.force_login(user)

    assert client.get("/staff/preview/2022/program/").status_code == 403


def test_a_content_type_that_django_cannot_read_is_refused() -> None:
    from pobatt.wsgi import application  # only now: it looks for the gathered static files

    answered: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "CONTENT_TYPE": "text/plain; x*=foo'en'%41"}

    body = b"".join(application(environ, lambda status, headers: answered.append(status)))

    assert answered == ["400 Bad Request"]
    assert b'href="/"' in body


def test_a_cookie_with_nul_is_no_session(released: Release) -> None:
    response = Client().get("/accounts/login/", headers={"cookie": 'sessionid="\\000\\000aaaaaaaa"'})

    assert response.status_code == 200
