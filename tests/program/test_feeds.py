"""The programme for other programs: calendars, the Atom feed, schedule.json, the Google Calendar link."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from factories import at, create_conference, create_session, create_speaker, publish_all, publish_as_typos
from hypothesis import given, settings as hypothesis_settings, strategies as texts
from icalendar import Calendar, Component

from program import feeds
from program.document import Document, working_document
from program.feeds.wording import plain
from program.models import Conference, Release, Session
from program.public import Programme
from program.release import Decision, Treatment

ATOM = "{http://www.w3.org/2005/Atom}"


def programme_of(release: Release, language: str = "ko") -> Programme:
    with translation.override(language):
        return Programme(release.document, language, number=release.number, published_at=release.published_at)


def current(conference: Conference, language: str = "ko") -> Programme:
    return programme_of(conference.releases.newest_first()[0], language)


def published_later(conference: Conference) -> Release:
    """Publish an hour from now."""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        return publish_all(conference)


def events(content: bytes) -> dict[str, Component]:
    """Return the events of a calendar by their UID, without the suffix."""
    calendar = Calendar.from_ical(content)
    assert not calendar.errors
    return {str(event["UID"]).removesuffix("@pobatt"): event for event in calendar.walk("VEVENT")}


def event_of(content: bytes, session: Session) -> Component:
    return events(content)[str(session.uid)]


def lines_of(content: bytes) -> list[str]:
    """Unfold a calendar as RFC 5545 §3.1 says, with nothing from the library that wrote it."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def value_of(content: bytes, name: str) -> str:
    """Return the text of the first such property of an event, unescaped as RFC 5545 §3.3.11 says."""
    lines = lines_of(content)
    lines = lines[lines.index("BEGIN:VEVENT") :]
    found = next(line for line in lines if line.split(":")[0].split(";")[0] == name)
    words, escaped = [], False
    for character in found.partition(":")[2]:
        if escaped:
            words.append("\n" if character in "nN" else character)
        elif character != "\\":
            words.append(character)
        escaped = character == "\\" and not escaped
    return "".join(words)


@pytest.fixture
def cathode(released: Release) -> Session:
    return Session.objects.get(slug="cathode")


# --- Calendars ---------------------------------------------------------------------------------------------------


def test_a_calendar_has_every_session_with_a_time_and_says_where_and_who(released: Release) -> None:
    create_session(released.conference, slug="unscheduled")
    publish_all(released.conference)
    content = feeds.programme_as_calendar(current(released.conference))
    assert set(events(content)) == {
        str(uid) for uid in Session.objects.exclude(starts_at=None).values_list("uid", flat=True)
    }
    keynote = event_of(content, Session.objects.get(slug="keynote"))
    assert str(keynote["SUMMARY"]) == "전지의 길"
    assert str(keynote["LOCATION"]) == "포스코국제관 국제회의장"
    assert str(keynote["DESCRIPTION"]).split("\n")[:3] == [
        "연사: 김하나(포항소재 연구원)", "언어: 한국어", "동시통역이 제공됩니다.",
    ]  # fmt: skip
    assert (str(keynote["STATUS"]), keynote["SEQUENCE"]) == ("CONFIRMED", 0)
    side = event_of(content, Session.objects.get(slug="side"))
    assert "초청받은 분만 참석할 수 있습니다." in str(side["DESCRIPTION"])


def test_a_calendar_is_one_to_subscribe_to(released: Release) -> None:
    content = feeds.programme_as_calendar(programme_of(released))
    calendar = Calendar.from_ical(content)
    assert [str(calendar[name]) for name in ("VERSION", "METHOD", "X-WR-CALNAME")] == [
        "2.0",
        "PUBLISH",
        "POBATT 2022",
    ]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines_of(content)
    assert "X-PUBLISHED-TTL:PT1H" in lines_of(content)


