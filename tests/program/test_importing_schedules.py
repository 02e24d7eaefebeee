"""Programmes of other programs: schedule.xml, schedule.json, the hub's form and pretalx's lists."""

import json
import socket
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from factories import create_conference, create_session, publish_all
from loading import loaded, refused, written

from program.document import working_document
from program.feeds import schedule_json, schedule_xml
from program.importing.forms import read_programme
from program.importing.records import LoadingRefused
from program.models import Conference, Organisation, Session, Speaker
from program.public import Programme

GUID = "0d7bb2a4-9a50-5f6c-8a8e-6f0c3b1f2a01"
BERLIN = ZoneInfo("Europe/Berlin")
XML = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <generator name="pentabarf"/>
  <conference><title>Battery Days</title><acronym>bd22</acronym><venue>Messe</venue><city>Leipzig</city>
    <time_zone_name>Europe/Berlin</time_zone_name></conference>
  <day index="1" date="2022-11-03">
    <room name="Saal 1">%s</room>
    <room name="Saal 2">%s</room>
  </day>
</schedule>"""
EVENT = """<event id="%s" guid="%s"><date>%s</date><start>%s</start><duration>%s</duration><title>%s</title>%s
</event>"""


def event(
    number: int = 1, guid: str = GUID, day: str = "", start: str = "10:00", duration: str = "1:30",
    title: str = "Cells", more: str = "",
) -> str:  # fmt: skip
    return EVENT % (number, guid, day, start, duration, title, more)


def xml(tmp_path: Path, *events: str, second: str = "") -> Path:
    return written(tmp_path, XML % ("".join(events), second), "whatever.txt")


def hub(tmp_path: Path, events: list[dict[str, Any]], **besides: Any) -> Path:
    content = {
        "schedule": {"conference": {"title": "Congress", "time_zone_name": "Europe/Berlin"}, "events": events}
    }
    content["schedule"].update(besides)
    return written(tmp_path, json.dumps(content), "hub.json")


def pretalx(tmp_path: Path, rows: list[dict[str, Any]], name: str = "list.json", bare: bool = True) -> Path:
    content = rows if bare else {"count": len(rows), "next": None, "results": rows}
    return written(tmp_path, json.dumps(content), name)


# --- schedule.xml ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_event_keeps_its_guid_hour_room_people_and_the_words_of_its_links(tmp_path: Path) -> None:
    persons = '<persons><person id="7">Kim Hana</person><person>이두리</person></persons>'
    path = xml(tmp_path, event(more=persons + "<language>de</language><type>lecture</type>"))

    loaded(path, "--new", "2022")

    found = Session.objects.get()
    assert (found.uid, found.kind, found.language, str(found.room)) == (UUID(GUID), "talk", "de", "Saal 1")
    assert found.starts_at
    assert found.ends_at
    assert found.starts_at.astimezone(BERLIN).isoformat() == "2022-11-03T10:00:00+01:00"
    assert (found.ends_at - found.starts_at).seconds == 90 * 60
    assert [place.speaker.name for place in found.appearances.all()] == ["Kim Hana", "이두리"]
    conference = Conference.objects.get()
    assert (conference.time_zone, conference.name_en, conference.starts_on) == (
        "Europe/Berlin", "Battery Days", date(2022, 11, 3),
    )  # fmt: skip
    assert (conference.venue_en, conference.city_en, conference.city_ko) == ("Messe", "Leipzig", "")


@pytest.mark.django_db
def test_an_hour_after_midnight_belongs_to_the_night_of_the_day_it_stands_under(tmp_path: Path) -> None:
    loaded(xml(tmp_path, event(start="01:30", duration="0:45")), "--new", "2022")

    found, conference = Session.objects.get(), Conference.objects.get()
    assert found.starts_at
    assert found.starts_at.astimezone(BERLIN).isoformat() == "2022-11-04T01:30:00+01:00"
    assert conference.days == [date(2022, 11, 3)]


@pytest.mark.django_db
def test_a_date_with_an_offset_is_a_moment_and_a_conference_elsewhere_says_what_it_became(
    tmp_path: Path,
) -> None:
    create_conference(slug="2022")

    report = loaded(xml(tmp_path, event(day="2022-11-03T10:00:00+01:00")), "--conference", "2022")

    found = Session.objects.get()
    assert found.starts_at
    assert found.starts_at.isoformat() == "2022-11-03T09:00:00+00:00"
    assert "다른 시간대(Europe/Berlin)" in report
    assert "Asia/Seoul" in report
    assert "10:00 → 18:00" in report


@pytest.mark.django_db
def test_a_longer_session_in_the_room_holds_the_others_and_of_two_that_clash_the_later_loses_its_room(
    tmp_path: Path,
) -> None:
    path = xml(
        tmp_path,
        event(1, "", start="10:00", duration="2:00", title="Block"),
        event(2, "", start="10:00", duration="0:30", title="Inside"),
        event(3, "", start="11:30", duration="1:00", title="Too long"),
    )

    report = loaded(path, "--new", "2022")

    block, inside, late = (Session.objects.get(title_en=title) for title in ("Block", "Inside", "Too long"))
    assert (inside.parent, block.kind, str(late.room)) == (block, "session", "None")
    assert "event 3: event 1과(와) 같은 시간에 같은 장소('Saal 1')" in report
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2022")


@pytest.mark.django_db
def test_html_becomes_paragraphs_and_unusual_markup_stays_text(tmp_path: Path) -> None:
    html = "&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;&lt;p&gt;&lt;a href='https://a.example/'&gt;three&lt;/a&gt;&lt;/p&gt;"
    script = "&lt;script&gt;alert(1)&lt;/script&gt;"
    path = xml(tmp_path, event(more=f"<abstract>{html}{script}</abstract>"))

    report = loaded(path, "--new", "2022")

    assert Session.objects.get().abstract_en == (
        "One two\n\nthree (https://a.example/)\n\n<script>alert(1)</script>"
    )
    assert "HTML이나 Markdown 표시를 걷어 내고 글만 남긴 곳: 1곳" in report


@pytest.mark.django_db
def test_the_same_session_twice_is_read_once_and_another_of_the_same_id_apart(tmp_path: Path) -> None:
    other = event(start="15:00", title="Other")

    report = loaded(xml(tmp_path, event(), event(), other), "--new", "2022")

    assert Session.objects.count() == 2
    assert "event 1: event 1과(와) 같은 세션이어서 한 번만 읽었습니다" in report
    assert "내용이 달라 따로 읽었습니다" in report


@pytest.mark.django_db
def test_cancelled_unknown_and_passed_over_things_are_said(tmp_path: Path) -> None:
    more = "<type>hackcenter</type><links><link href='https://a.example/'>a</link></links><foo>bar</foo>"

    report = loaded(xml(tmp_path, event(title="CANCELLED: Cells", more=more)), "--new", "2022")

    found = Session.objects.get()
    assert (found.title_en, bool(found.cancelled_at)) == ("Cells", True)
    assert "취소된 것으로 읽었습니다: Cells" in report
    assert "모르는 종류여서 '발표'로 읽었습니다: hackcenter" in report
    assert "링크: 읽지 않았습니다" in report
    assert "모르는 칸 'foo'" in report


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "expected"),
    [("untimed", (None, date(2022, 11, 4))), ("extend", ("2022-11-09T01:00:00+00:00", date(2022, 11, 9)))],
)
def test_sessions_outside_the_days_of_a_conference_are_a_choice(
    tmp_path: Path, choice: str, expected: tuple[str | None, date]
) -> None:
    create_conference(slug="2022")
    path = xml(tmp_path, event(day="2022-11-09T10:00:00+09:00"))

    assert "대회 기간(2022-11-03 ~ 2022-11-04) 밖" in refused(path, "--conference", "2022")
    loaded(path, "--conference", "2022", "--outside", choice)

    start = Session.objects.get().starts_at
    assert (start.isoformat() if start else None, Conference.objects.get().ends_on) == expected


@pytest.mark.django_db
def test_a_guid_that_another_conference_has_is_made_anew_and_stays_the_same(tmp_path: Path) -> None:
    path = xml(tmp_path, event())
    loaded(path, "--new", "2022")

    assert "다른 대회에 이미 있어" in loaded(path, "--new", "2023")

    uids = set(Session.objects.values_list("uid", flat=True))
    assert len(uids) == 2
    assert UUID(GUID) in uids
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2023")


@pytest.mark.django_db
def test_a_session_whose_title_changed_in_the_file_is_still_the_same(tmp_path: Path) -> None:
    loaded(xml(tmp_path, event()), "--new", "2022")

    assert "제목(영문): 'Cells' → 'Batteries'" in loaded(
        xml(tmp_path, event(title="Batteries")), "--new", "2022"
    )

    assert list(Session.objects.values_list("slug", "title_en")) == [("cells", "Batteries")]


# --- Our own feeds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_what_we_publish_comes_back_as_the_same_programme(
    pobatt: Conference, tmp_path: Path, language: str, form: str
) -> None:
    Organisation.objects.create(
        conference=pobatt, role="supporter", name_ko="후원회", url="https://a.example/"
    )
    create_session(pobatt, title_ko="취소된 <b>발표</b>", cancelled_at="2022-11-01T00:00+09:00", slug="gone")
    document = publish_all(pobatt).document
    programme = Programme(document, language)
    path = tmp_path / "feed"
    path.write_bytes(
        schedule_xml(programme) if form == "xml" else json.dumps(schedule_json(programme)).encode()
    )
    Session.objects.all().delete()
    Speaker.objects.all().delete()

    loaded(path, "--new", "2023")

    # Numbers belong to releases; the address of the edition is its own.
    ours = {"sequence": 0, "changed_at": None, "photo": None}
    again = working_document(Conference.objects.get(slug="2023"))
    for name in ("tracks", "rooms", "organisations", "speakers", "sessions"):
        assert again[name] == [
            {**row, **{key: value for key, value in ours.items() if key in row}} for row in document[name]
        ]
    assert {**again["conference"], "slug": "2022"} == document["conference"]
    assert "추가 0건, 변경 0건" in loaded(path, "--new", "2023")


# --- The hub's form ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_flat_form_has_people_apart_roles_and_nights(tmp_path: Path) -> None:
    talk = {
        "guid": GUID, "title": "Racing:", "subtitle": "Most Wanted", "start": "2022-11-04T00:15:00+01:00",
        "end": "2022-11-04T00:55:00+01:00", "room": {"name": "Saal X", "guid": "x"}, "track": {"slug": "making"},
        "abstract": "Short.", "description": "Long.",
        "persons": [
            {"guid": "a", "name": "Ann Example", "role": "SPEAKER"}, {"guid": "b", "name": "Bo", "role": "MODERATOR"},
        ],
    }  # fmt: skip
    people = {"a": {"guid": "a", "name": "Ann Example", "biography": "Writes."}}

    loaded(hub(tmp_path, [talk], persons=people), "--new", "2022")

    found = Session.objects.get()
    assert (found.title_en, found.abstract_en, str(found.chair)) == (
        "Racing: Most Wanted",
        "Short.\n\nLong.",
        "Bo",
    )
    assert Speaker.objects.get(name_en="Ann Example").biography_en == "Writes."
    assert Conference.objects.get().days == [date(2022, 11, 3)]


# --- pretalx -----------------------------------------------------------------------------------------------------

SPEAKER = {"code": "AAA111", "name": "Ann Example", "biography": None, "submissions": ["SUB001"],
           "email": "a@example.com",
           "answers": [{"question": {"question": {"en": "Company / Organization"}}, "answer": "Cells Ltd"}],
}  # fmt: skip
TALK = {"code": "SUB001", "title": "A talk", "speakers": ["AAA111"], "submission_type": {"en": "Keynote"},
        "track": {"en": "EV", "de": "EA"},
        "state": "confirmed", "abstract": "With [a link](https://a.example/) and **weight**.",
        "description": None, "slot": None,
        "content_locale": "en", "duration": 45}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("speakers", "talks"), ("talks", "speakers")])
@pytest.mark.parametrize("bare", [True, False])
def test_the_two_lists_find_each_other_in_any_order(
    tmp_path: Path, order: tuple[str, str], bare: bool
) -> None:
    files = {
        "speakers": pretalx(tmp_path, [SPEAKER], "speakers.json", bare),
        "talks": pretalx(tmp_path, [TALK], "talks.json", bare),
    }

    for name in order:
        loaded(files[name], "--new", "2022")

    found = Session.objects.get()
    assert (found.kind, found.starts_at, str(found.track)) == ("keynote", None, "EV")
    assert found.abstract_en == "With a link (https://a.example/) and weight."
    assert [place.speaker.affiliation_en for place in found.appearances.all()] == ["Cells Ltd"]
    assert all("추가 0건, 변경 0건" in loaded(files[name], "--new", "2022") for name in order)


@pytest.mark.django_db
def test_what_is_not_confirmed_is_not_public_and_what_was_not_accepted_does_not_come(tmp_path: Path) -> None:
    states = ["confirmed", "accepted", "rejected", "canceled"]
    rows = [{**TALK, "code": f"C{n}", "title": state, "state": state} for n, state in enumerate(states)]

    report = loaded(pretalx(tmp_path, rows), "--new", "2022")

    found = {row.title_en: (row.is_public, bool(row.cancelled_at)) for row in Session.objects.all()}
    assert found == {"confirmed": (True, False), "accepted": (False, False), "canceled": (True, True)}
    assert "상태가 'rejected'인 발표는 프로그램이 아니어서 읽지 않았습니다" in report


@pytest.mark.django_db
def test_slots_give_hours_and_nulls_everywhere_do_no_harm(tmp_path: Path) -> None:
    slots = [{"room": {"name": {"en": "Hall"}}, "start": "2022-11-03T10:00:00+09:00", "end": None}]
    empty = dict.fromkeys(TALK) | {"code": "EMPTY1", "title": "Empty"}

    loaded(pretalx(tmp_path, [{**TALK, "slots": slots}, empty]), "--new", "2022")

    timed = Session.objects.get(title_en="A talk")
    assert timed.starts_at
    assert timed.ends_at
    assert ((timed.ends_at - timed.starts_at).seconds, str(timed.room)) == (45 * 60, "Hall")
    assert Session.objects.get(title_en="Empty").starts_at is None


@pytest.mark.django_db
def test_a_list_of_slots_gives_sessions_and_numbers_instead_of_names_are_said(tmp_path: Path) -> None:
    slot = {
        "room": 5,
        "start": "2022-11-03T10:00:00+09:00",
        "end": "2022-11-03T10:30:00+09:00",
        "submission": TALK,
    }
    loaded(pretalx(tmp_path, [slot]), "--new", "2022")
    assert [(row.title_en, row.room) for row in Session.objects.all()] == [("A talk", None)]

    bare = {**TALK, "slots": [55], "submission_type": 12, "track": 3}
    report = loaded(pretalx(tmp_path, [bare]), "--new", "2023")
    assert "slots에 번호만 있어" in report
    assert "모르는 종류" not in report


# --- Bad files ---------------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><schedule><version>&b;</version></schedule>'
BAD = {
    "a web page": ("<!DOCTYPE html><html></html>", "웹 페이지로 저장된 파일"),
    "another XML": ("<rss></rss>", "<schedule>이 아니라 <rss>"),
    "broken XML": ("<schedule><day>", "XML이 아니거나 깨진 파일"),
    "deep XML": ("<schedule>" + "<day>" * 5000, "XML이 아니거나 깨진 파일"),
    "a billion laughs": (LAUGHS, "DOCTYPE이 있는 XML"),
    "a hidden DOCTYPE": ("<?xml version='1.0'?><!-- <schedule> -->\n" + LAUGHS, "DOCTYPE이 있는 XML"),
    "an unknown entity": ("<schedule><version>&b;</version></schedule>", "XML이 아니거나 깨진 파일"),
    "another JSON": ('{"a": 1}', "모르는 JSON"),
    "an empty list": ("[]", "빈 목록"),
    "numbers": ("[1, 2]", "모르는 JSON"),
    "deep JSON": ("[" * 100_000, "너무 깊게 겹친"),
    "NaN": ('[{"code": NaN}]', "수가 아닌 NaN"),
    "a huge number": ('[{"code": ' + "9" * 5000 + "}]", "너무 큰 수"),
    "a key twice": ('{"schedule": {}, "schedule": {}}', "'schedule'이(가) 한 곳에 두 번"),
    "a schedule without events": ('{"schedule": {"conference": {}}}', "days도 events도 없습니다"),
    "a PDF": ("%PDF-1.7", "PDF 파일입니다"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_programme_gets_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in refused(written(tmp_path, text), "--new", "2022")
    assert not Conference.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["file://{canary}", "http://localhost:{port}/x.dtd"])
def test_nothing_outside_of_an_xml_file_is_ever_read(tmp_path: Path, where: str, monkeypatch: Any) -> None:
    canary = written(tmp_path, "tweet", "canary.txt")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("somebody was called"))
    address = where.format(canary=canary, port=9)
    quoting = "<schedule><conference><title>&c;</title></conference></schedule>"
    for text in (
        f'<!DOCTYPE s [<!ENTITY c SYSTEM "{address}">]>{quoting}',
        f'<!DOCTYPE s SYSTEM "{address}">{quoting}',
        f'<schedule xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="{address}"/></schedule>',
    ):
        path = written(tmp_path, text, "outside.xml")
        try:
            said = str(read_programme(path.read_bytes(), path.name))
        except LoadingRefused as refusal:
            said = str(refusal)
        assert "tweet" not in said


@pytest.mark.django_db
def test_characters_that_do_harm_are_taken_out_and_it_is_said(tmp_path: Path) -> None:
    talk = {**TALK, "title": "a\u0000b\ud800c\u202ed", "speakers": []}

    report = loaded(pretalx(tmp_path, [talk]), "--new", "2022")

    assert Session.objects.get().title_en == "ab�cd"
    assert "submission SUB001 제목: 제어 문자나" in report


@pytest.mark.django_db
def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_loaded(tmp_path: Path) -> None:
    rows = [
        {**TALK, "title": "x" * 300},
        {**TALK, "code": "B", "title": ["no"]},
        {**TALK, "code": "C", "speakers": [5]},
    ]

    said = refused(pretalx(tmp_path, rows), "--new", "2022")

    assert "submission SUB001 제목" in said
    assert "submission B 제목: 글자여야 합니다" in said
    assert "submission C 연사 1: 사람이 아닙니다" in said
    assert not Conference.objects.exists()
