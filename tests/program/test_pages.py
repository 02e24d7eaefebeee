"""The public pages: complete, in both languages, the same bytes and queries for everybody."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import at, create_conference, create_session, create_speaker, publish_all
from time_machine import travel

from program.models import Conference, Release, Session

PAGES = [
    "/",
    "/program/",
    "/program/?day=2022-11-03",
    "/program/?track=materials&kind=talk",
    "/program/sessions/materials/",
    "/program/sessions/cathode/",
    "/program/sessions/unknown/",
    "/program/speakers/",
    "/program/speakers/kim/",
    "/program/changes/",
    "/program/changes/atom.xml",
    "/program/schedule.ics",
    "/program/sessions/keynote/session.ics",
    "/program/schedule.json",
]


def text_of(response: Any) -> str:
    """Return what a reader sees: no tags, single spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.mark.parametrize("address", PAGES + ["/en" + page for page in PAGES])
def test_every_page_is_there_in_both_languages_without_anything_personal(
    released: Release, address: str
) -> None:
    response = Client().get(address)

    assert response.status_code == 200
    assert response["Content-Language"] == ("en" if address.startswith("/en") else "ko")
    assert "Cookie" not in response.get("Vary", "")
    assert "Set-Cookie" not in response.headers
    assert b"csrf" not in response.content


@pytest.mark.parametrize("address", PAGES)
def test_an_organiser_sees_the_same_bytes_as_a_stranger(
    released: Release, hana: Client, address: str
) -> None:
    assert hana.get(address).content == Client().get(address).content


def fill(conference: Conference, sessions: int) -> None:
    """Add sessions with a speaker each, and a release with a change of every one."""
    for number in range(sessions):
        create_session(
            conference,
            starts_at=at(6 + number // 60, number % 60),
            minutes=1,
            speakers=[create_speaker(conference)],
        )
    publish_all(conference)
    conference.sessions.update(title_ko="새 제목")
    publish_all(conference)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_cost_the_same_queries_for_one_session_and_for_300(db: None, prefix: str) -> None:
    def costs() -> dict[str, int]:
        counts = {}
        Client().get(prefix + "/program/")  # a release is read once, and then at hand
        for page in ["/", "/program/", "/program/speakers/", "/program/changes/", "/program/schedule.ics",
                     "/program/schedule.json", "/program/changes/atom.xml"]:  # fmt: skip
            with CaptureQueriesContext(connection) as captured:
                assert Client().get(prefix + page).status_code == 200
            counts[page] = len(captured)
        return counts

    conference = create_conference()
    fill(conference, 1)
    one = costs()
    fill(conference, 300)

    assert costs() == one
    assert max(one.values()) <= 6


@travel(at(9, day=1), tick=False)
def test_the_agenda_shows_time_place_title_and_speakers_of_every_session(released: Release) -> None:
    text = text_of(Client().get("/program/"))

    for session in Session.objects.exclude(starts_at=None):
        assert (session.title_ko or "추후 공지") in text
    assert "10:00~10:30" in text.replace(" ", "")
    for words in ("국제회의장", "김하나", "이두리", "초청", "동시통역", "변경될 수 있습니다"):
        assert words in text


def test_korean_texts_stand_in_for_missing_english_ones_and_say_so(released: Release) -> None:
    page = Client().get("/en/program/sessions/cathode/")

    assert (
        '<span lang="ko">양극재</span> <small class="korean-only">(Korean only)</small>'
        in page.content.decode()
    )
    assert "(Korean only)" not in Client().get("/program/sessions/cathode/").content.decode()


def test_a_text_missing_in_both_languages_is_to_be_announced(released: Release) -> None:
    assert "추후 공지" in text_of(Client().get("/program/sessions/unknown/"))
    assert "To be announced" in text_of(Client().get("/en/program/sessions/unknown/"))


def test_the_language_switch_stays_on_the_page(released: Release) -> None:
    korean = Client().get("/program/sessions/cathode/").content.decode()
    english = Client().get("/en/program/sessions/cathode/").content.decode()

    assert re.search(r'<a[^>]*href="/en/program/sessions/cathode/"[^>]*hreflang="en"|'
                     r'<a[^>]*hreflang="en"[^>]*href="/en/program/sessions/cathode/"', korean)  # fmt: skip
    assert re.search(r'<a[^>]*href="/program/sessions/cathode/"[^>]*hreflang="ko"|'
                     r'<a[^>]*hreflang="ko"[^>]*href="/program/sessions/cathode/"', english)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=keynote", ["전지의 길"]),
        ("track=materials", ["세션 1. 배터리 소재", "양극재", "추후 공지"]),
        ("day=2022-11-04", ["현장견학"]),
        ("room=lobby", ["중식", "초청 간담회"]),
        ("language=en", ["추후 공지"]),
        ("track=recycling", []),
        ("kind=keynote&utm_source=kakao", ["전지의 길"]),
    ],
)
def test_filters_are_in_the_address(released: Release, query: str, titles: list[str]) -> None:
    response = Client().get(f"/program/?{query}")

    assert [str(session.title) for session in response.context["filters"].sessions] == titles


