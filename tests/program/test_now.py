"""Now and next, by the clock of the conference."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from factories import at, create_room, create_session, publish_all

from program.models import Conference, Release, Session
from program.now import Now, next_change
from program.publication import current_programme


@pytest.fixture
def clock(released: Release) -> Iterator[time_machine.Traveller]:
    """Give a clock that stands still until it is moved; the programme is published."""
    with time_machine.travel(at(9), tick=False) as clock:
        yield clock


def page(address: str = "/program/now/") -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def status(content: str) -> list[str]:
    return re.findall(r'data-now data-zone="Asia/Seoul" data-status="(\w+)"', content)


def slots(content: str) -> list[str]:
    """Return what is on and what follows, place by place."""
    parts = content.split('data-slot="')[1:]
    titles = (re.search(r'class="now-title"><a [^>]*>(.*?)</a>', part) for part in parts)
    return [title.group(1) if title else "" for title in titles]


def test_before_it_begins_the_days_are_counted(clock: time_machine.Traveller) -> None:
    for moment, words in (
        (at(9, day=1), "2일 남았습니다"),
        (at(23, 59, day=2), "1일 남았습니다"),
        (at(7, 28), "2시간 32분 뒤에 시작합니다"),
        (at(9, 59), "1분 뒤에 시작합니다"),
    ):
        clock.move_to(moment)
        content = page()
        assert (status(content), words in content, "개막식" in content) == (["before"], True, True)
    assert "Begins in 1 minute<" in page("/en/program/now/")


def test_during_a_day_each_place_shows_what_is_on_and_what_comes_next(clock: time_machine.Traveller) -> None:
    clock.move_to(at(10, 10))
    content = page()
    assert (status(content), slots(content)) == (["on"], ["개막식", "전지의 길", "", "중식"])
    clock.move_to(at(10, 30))
    assert slots(page())[:2] == ["전지의 길", "양극재"]
    clock.move_to(at(13, 10))
    assert slots(page())[:2] == ["양극재", "세션 1. 배터리 소재"]


def test_a_screen_shows_who_or_what_is_on_when_there_is_no_title_yet(
    clock: time_machine.Traveller, released: Release
) -> None:
    untitled = Session.objects.filter(parent__isnull=False, title_ko="", title_en="").get()
    clock.move_to(untitled.starts_at + timedelta(minutes=1))
    assert slots(page("/program/now/?room=main"))[0] == "세션 1. 배터리 소재"
    untitled.place_speakers(list(released.conference.speakers.filter(name_ko="김하나")))
    publish_all(released.conference)
    content = page("/program/now/?room=main")
    assert (slots(content)[0], content.count("추후 공지")) == ("김하나", content.count("제목 추후 공지"))


def test_a_room_has_a_screen_of_its_own(clock: time_machine.Traveller) -> None:
    clock.move_to(at(10, 10))
    content = page("/program/now/?room=main")
    assert slots(content) == ["개막식", "전지의 길"]
    assert '<body class="display">' in content
    assert '<meta name="robots" content="noindex">' in content
    assert 'href="/en/program/now/?room=main"' in content
    assert Client().get("/program/now/?room=nowhere").status_code == 404


def test_between_the_days_the_next_one_is_named(clock: time_machine.Traveller) -> None:
    clock.move_to(at(20))
    content = page()
    assert status(content) == ["between"]
    for words in ("오늘 순서는 모두 끝났습니다.", "1일 남았습니다", "현장견학", "2022. 11. 4.(금)"):
        assert words in content


def test_when_it_is_over_it_says_thanks(clock: time_machine.Traveller) -> None:
    clock.move_to(at(13, day=4))
    content = page()
    assert status(content) == ["over"]
    assert "모든 순서를 마쳤습니다. 함께해 주셔서 고맙습니다." in content


def test_without_any_hours_it_says_that_they_come(conference: Conference) -> None:
    create_session(conference, title_ko="언젠가")
    publish_all(conference)
    assert status(page()) == ["unknown"]


def test_cancelled_sessions_are_neither_on_nor_next(clock: time_machine.Traveller, released: Release) -> None:
    Session.objects.filter(slug="keynote").update(cancelled_at=timezone.now())
    publish_all(released.conference)
    clock.move_to(at(10, 40))
    assert slots(page())[:2] == ["", "양극재"]


def test_the_night_belongs_to_the_day_before(clock: time_machine.Traveller, released: Release) -> None:
    create_session(released.conference, title_ko="밤의 대화", starts_at=at(1, day=4), minutes=60)
    publish_all(released.conference)
    clock.move_to(at(1, 30, day=4))
    assert "밤의 대화" in slots(page())
    assert "11. 3.(목)</span> <time data-clock" in page()


def test_a_page_is_good_until_the_second_in_which_it_changes(released: Release) -> None:
    programme = current_programme()
    assert Now(programme, at(10, 10) + timedelta(seconds=20)).changes_at == at(10, 11)
    assert next_change(programme, at(10, 10)) == at(10, 30)
    assert next_change(programme, at(20)) == at(9, 30, day=4)
    assert next_change(programme, at(0, day=2)) == at(0)
    assert next_change(programme, at(13, day=4)) == at(0, day=5)
    assert next_change(programme, at(1, day=5)) > at(1, day=5) + timedelta(days=300)


# --- The same on the agenda --------------------------------------------------------------------------------------


def test_the_agenda_marks_what_is_past_and_where_the_day_is(clock: time_machine.Traveller) -> None:
    assert "now-line" not in page("/program/")
    clock.move_to(at(13, 35))
    content = page("/program/")
    marks = re.findall(r'class="(?:session|talk)[^"]*(past|running)|class="(now-line)', content)
    assert ["".join(mark) for mark in marks] == ["past", "past", "past", "now-line", "running", "past"]
    clock.move_to(at(20))
    assert "now-line" not in page("/program/")


def test_in_a_grid_the_line_lies_where_the_current_stretch_begins(
    clock: time_machine.Traveller, released: Release
) -> None:
    room = create_room(released.conference, slug="seminar")
    create_session(released.conference, title_ko="옆 방", starts_at=at(13, 20), minutes=20, room=room)
    publish_all(released.conference)
    clock.move_to(at(13, 25))
    content = page("/program/")
    assert re.findall(r'class="now-line (row-\d+)"', content) == ["row-6"]


def test_the_link_to_now_stands_on_the_agenda_on_the_days_themselves(clock: time_machine.Traveller) -> None:
    for moment, links in (
        (at(23, 59, day=2), False),
        (at(0), True),
        (at(23, day=4), True),
        (at(0, day=5), False),
    ):
        clock.move_to(moment)
        assert ('class="now-link"' in page("/program/")) is links


def test_within_a_minute_the_page_stays_the_same(clock: time_machine.Traveller) -> None:
    clock.move_to(at(10, 32))
    first = page()
    clock.move_to(at(10, 32) + timedelta(seconds=40))
    assert page() == first


def test_what_began_before_five_and_still_goes_on_is_on(
    pobatt: Conference, clock: time_machine.Traveller
) -> None:
    hall = create_room(pobatt, slug="night", name_ko="야간관")
    create_session(pobatt, title_ko="밤샘", room=hall, starts_at=at(4, day=4), ends_at=at(6, day=4))
    publish_all(pobatt)
    clock.move_to(at(5, 30, day=4))
    assert "밤샘" in slots(page("/program/now/?room=night"))
