"""schedule.json and frab's schedule.xml: one schedule in two notations, and nothing of the programme lost."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from factories import at, create_conference, create_room, create_session, publish_all
from hypothesis import given, settings
from lxml import etree
from programmes import documents, programme_in

from program import feeds
from program.document import Document
from program.feeds.wording import plain
from program.models import Release, Session

SHAPE = etree.RelaxNG(etree.parse(Path(__file__).with_name("schedule.rng")))


def schedule_of(release: Release) -> dict[str, Any]:
    found: dict[str, Any] = feeds.schedule_json(programme_in(release.document))["schedule"]
    return found


def events_of(schedule: dict[str, Any]) -> dict[str, Any]:
    """Return the events by their session's address name."""
    days = schedule["conference"]["days"]
    events = [event for day in days for room in day["rooms"].values() for event in room]
    return {event["url"].rsplit("/", 2)[1]: event for event in events}


# --- schedule.json -----------------------------------------------------------------------------------------------


def test_schedule_json_has_the_days_rooms_and_events_of_the_programme(released: Release) -> None:
    schedule = schedule_of(released)
    conference = schedule["conference"]
    assert (conference["start"], conference["end"], conference["daysCount"]) == (
        "2022-11-03",
        "2022-11-04",
        2,
    )
    assert (conference["acronym"], conference["time_zone_name"]) == ("pobatt_2022", "Asia/Seoul")
    assert [room["name"] for room in conference["rooms"]] == ["국제회의장", "로비"]
    assert [(track["name"], track["slug"]) for track in conference["tracks"]] == [
        ("배터리 소재", "materials"), ("리사이클링", "recycling"),
    ]  # fmt: skip
    assert [(day["index"], day["date"], list(day["rooms"])) for day in conference["days"]] == [
        (1, "2022-11-03", ["국제회의장", "로비"]), (2, "2022-11-04", ["추후 공지"]),
    ]  # fmt: skip
    assert set(events_of(schedule)) == set(Session.objects.values_list("slug", flat=True))


def test_an_event_of_schedule_json_says_when_where_who(released: Release) -> None:
    event = events_of(schedule_of(released))["keynote"]
    assert event["guid"] == str(Session.objects.get(slug="keynote").uid)
    assert (event["date"], event["start"], event["duration"]) == (
        "2022-11-03T10:30:00+09:00",
        "10:30",
        "00:30",
    )
    assert (event["room"], event["type"], event["language"]) == ("국제회의장", "keynote", "ko")
    assert event["slug"] == f"pobatt_2022-{event['id']}-keynote"
    assert [(person["name"], person["affiliation"]) for person in event["persons"]] == [
        ("김하나", "포항소재")
    ]


def test_an_event_has_the_keys_that_c3voc_s_schema_names_and_no_other(released: Release) -> None:
    """The schema closes its objects, so that what is ours alone may only stand beside the conference."""
    answer = feeds.schedule_json(programme_in(released.document))
    schedule = answer["schedule"]
    assert set(answer) == {"$schema", "generator", "schedule"}
    assert set(schedule["conference"]) == {
        "acronym", "title", "start", "end", "daysCount", "timeslot_duration", "time_zone_name", "url", "rooms",
        "tracks", "days",
    }  # fmt: skip
    assert {name for room in schedule["conference"]["rooms"] for name in room} == {"name", "guid"}
    assert {name for event in events_of(schedule).values() for name in event} == {
        "id", "guid", "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type",
        "language", "abstract", "description", "persons", "links", "attachments",
    }  # fmt: skip


def test_what_does_not_take_place_is_no_event(released: Release) -> None:
    Session.objects.filter(slug="keynote").update(cancelled_at=timezone.now())
    create_session(released.conference, slug="unscheduled")
    schedule = schedule_of(publish_all(released.conference))
    assert {"keynote", "unscheduled"}.isdisjoint(events_of(schedule))
    unsaid = {session["slug"]: session for session in schedule["pobatt"]["sessions"].values()}
    assert (unsaid["keynote"]["is_cancelled"], unsaid["unscheduled"]["starts_at"]) == (True, None)


def test_an_event_keeps_its_number_from_release_to_release(released: Release) -> None:
    before = events_of(schedule_of(released))
    Session.objects.filter(slug="opening").delete()
    create_session(released.conference, slug="late", starts_at=at(17))
    after = events_of(schedule_of(publish_all(released.conference)))
    both = before.keys() & after.keys()
    assert len(both) == 7
    assert {slug: before[slug]["id"] for slug in both} == {slug: after[slug]["id"] for slug in both}


def test_permanent_names_that_begin_alike_have_different_numbers(db: None) -> None:
    """UUIDs made from the clock share their first half."""
    conference = create_conference()
    for n in range(20):
        create_session(
            conference, uid=UUID(int=(0x018F << 112) + n), starts_at=at(9) + timedelta(minutes=30 * n)
        )
    events = events_of(schedule_of(publish_all(conference)))
    assert len({event["id"] for event in events.values()}) == 20