def test_hours_are_those_of_the_conference_wherever_the_reader_is(released: Release) -> None:
    content = feeds.programme_as_calendar(programme_of(released))
    assert "DTSTART;TZID=Asia/Seoul:20221103T103000" in lines_of(content)
    assert "DTEND;TZID=Asia/Seoul:20221103T110000" in lines_of(content)
    zones = Calendar.from_ical(content).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Asia/Seoul"]
    assert [part["TZOFFSETTO"].td for part in zones[0].subcomponents] == [timedelta(hours=9)]


def test_a_zone_with_summer_time_is_described_with_it(db: None) -> None:
    conference = create_conference(time_zone="Europe/Berlin", slug="berlin")
    create_session(conference, starts_at=at(18))
    release = publish_all(conference)
    content = feeds.programme_as_calendar(programme_of(release))
    zone = Calendar.from_ical(content).walk("VTIMEZONE")[0]
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    event = next(iter(events(content).values()))
    assert event["DTSTART"].dt.astimezone(UTC) == at(18).astimezone(UTC)


def test_the_uid_is_permanent_whatever_the_host_of_the_site(cathode: Session, settings: Any) -> None:
    settings.SITE_URL, settings.SITE_DOMAIN = "https://next.example", "next.example"
    event = event_of(feeds.programme_as_calendar(current(cathode.conference)), cathode)
    assert str(event["UID"]) == f"{cathode.uid}@pobatt"
    assert str(event["URL"]) == "https://next.example/2022/program/sessions/cathode/"


def test_one_session_alone_is_the_same_event_as_in_the_whole_calendar(cathode: Session) -> None:
    programme = current(cathode.conference)
    alone = feeds.session_as_calendar(programme.session_by_slug["cathode"])
    assert list(events(alone)) == [str(cathode.uid)]
    assert (
        event_of(alone, cathode).to_ical()
        == event_of(feeds.programme_as_calendar(programme), cathode).to_ical()
    )


def test_a_themed_session_shows_without_making_anybody_busy_twice(cathode: Session) -> None:
    content = feeds.programme_as_calendar(current(cathode.conference))
    assert str(event_of(content, Session.objects.get(slug="materials"))["TRANSP"]) == "TRANSPARENT"
    talk = event_of(content, cathode)
    assert "TRANSP" not in talk
    assert str(talk["RELATED-TO"]) == f"{Session.objects.get(slug='materials').uid}@pobatt"
    assert [str(name) for name in talk["CATEGORIES"].cats] == ["배터리 소재"]
    assert "세션: 세션 1. 배터리 소재" in str(talk["DESCRIPTION"])


def test_a_talk_without_a_title_is_called_after_its_session(released: Release) -> None:
    untitled = Session.objects.get(slug="unknown")
    korean = event_of(feeds.programme_as_calendar(programme_of(released)), untitled)
    assert str(korean["SUMMARY"]) == "세션 1. 배터리 소재: 추후 공지"
    assert "연사: 추후 공지" in str(korean["DESCRIPTION"])


def test_a_visit_without_a_room_is_not_said_to_be_at_the_venue(released: Release) -> None:
    assert "LOCATION" not in event_of(
        feeds.programme_as_calendar(programme_of(released)), Session.objects.get(slug="visits")
    )


