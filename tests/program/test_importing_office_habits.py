"""What offices write into their tables without thinking of a machine: roles, repeated headings, names in titles."""

import json
from pathlib import Path
from typing import Any

import pytest
from factories import create_conference
from loading import loaded, refused, written
from openpyxl import Workbook

from program.models import Session

pytestmark = pytest.mark.django_db

Rows = list[list[Any]]
HEADINGS = ["날짜", "시간", "제목", "연사"]


@pytest.fixture
def empty(db: None) -> None:
    """An edition with days and nothing in it."""
    create_conference()


def table(tmp_path: Path, rows: Rows, sheet: str = "표") -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    path = tmp_path / "table.xlsx"
    book.save(path)
    return path


def programme() -> list[tuple[str, list[str], str]]:
    """Return title, speakers and chair of every session in time order."""
    return [
        (
            str(session),
            [str(place.speaker) for place in session.appearances.all()],
            str(session.chair or ""),
        )
        for session in Session.objects.in_time_order()
    ]


def test_roles_before_names_are_no_part_of_the_name(empty: None, tmp_path: Path) -> None:
    people = "좌장: 최호(포스텍), 패널: 강미, 유진"
    loaded(table(tmp_path, [HEADINGS, ["2022-11-03", "10:00~11:00", "종합토론", people]]))
    assert programme() == [("종합토론", ["강미", "유진"], "최호 (포스텍)")]


def test_people_in_titles_are_found_where_the_table_has_no_column_for_them(
    empty: None, tmp_path: Path
) -> None:
    rows: Rows = [
        ["시간", "주요 내용"],
        ["10:00~10:20", "개 회 식"],
        ["10:20~11:00", "[기조강연] 전지 산업의 전망 - 김전망 (산업연구원)"],
        ["11:00~12:00", "[세션 1] 소재 / 좌장: 이소재 교수"],
    ]
    report = loaded(table(tmp_path, rows, "1일차"))
    assert programme() == [
        ("개회식", [], ""),
        ("[기조강연] 전지 산업의 전망", ["김전망 (산업연구원)"], ""),
        ("[세션 1] 소재", [], "이소재"),
    ]
    assert "제목에 적힌 사람을 연사나 좌장으로 읽었습니다" in report


def test_headings_that_are_repeated_for_every_day_are_no_sessions(empty: None, tmp_path: Path) -> None:
    rows: Rows = [
        ["■ 1일차 (11월 3일 목요일)"],
        ["시간", "행사", "발표자"],
        ["10:00~10:30", "특강", "김하나"],
        ["■ 2일차 (11월 4일 금요일)"],
        ["시간", "행사", "발표자"],
        ["10:00~12:00", "견학", ""],
    ]
    loaded(table(tmp_path, rows))
    assert programme() == [("특강", ["김하나"], ""), ("견학", [], "")]


def test_a_list_under_a_heading_that_nobody_knows_is_not_taken_for_a_timetable_of_places(
    empty: None, tmp_path: Path
) -> None:
    rows: Rows = [["시간", "무엇을", "연사"], ["10:00~10:30", "특강", "김하나"]]
    assert "프로그램 표를 찾지 못했습니다" in refused(table(tmp_path, rows, "11.3"))


@pytest.mark.parametrize(
    ("day", "hours", "sentence"),
    [
        ("2022-11-03", "10:00~09:00", "시트 '표' 2행 B열 시간: '10:00~09:00'은(는) 끝나는 시각이 시작보다 이릅니다."),
        ("2022-13-03", "10:00~11:00", "시트 '표' 2행 A열 날짜: '2022-13-03'은(는) 날짜가 아닙니다."),
        ("", "10:00~11:00", "2022-11-03처럼 연도까지 쓰거나 기간이 있는 대회로 읽으세요."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_of_its_own_cell(tmp_path: Path, day: str, hours: str, sentence: str) -> None:
    path = table(tmp_path, [HEADINGS, [day, hours, "발표", ""]])
    assert sentence in refused(path, "--new", "conf")


def test_people_of_a_schedule_may_be_keyed_by_their_ids_or_have_names_in_parts(tmp_path: Path) -> None:
    persons: dict[str, Any] = {"7": "Ann Smith", "8": {"first_name": "Bob", "last_name": "Jones"}}
    event = {
        "id": 1, "title": "Cells", "date": "2022-11-03T10:00:00+09:00", "duration": "00:30", "persons": persons,
    }  # fmt: skip
    days = [{"index": 1, "date": "2022-11-03", "rooms": {"A": [event]}}]
    conference = {"title": "C", "start": "2022-11-03", "end": "2022-11-03", "days": days}
    path = written(tmp_path, json.dumps({"schedule": {"conference": conference}}), "schedule.json")
    loaded(path, "--new", "2022")
    assert programme() == [("Cells", ["Ann Smith", "Bob Jones"], "")]

    event["persons"] = [{"nickname": "x"}]
    path = written(tmp_path, json.dumps({"schedule": {"conference": conference}}), "schedule.json")
    assert "event 1 연사 1: 사람의 이름이 아닙니다." in refused(path, "--new", "2023")


def test_a_calendar_is_told_how_to_become_a_programme(tmp_path: Path) -> None:
    path = written(tmp_path, "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a.ics")
    assert "달력 파일(iCalendar)입니다." in refused(path, "--new", "2022")