def test_a_night_belongs_to_the_day_before(db: None) -> None:
    conference = create_conference()
    create_session(
        conference, slug="night", starts_at=at(1, day=4), room=create_room(conference, name_ko="홀")
    )
    first, second = schedule_of(publish_all(conference))["conference"]["days"]
    assert (first["day_start"], first["day_end"]) == (
        "2022-11-03T05:00:00+09:00",
        "2022-11-04T05:00:00+09:00",
    )
    assert (first["rooms"]["홀"][0]["date"], second["rooms"]) == ("2022-11-04T01:00:00+09:00", {})


# --- schedule.xml ------------------------------------------------------------------------------------------------


def test_an_event_of_schedule_xml_says_the_same_as_in_json(released: Release) -> None:
    root = etree.fromstring(feeds.schedule_xml(programme_in(released.document)))
    expected = events_of(schedule_of(released))["cathode"]
    event = root.find(f".//event[@guid='{expected['guid']}']")
    assert event is not None
    for name in ("title", "date", "start", "duration", "room", "track", "type", "language", "url", "slug"):
        assert event.findtext(name) == expected[name]
    assert [(person.get("guid"), person.text) for person in event.iter("person")] == [
        (expected["persons"][0]["guid"], "이두리")
    ]
    assert [(link.get("type"), link.text) for link in event.iter("link")] == [
        ("related", "세션 1. 배터리 소재")
    ]


@given(documents())
@settings(max_examples=60, deadline=None)
def test_schedule_xml_has_its_shape_whatever_the_programme(document: Document) -> None:
    for language, number in (("ko", 1), ("en", None)):
        SHAPE.assertValid(etree.fromstring(feeds.schedule_xml(programme_in(document, language, number))))


@given(documents())
@settings(max_examples=60, deadline=None)
def test_the_whole_programme_can_be_read_back_from_schedule_xml(document: Document) -> None:
    for language in ("ko", "en"):
        root = etree.fromstring(feeds.schedule_xml(programme_in(document, language)))
        unsaid = json.loads(root.xpath("string(processing-instruction('pobatt'))"))
        events = {event.get("guid"): event for event in root.iter("event")}
        read = [read_plainly(events.get(uid), unsaid) | fields for uid, fields in unsaid["sessions"].items()]
        expected = written_plainly(document)
        assert read == [
            without(row, "uid", "slides", "sequence", "changed_at") for row in expected["sessions"]
        ]
        assert unsaid["speakers"] == [without(row, "photo") for row in expected["speakers"]]
        assert unsaid["organisations"] == [without(row, "logo") for row in expected["organisations"]]
        for part in ("conference", "tracks", "rooms"):
            assert unsaid[part] == expected[part]


def read_plainly(event: Any, beside: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a session that any reader of schedule.xml would see."""
    if event is None:
        return {}
    words = {element.tag: element.text or "" for element in event}
    own, other = ("ko", "en") if beside["language"] == "ko" else ("en", "ko")
    hours, minutes = map(int, words["duration"].split(":"))
    ends_at = datetime.fromisoformat(words["date"]) + timedelta(hours=hours, minutes=minutes)
    links = [link.get("href") for link in event.iter("link") if link.get("type") == "slides"]
    return {
        f"title_{own}": words["title"], f"abstract_{own}": words["abstract"], f"title_{other}": "",
        f"abstract_{other}": "", "kind": words["type"], "language": words.get("language", ""),
        "starts_at": words["date"], "ends_at": ends_at.isoformat(), "room": slug_of(words["room"], beside, "rooms"),
        "track": slug_of(words["track"], beside, "tracks"), "slides_url": links[0] if links else "",
        "speakers": [person.get("guid") for person in event.iter("person")], "parent": None, "chair": None,
        "is_interpreted": False, "is_invitation_only": False, "is_placeholder": False, "is_cancelled": False,
    }  # fmt: skip


def slug_of(name: str, beside: dict[str, Any], part: str) -> str | None:
    """Return which room or track has that name in the language of the file; of two, the last."""
    own, other = ("name_ko", "name_en") if beside["language"] == "ko" else ("name_en", "name_ko")
    return {row[own] or row[other]: row["slug"] for row in beside[part]}.get(name)


def written_plainly(document: Document) -> Any:
    """Return the document as a feed writes it: without the characters that XML forbids."""

    def written(value: Any) -> Any:
        if isinstance(value, list):
            return [written(item) for item in value]
        if isinstance(value, dict):
            return {name: written(item) for name, item in value.items()}
        return plain(value) if isinstance(value, str) else value

    return written(document)


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