def test_the_sequence_rises_with_a_move_and_not_with_a_typo(cathode: Session) -> None:
    conference = cathode.conference
    before = event_of(feeds.programme_as_calendar(current(conference)), cathode)
    Session.objects.filter(pk=cathode.pk).update(ends_at=at(13, 20))
    moved = event_of(feeds.programme_as_calendar(programme_of(published_later(conference))), cathode)
    assert (before["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
    assert moved["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert moved["DTSTAMP"].dt == moved["LAST-MODIFIED"].dt

    Session.objects.filter(pk=cathode.pk).update(title_ko="양극재!")
    typo = publish_all(conference, decisions={f"renamed:{cathode.uid}": Decision(Treatment.TYPO)})
    corrected = event_of(feeds.programme_as_calendar(programme_of(typo)), cathode)
    assert (str(corrected["SUMMARY"]), corrected["SEQUENCE"]) == ("양극재!", 1)
    assert corrected["DTSTAMP"].dt == moved["DTSTAMP"].dt


def test_a_cancelled_session_stays_as_cancelled_and_its_talks_with_it(cathode: Session) -> None:
    Session.objects.filter(slug="materials").update(cancelled_at=timezone.now())
    content = feeds.programme_as_calendar(programme_of(publish_all(cathode.conference)))
    event = event_of(content, cathode)
    assert (str(event["STATUS"]), event["SEQUENCE"], str(event["SUMMARY"])) == (
        "CANCELLED",
        1,
        "[취소] 양극재",
    )


def test_a_session_that_is_gone_stays_as_cancelled(cathode: Session) -> None:
    conference, uid = cathode.conference, str(cathode.uid)
    cathode.delete()
    content = feeds.programme_as_calendar(programme_of(publish_all(conference)))
    event = events(content)[uid]
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(event["URL"]).endswith("/2022/program/changes/")


def test_the_bytes_stay_the_same_until_something_changes(released: Release) -> None:
    once, again = programme_of(released), programme_of(Release.objects.get(pk=released.pk))
    assert feeds.programme_as_calendar(once) == feeds.programme_as_calendar(again)
    assert feeds.changes_as_atom(once) == feeds.changes_as_atom(again)
    assert json.dumps(feeds.schedule_json(once)) == json.dumps(feeds.schedule_json(again))
    assert feeds.schedule_xml(once) == feeds.schedule_xml(again)
    unrelated = create_speaker(released.conference)
    publish_all(released.conference)
    assert feeds.programme_as_calendar(current(released.conference)) == feeds.programme_as_calendar(once)
    assert unrelated.pk


def test_an_english_calendar_has_english_words_and_marks_what_is_korean(released: Release) -> None:
    content = feeds.programme_as_calendar(programme_of(released, "en"))
    keynote = event_of(content, Session.objects.get(slug="keynote"))
    assert (str(keynote["SUMMARY"]), keynote["SUMMARY"].params["LANGUAGE"]) == ("The way of cells", "en")
    assert "/en/2022/program/sessions/keynote/" in str(keynote["URL"])
    assert event_of(content, Session.objects.get(slug="cathode"))["SUMMARY"].params["LANGUAGE"] == "ko"


def test_a_preview_gives_a_calendar_too(pobatt: Conference) -> None:
    programme = Programme(working_document(pobatt), "ko")
    assert (
        len(events(feeds.programme_as_calendar(programme))) == Session.objects.exclude(starts_at=None).count()
    )
    assert feeds.schedule_json(programme)["schedule"]["version"] == "preview"
    assert fromstring(feeds.changes_as_atom(programme)).findall(f"{ATOM}entry") == []


def a_document(title: str, affiliation: str) -> Document:
    """Return a small programme with these words."""
    texts_of = {
        f"{name}_{language}": ""
        for name in ("name", "theme", "venue", "city", "host")
        for language in ("ko", "en")
    }
    speaker = {
        f"{name}_{language}": ""
        for name in ("name", "affiliation", "position", "biography")
        for language in ("ko", "en")
    }
    session = {f"{name}_{language}": "" for name in ("title", "abstract") for language in ("ko", "en")}
    flags = dict.fromkeys(("is_interpreted", "is_invitation_only", "is_placeholder", "is_cancelled"), False)
    nothing = dict.fromkeys(("parent", "track", "chair", "slides"))
    return {
        "conference": texts_of | {
            "slug": "2022", "number": 3, "short_name": "POBATT", "name_ko": "포항", "starts_on": "2022-11-03",
            "ends_on": "2022-11-03", "time_zone": "Asia/Seoul", "hours_are_provisional": False,
            "latitude": None, "longitude": None,
        },
        "organisations": [],
        "tracks": [],
        "rooms": [{"slug": "main", "name_ko": f"방 {affiliation}", "name_en": ""}],
        "speakers": [speaker | {
            "uid": "0" * 31 + "1", "slug": "kim", "name_ko": "김", "affiliation_ko": affiliation, "photo": None,
        }],
        "sessions": [session | flags | nothing | {
            "uid": "0" * 31 + "2", "slug": "talk", "kind": "talk", "room": "main", "title_ko": title,
            "starts_at": "2022-11-03T10:00:00+09:00", "ends_at": "2022-11-03T11:00:00+09:00", "language": "",
            "speakers": ["0" * 31 + "1"], "slides_url": "", "sequence": 0, "changed_at": "2022-08-25T09:00:00+09:00",
        }],
        "gone": [],
    }  # fmt: skip


NASTY = texts.one_of(
    texts.text(max_size=80),
    texts.text('가힣🔋,;:\\"\n\r\t^', max_size=300),
    texts.just("배터리 " * 75),
    texts.just("n\\n\\;\\,\\\\"),
    texts.just("BEGIN:VEVENT\r\nUID:x"),
)


@given(title=NASTY, affiliation=NASTY)
@hypothesis_settings(max_examples=100, deadline=None)
def test_any_text_comes_out_of_a_calendar_as_it_went_in(title: str, affiliation: str) -> None:
    programme = Programme(
        a_document(title, affiliation), "ko", number=1, published_at=datetime(2022, 8, 25, tzinfo=UTC)
    )
    session = programme.sessions[0]
    content = feeds.session_as_calendar(session)
    expected = plain(title).strip() or "발표: 추후 공지"
    event = next(iter(events(content).values()))
    assert str(event["SUMMARY"]) == value_of(content, "SUMMARY") == expected
    assert str(event["LOCATION"]) == value_of(content, "LOCATION") == plain(f"방 {affiliation}")
    office = f"({plain(affiliation)})" if plain(affiliation) else ""
    assert str(event["DESCRIPTION"]) == value_of(content, "DESCRIPTION")
    assert value_of(content, "DESCRIPTION").startswith(f"연사: 김{office}\n")
    assert sum(line == "BEGIN:VEVENT" for line in lines_of(content)) == 1


# --- Google Calendar ---------------------------------------------------------------------------------------------


def test_a_google_calendar_link_carries_title_hours_and_place(cathode: Session) -> None:
    address = feeds.google_calendar_address(current(cathode.conference).session_by_slug["cathode"])
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith("https://calendar.google.com/calendar/render?")
    assert (query["text"], query["dates"]) == ("양극재", "20221103T040000Z/20221103T043000Z")
    assert (query["location"], query["ctz"]) == ("포스코국제관 국제회의장", "Asia/Seoul")
    assert "/2022/program/sessions/cathode/" in query["details"]


def test_there_is_no_google_calendar_link_without_a_time_or_for_a_cancelled_session(
    released: Release,
) -> None:
    create_session(released.conference, slug="unscheduled")
    Session.objects.filter(slug="keynote").update(cancelled_at=timezone.now())
    programme = programme_of(publish_all(released.conference))
    assert feeds.google_calendar_address(programme.session_by_slug["unscheduled"]) == ""
    assert feeds.google_calendar_address(programme.session_by_slug["keynote"]) == ""


def test_a_google_calendar_link_stays_short_enough_for_a_browser(released: Release) -> None:
    names = [create_speaker(released.conference, name_ko="가" * 80) for _ in range(40)]
    session = create_session(
        released.conference, slug="crowd", title_ko="나" * 250, starts_at=at(16), speakers=names
    )
    programme = programme_of(publish_all(released.conference))
    assert len(feeds.google_calendar_address(programme.session_by_slug[session.slug])) < 8000


# --- Atom --------------------------------------------------------------------------------------------------------


def entries_of(content: bytes) -> list[Element]:
    return fromstring(content).findall(f"{ATOM}entry")


def text_of(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def test_the_atom_feed_has_an_entry_for_each_release_that_says_something(cathode: Session) -> None:
    conference = cathode.conference
    Session.objects.filter(pk=cathode.pk).update(ends_at=at(13, 20))
    published_later(conference)
    Session.objects.filter(pk=cathode.pk).update(title_ko="양극재!")
    publish_as_typos(conference)
    entries = entries_of(feeds.changes_as_atom(current(conference)))
    assert len(entries) == 2
    assert text_of(entries[0], "title").startswith("변경: '양극재'")
    assert text_of(entries[1], "title") == "프로그램을 공개했습니다."
    assert text_of(entries[0], "updated") > text_of(entries[1], "updated")


def test_the_atom_feed_is_in_the_language_of_the_page(cathode: Session) -> None:
    Session.objects.filter(pk=cathode.pk).update(ends_at=at(13, 20))
    publish_all(cathode.conference, note_ko="알림", note_en="A note")
    korean = feeds.changes_as_atom(current(cathode.conference))
    english = feeds.changes_as_atom(current(cathode.conference, "en"))
    assert (text_of(entries_of(korean)[0], "title"), text_of(entries_of(english)[0], "title")) == (
        "알림",
        "A note",
    )
    assert fromstring(english).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert "Moved:" in text_of(entries_of(english)[0], "content")


def test_the_ids_of_the_atom_feed_outlive_the_host_of_the_site(released: Release, settings: Any) -> None:
    def ids() -> list[str]:
        feed = fromstring(feeds.changes_as_atom(programme_of(released)))
        return [text_of(element, "id") for element in (feed, *feed.findall(f"{ATOM}entry"))]

    before = ids()
    settings.SITE_URL = "https://next.example"
    assert ids() == before
    assert len(set(before)) == 2
    assert all(name.startswith("urn:uuid:") for name in before)


def test_control_characters_and_markup_do_not_break_the_atom_feed(released: Release) -> None:
    title = "a\x01b\x0bc\ufffe<script>alert(1)</script> & ]]>"
    create_session(released.conference, slug="new", title_ko=title, title_en="x", starts_at=at(16))
    publish_all(released.conference, note_ko="첫 줄\x1b\n둘째 줄")
    entry = entries_of(feeds.changes_as_atom(current(released.conference)))[0]
    assert text_of(entry, "title") == "첫 줄"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ]]&gt;" in text_of(entry, "content")
    assert "ab\nc" in text_of(entry, "content")


# --- At their addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["/program/", "/en/program/", "/2022/program/"])
def test_every_feed_is_served_at_its_address(released: Release, client: Client, place: str) -> None:
    kinds = {
        "schedule.ics": "text/calendar; charset=utf-8",
        "sessions/keynote/session.ics": "text/calendar; charset=utf-8",
        "changes/atom.xml": "application/atom+xml; charset=utf-8",
        "schedule.json": "application/json",
        "schedule.xml": "application/xml; charset=utf-8",
    }
    for address, kind in kinds.items():
        answer = client.get(place + address)
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)


def test_every_link_of_the_feeds_leads_to_a_page(cathode: Session, client: Client, settings: Any) -> None:
    conference = cathode.conference
    cathode.delete()
    publish_all(conference)
    for language in ("ko", "en"):
        programme = current(conference, language)
        links = {str(event["URL"]) for event in events(feeds.programme_as_calendar(programme)).values()}
        links |= {
            link.get("href", "") for link in fromstring(feeds.changes_as_atom(programme)).iter(f"{ATOM}link")
        }
        schedule = fromstring(feeds.schedule_xml(programme))
        links |= {
            element.get("href") or element.text or ""
            for name in ("url", "base_url", "link")
            for element in schedule.iter(name)
        }
        assert len(links) > 10
        for link in links:
            assert link.startswith(settings.SITE_URL)
            assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200, link