def test_a_day_without_sessions_is_named_like_the_others(pobatt: Conference) -> None:
    pobatt.ends_on += timedelta(days=1)
    pobatt.save()
    publish_all(pobatt)
    day = Client().get("/program/").context["filters"].filters[0]
    assert [choice.name for choice in day.choices] == ["전체", "11. 3.(목)", "11. 4.(금)", "11. 5.(토)"]


@pytest.mark.parametrize(
    "query", ["day=2022-11-05", "track=unknown", "kind=%00x", "room=../../etc", "language=ko%0d%0a"]
)
def test_unknown_filters_are_not_found_with_a_way_home(released: Release, query: str) -> None:
    response = Client().get(f"/program/?{query}")

    assert response.status_code in (400, 404)
    assert 'href="/"' in response.content.decode()


def test_nothing_of_the_working_copy_is_public_before_it_is_published(released: Release) -> None:
    Session.objects.filter(slug="opening").update(title_ko="비밀 계획", title_en="Secret plan")

    for page in PAGES:
        for prefix in ("", "/en"):
            content = Client().get(prefix + page).content.decode()
            assert "비밀 계획" not in content
            assert "Secret plan" not in content


def test_the_changes_are_listed_for_the_public(released: Release) -> None:
    Session.objects.filter(slug="opening").update(starts_at=at(9), ends_at=at(9, 30))
    publish_all(released.conference, note_ko="개막식을 앞당깁니다.")

    text = text_of(Client().get("/program/changes/"))

    assert "변경: '개막식' 11. 3.(목) 10:00~10:30 → 11. 3.(목) 09:00~09:30" in text
    assert "개막식을 앞당깁니다." in text
    assert "SEQUENCE:1" in Client().get("/program/sessions/opening/session.ics").content.decode()


def test_the_calendar_of_a_session_that_is_gone_says_so(released: Release) -> None:
    Session.objects.filter(slug="side").update(is_public=False)
    publish_all(released.conference)

    calendar = Client().get("/program/sessions/side/session.ics").content.decode()

    assert ("STATUS:CANCELLED" in calendar, "SEQUENCE:1" in calendar) == (True, True)
    assert Client().get("/program/sessions/side/").status_code == 404


def test_the_site_stands_before_anything_is_published(db: None) -> None:
    assert Client().get("/").status_code == 200
    assert Client().get("/program/").status_code == 404


def test_a_speakers_page_in_hangul_is_reached(conference: Conference) -> None:
    speaker = create_speaker(conference, name_ko="정하늘")
    publish_all(conference)

    assert speaker.slug == "정하늘"
    assert Client().get("/program/speakers/정하늘/").status_code == 200


def test_markup_in_any_text_is_shown_as_text(conference: Conference) -> None:
    evil = "<script>alert(1)</script>\"'&"
    speaker = create_speaker(conference, name_ko=evil, affiliation_ko=evil, biography_ko=evil, slug="evil")
    create_session(
        conference,
        title_ko=evil,
        title_en=evil,
        abstract_ko=evil,
        slug="evil",
        starts_at=at(10),
        speakers=[speaker],
    )
    publish_all(conference, note_ko=evil)

    pages = ["/", "/program/", "/program/sessions/evil/", "/program/speakers/evil/", "/program/speakers/"]
    for page in [*pages, "/program/changes/", "/program/changes/atom.xml"]:
        assert "<script>alert" not in Client().get(page).content.decode()


def test_what_is_kept_of_a_release_is_kept_for_each_address_of_it(released: Release) -> None:
    """A timetable item kept without its place would lead from an edition to the current pages."""
    addresses = ["/program/", "/2022/program/", "/program/?kind=talk", "/program/"]
    pages = [Client().get(address).content.decode() for address in addresses]

    links = [re.findall(r'href="(/\S*program/sessions/cathode/)"', page) for page in pages]
    assert links == [[start + "program/sessions/cathode/"] for start in ("/", "/2022/", "/", "/")]
    assert [page.count('<li class="talk') for page in pages] == [2, 2, 0, 2]
