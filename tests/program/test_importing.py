"""`load_programme`: what organisers' files become, and what is said about files that cannot be read."""

from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from django.conf import settings
from factories import at, create_conference, create_room, create_session, create_speaker
from loading import loaded, refused, written

from program.importing.loading import load
from program.importing.people import Speakers
from program.importing.yaml_form import read_yaml_programme
from program.models import Appearance, Conference, Room, Session, Speaker, Track
from program.release import publish

SHIPPED = Path(settings.ROOT, "program", "programmes", "pobatt-2022.yaml")
EDITION = """
    edition_2022:
      short_name: POBATT 2022
      name_ko: 배터리 컨퍼런스
      planned: {start: 2022-11-03, end: 2022-11-04}
    rooms:
      - {id: main, name_ko: 국제회의장, source: seed}
      - {id: lobby, name_ko: 로비, source: seed}
"""
SESSION = (
    "{id: %s, kind: talk, title_ko: 발표, date: 2022-11-03, start: '%s', end: '%s', room: main, source: seed}"
)


def with_sessions(tmp_path: Path, *sessions: str) -> Path:
    text = dedent(EDITION) + "programme_2022_planned:\n" + "".join(f"  - {session}\n" for session in sessions)
    return written(tmp_path, text)


def read_programme(path: Path) -> Any:
    return read_yaml_programme(path.read_bytes(), path.name)


def session(slug: str) -> Session:
    return Session.objects.get(slug=slug)


def names_at(slug: str) -> list[str]:
    return [place.speaker.name for place in session(slug).appearances.all()]


# --- The shipped programme ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_shipped_programme_makes_the_current_conference() -> None:
    loaded(SHIPPED)
    conference = Conference.objects.get()
    assert (conference.slug, conference.number, conference.is_current) == ("2022", 3, True)
    assert (conference.starts_on, conference.ends_on) == (date(2022, 11, 3), date(2022, 11, 4))
    assert conference.venue_ko == "포스코국제관 국제회의장"
    assert conference.time_zone == "Asia/Seoul"
    assert conference.hours_are_provisional


@pytest.mark.django_db
def test_the_shipped_programme_has_the_reported_talks_inside_the_three_themes() -> None:
    loaded(SHIPPED)
    talks = {
        parent: list(session(parent).talks.order_by("starts_at").values_list("slug", flat=True))
        for parent in ("materials", "ev", "recycling")
    }
    assert talks == {
        "materials": ["materials-1", "materials-2"],
        "ev": ["ev-1", "ev-2"],
        "recycling": ["recycling-1", "recycling-2", "recycling-3"],
    }
    assert names_at("keynote") == ["정혁성"]
    assert names_at("recycling-1") == ["김형덕"]
    assert session("recycling-1").title_ko == ""
    assert session("recycling-1").title_en == "A Paradigm shift battery recycling"
    assert list(Track.objects.values_list("slug", "sign")) == [
        ("materials", "lattice"), ("ev", "wheel"), ("recycling", "loop"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_shipped_programme_invents_nobody_and_says_where_everything_comes_from() -> None:
    loaded(SHIPPED)
    assert not Speaker.objects.filter(source="").exists()
    assert not Session.objects.filter(source="").exists()
    assert not Speaker.objects.exclude(biography_ko="", biography_en="", photo=None).exists()
    assert list(Speaker.objects.exclude(name_en="").values_list("name_en", "is_public")) == [
        ("Wang Ye", False)
    ]
    assert set(Session.objects.filter(is_placeholder=True).values_list("slug", flat=True)) == {
        "registration", "lunch", "ev-1", "ev-2",
    }  # fmt: skip
    reported = Session.objects.filter(source__contains="https://")
    assert reported.count() == 7
    assert all("2022-11-24" in talk.note for talk in reported)


@pytest.mark.django_db
def test_loading_the_shipped_programme_twice_changes_nothing() -> None:
    assert "추가 29건, 변경 0건, 그대로 0건" in loaded(SHIPPED)
    version = Conference.objects.get().working_version
    assert "추가 0건, 변경 0건, 그대로 29건" in loaded(SHIPPED)
    assert Conference.objects.get().working_version == version


@pytest.mark.django_db
def test_a_programme_can_be_published_as_it_was_loaded() -> None:
    loaded(SHIPPED)
    release = publish(Conference.objects.get(), by=None, accept_problems=True)
    assert len(release.document["sessions"]) == 16
    assert "Wang Ye" not in str(release.document)
    assert "양웨이" not in str(release.document)


# --- What a value in the file does -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_file_wins_over_an_organisers_edit_and_the_report_says_which_field(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30"))
    loaded(path)
    Session.objects.update(title_ko="고친 제목")
    report = loaded(path)
    assert "변경 1건" in report
    assert "programme_2022_planned[a] 제목: '고친 제목' → '발표'" in report
    assert session("a").title_ko == "발표"


@pytest.mark.django_db
def test_what_the_file_does_not_know_stays_as_an_organiser_has_entered_it(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, "{id: a, kind: talk, title_ko: null, speakers: null, source: seed}")
    loaded(path)
    Session.objects.update(title_ko="새 제목", title_en="New title")
    assert "변경 0건" in loaded(path)
    assert (session("a").title_ko, session("a").title_en) == ("새 제목", "New title")


@pytest.mark.django_db
def test_an_empty_text_empties_a_field(tmp_path: Path) -> None:
    loaded(with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30")))
    loaded(
        with_sessions(
            tmp_path, "{id: a, kind: talk, title_ko: '', start: '', end: '', room: '', source: seed}"
        )
    )
    found = session("a")
    assert (found.title_ko, found.starts_at, found.ends_at, found.room) == ("", None, None, None)


@pytest.mark.django_db
def test_a_session_missing_from_the_file_stays_and_is_named(tmp_path: Path) -> None:
    loaded(with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30"), SESSION % ("b", "11:00", "11:30")))
    report = loaded(with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30")))
    assert "파일에 없는 것 (지우지 않음):\n  - 세션 '발표'" in report
    assert Session.objects.count() == 2


@pytest.mark.django_db
def test_a_dry_run_reports_and_writes_nothing(tmp_path: Path) -> None:
    report = loaded(with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30")), "--dry-run")
    assert "추가 4건" in report
    assert "아무것도 저장하지 않았습니다" in report
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_all_times_shift_at_once_past_one_another(tmp_path: Path) -> None:
    hours = range(9, 15)
    loaded(
        with_sessions(tmp_path, *(SESSION % (f"s{hour}", f"{hour}:00", f"{hour + 1}:00") for hour in hours))
    )
    report = loaded(
        with_sessions(tmp_path, *(SESSION % (f"s{hour}", f"{hour}:30", f"{hour + 1}:30") for hour in hours))
    )
    assert "변경 6건" in report
    assert session("s9").starts_at == at(9, 30)


@pytest.mark.django_db
def test_two_talks_change_places(tmp_path: Path) -> None:
    themed = (
        "{id: t, kind: session, date: 2022-11-03, start: '10:00', end: '11:00', room: main, source: seed}"
    )
    talk = SESSION[:-1] + ", parent: t}"
    loaded(with_sessions(tmp_path, themed, talk % ("a", "10:00", "10:30"), talk % ("b", "10:30", "11:00")))
    loaded(with_sessions(tmp_path, themed, talk % ("a", "10:30", "11:00"), talk % ("b", "10:00", "10:30")))
    assert (session("a").starts_at, session("b").starts_at) == (at(10, 30), at(10))


@pytest.mark.django_db
def test_the_whole_conference_moves_with_its_sessions(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30"), SESSION % ("b", "11:00", "11:30"))
    loaded(path)
    path.write_text(
        path.read_text("utf-8").replace("2022-11-03", "2022-11-24").replace("2022-11-04", "2022-11-24"),
        "utf-8",
    )
    loaded(path)
    assert Conference.objects.get().starts_on == date(2022, 11, 24)
    assert session("a").starts_at == at(10, day=24)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("23:00", "25:30", (at(23), at(1, 30, day=4))),
        ("2022-11-03 10:00", "2022-11-03T01:30:00+00:00", (at(10), at(10, 30))),
        ("9:05", "09:10:30", (at(9, 5), at(9, 10) + timedelta(seconds=30))),
    ],
)
def test_times_are_understood_in_the_ways_people_write_them(
    tmp_path: Path, start: str, end: str, expected: tuple[Any, Any]
) -> None:
    loaded(with_sessions(tmp_path, SESSION % ("a", start, end)))
    assert (session("a").starts_at, session("a").ends_at) == expected


@pytest.mark.django_db
def test_times_without_quotation_marks_are_times_and_not_numbers(tmp_path: Path) -> None:
    loaded(with_sessions(tmp_path, (SESSION % ("a", "10:00", "10:30")).replace("'", "")))
    assert session("a").starts_at == at(10)


@pytest.mark.django_db
def test_a_day_counts_from_the_first_day_of_the_conference(tmp_path: Path) -> None:
    loaded(
        with_sessions(tmp_path, "{id: a, kind: break, day: 2, start: '10:00', end: '10:30', source: seed}")
    )
    assert session("a").starts_at == at(10, day=4)


@pytest.mark.django_db
def test_the_conference_takes_the_time_zone_of_the_file(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30"))
    path.write_text("meta: {timezone: Europe/Berlin}\n" + path.read_text("utf-8"), "utf-8")
    loaded(path)
    assert Conference.objects.get().time_zone == "Europe/Berlin"
    assert session("a").starts_at.isoformat() == "2022-11-03T09:00:00+00:00"


@pytest.mark.django_db
def test_only_the_source_of_the_record_makes_a_placeholder(tmp_path: Path) -> None:
    loaded(
        with_sessions(
            tmp_path,
            "{id: a, kind: break, source: illustrative}",
            "{id: b, kind: break, source: seed, times_source: illustrative}",
        )
    )
    assert (session("a").is_placeholder, session("b").is_placeholder) == (True, False)
    assert session("b").source == "seed\ntimes_source: illustrative"


# --- People ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_placeholder_people_are_not_made_speakers(tmp_path: Path) -> None:
    report = loaded(
        with_sessions(
            tmp_path, "{id: a, kind: talk, speakers: [{name_ko: '연사 미정(가상) 1'}], source: illustrative}"
        )
    )
    assert not Speaker.objects.exists()
    assert "자리표시 연사 1명은 만들지 않았습니다" in report


@pytest.mark.django_db
def test_a_person_whose_name_is_not_agreed_on_is_not_public(tmp_path: Path) -> None:
    report = loaded(
        with_sessions(
            tmp_path,
            "{id: a, kind: talk, source: seed, speakers: [{name_en: Wang Ye, affiliation_ko: CATL,"
            " name_variants: [{value: Wang Ye, source: 'https://a'}, {value: 양웨이, source: 'https://b'}]}]}",
        )
    )
    speaker = Speaker.objects.get()
    assert (speaker.name, speaker.is_public) == ("Wang Ye", False)
    assert "다른 표기: 양웨이 (https://b)" in speaker.note
    assert "programme_2022_planned[a].speakers[1]: 'Wang Ye'은(는) 확인되지 않은 이름" in report


@pytest.mark.django_db
def test_the_same_name_and_affiliation_is_one_person_and_another_affiliation_another(tmp_path: Path) -> None:
    talk = "{id: %s, kind: talk, source: seed, speakers: [{name_ko: 김철수, affiliation_ko: %s}]}"
    path = with_sessions(tmp_path, talk % ("a", "가전지"), talk % ("b", "가전지"), talk % ("c", "나소재"))
    loaded(path)
    assert sorted(Speaker.objects.values_list("affiliation_ko", flat=True)) == ["가전지", "나소재"]
    assert len(set(Speaker.objects.values_list("slug", flat=True))) == 2
    assert "추가 0건, 변경 0건" in loaded(path)


@pytest.mark.django_db
def test_a_person_whose_affiliation_was_edited_is_still_the_same_person(tmp_path: Path) -> None:
    path = with_sessions(
        tmp_path, "{id: a, kind: talk, source: seed, speakers: [{name_ko: 김철수, affiliation_ko: 가전지}]}"
    )
    loaded(path)
    Speaker.objects.update(affiliation_ko="가전지(주)")
    assert "소속: '가전지(주)' → '가전지'" in loaded(path)
    assert Speaker.objects.count() == 1


@pytest.mark.django_db
def test_speakers_keep_their_order_and_the_moderator_takes_the_chair(tmp_path: Path) -> None:
    panel = "{id: a, kind: panel, source: seed, moderator: {name_ko: 좌장님}, panelists: [%s]}"
    loaded(with_sessions(tmp_path, panel % "나연사, 가연사"))
    assert names_at("a") == ["나연사", "가연사"]
    assert session("a").chair == Speaker.objects.get(name_ko="좌장님")
    report = loaded(with_sessions(tmp_path, panel % "가연사, 나연사"))
    assert names_at("a") == ["가연사", "나연사"]
    assert "연사: '나연사, 가연사' → '가연사, 나연사'" in report
    assert Appearance.objects.count() == 2


@pytest.mark.django_db
def test_sessions_name_people_by_the_id_of_a_list_of_speakers(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, "{id: a, kind: talk, source: seed, speakers: [kim]}")
    path.write_text(
        path.read_text("utf-8") + "speakers:\n- {id: kim, name: 김하나, name_en: Kim Hana, source: seed}\n",
        "utf-8",
    )
    loaded(path)
    assert list(Speaker.objects.values_list("slug", "name_ko", "name_en")) == [("kim", "김하나", "Kim Hana")]
    assert names_at("a") == ["김하나"]


@pytest.mark.django_db
def test_of_two_namesakes_in_the_conference_the_one_with_the_affiliation_is_meant(db: None) -> None:
    conference = create_conference()
    create_speaker(conference, name_ko="김철수", affiliation_ko="가전지")
    other = create_speaker(conference, name_ko="김철수", affiliation_ko="나소재")
    records = read_programme(SHIPPED).sessions[2].speakers
    assert records
    records[0].fields |= {"name_ko": "김철수", "affiliation_ko": "나소재"}
    assert Speakers(conference, records).row_for(records[0]) == other


# --- Editions ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_another_edition_becomes_another_conference_and_the_current_one_stays(tmp_path: Path) -> None:
    loaded(SHIPPED)
    path = with_sessions(tmp_path, SESSION % ("keynote", "10:00", "10:30"))
    path.write_text(path.read_text("utf-8").replace("2022", "2023"), "utf-8")
    assert "programme_2023_planned" in str(read_programme(path).sessions)
    loaded(path)
    assert list(Conference.objects.order_by("slug").values_list("slug", "is_current")) == [
        ("2022", True),
        ("2023", False),
    ]
    assert Session.objects.filter(slug="keynote").count() == 2


@pytest.mark.django_db
def test_a_file_with_several_editions_asks_which_one(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, SESSION % ("a", "10:00", "10:30"))
    text = path.read_text("utf-8")
    path.write_text(text + text.partition("rooms:")[0].replace("2022", "2023"), "utf-8")
    assert "대회가 여럿입니다(2022, 2023)" in refused(path)
    report = loaded(path, "--new", "2023")
    assert Conference.objects.get().slug == "2023"
    assert "programme_2022_planned: 이번에 고르지 않은" in report


@pytest.mark.django_db
def test_held_takes_the_day_and_the_programme_that_took_place(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        edition_2022:
          short_name: POBATT 2022
          name_ko: {value: 배터리 컨퍼런스, source: seed}
          planned: {start: 2022-11-03, end: 2022-11-04}
          held: {date: 2022-11-24}
        programme_2022_held:
          - {id: h1, kind: talk, session_ref: s1, date: 2022-11-24, start: "13:00", end: "13:30", source: seed}
          - {id: h2, kind: talk, session_ref: s1, date: 2022-11-24, start: "13:30", end: "14:00", source: seed}
        sessions_2022_held:
          - {id: s1, title_ko: 리사이클링 기술, source: seed}
        """,
    )
    report = loaded(path, "--programme", "held")
    conference = Conference.objects.get()
    assert (conference.starts_on, conference.ends_on) == (date(2022, 11, 24), date(2022, 11, 24))
    assert session("h1").parent == session("s1")
    assert (session("s1").kind, session("s1").starts_at, session("s1").ends_at) == (
        "session",
        at(13, day=24),
        at(14, day=24),
    )
    assert session("s1").track == Track.objects.get(slug="recycling", sign="loop")
    assert "시간이 없어 그 안의 발표 2건에서 얻었습니다" in report


@pytest.mark.django_db
def test_a_file_without_a_conference_fills_one_that_exists(tmp_path: Path) -> None:
    create_room(create_conference(), slug="main")
    path = written(tmp_path, "programme:\n  - " + SESSION % ("a", "10:00", "10:30"))
    loaded(path, "--conference", "2022")
    assert session("a").room == Room.objects.get()


@pytest.mark.django_db
def test_an_unknown_conference_is_not_made_by_accident() -> None:
    assert "'2032' 대회가 없습니다. 있는 대회: 없음" in refused(SHIPPED, "--conference", "2032")


@pytest.mark.django_db
def test_what_is_not_part_of_the_programme_is_named_and_not_dropped_silently(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, "{id: a, kind: break, colour: red, source: seed}")
    path.write_text(path.read_text("utf-8") + "site_visits: {slots: []}\nsiblings: []\nbooths: []\n", "utf-8")
    report = loaded(path)
    assert "site_visits: 현장견학의 신청·정원은" in report
    assert "siblings: 다른 해의 대회는" in report
    assert "booths: 모르는 항목이어서" in report
    assert "programme_2022_planned[a]: 읽지 않은 칸이 있습니다 (colour)." in report


# --- What is wrong in records ------------------------------------------------------------------------------------

WRONG = {
    "{id: a, kind: talk}": "programme_2022_planned[a] source: 출처가 없습니다",
    "{kind: talk, source: seed}": "programme_2022_planned[1번째] id: 이름(id)이 없습니다",
    "{id: a, kind: opening, source: seed}": "[a] kind: 'opening'은(는) 모르는 종류입니다. 쓸 수 있는 것: registration",
    SESSION % ("a", "열 시", "10:30"): "programme_2022_planned[a] start: '열 시'은(는) 시각이 아닙니다",
    SESSION % ("a", "10:00", "24:60"): "[a] end: '24:60'은(는) 시각이 아닙니다",
    SESSION
    % ("a", "11:00", "10:00"): "programme_2022_planned[a] end: 끝나는 시각이 시작 시각보다 늦어야 합니다",
    "{id: a, kind: talk, date: 2022-11-03, start: '10:00', source: seed}": "[a] end: 시작과 끝을 함께 입력하세요",
    "{id: a, kind: talk, start: '10:00', end: '11:00', source: seed}": "[a] start: '10:00'은(는) 날짜(date)가 없어",
    "{id: a, kind: talk, date: 2022-02-30, source: seed}": "[a] date: '2022-02-30'은(는) 날짜가 아닙니다",
    (SESSION % ("a", "10:00", "10:30")).replace(
        "11-03", "11-09"
    ): "[a] start: 대회 기간(2022-11-03 ~ 2022-11-04) 밖",
    SESSION
    % ("a", "29:30", "30:00"): "",  # before five in the morning of the 4th is the night of the 3rd: inside
    "{id: a, kind: break, day: 999999999, start: '10:00', end: '11:00', source: seed}": "[a] day: 999999999번째 날은",
    SESSION
    % (
        "a",
        "0001-01-01T00:00:00+09:00",
        "9999-12-31 23:59",
    ): "[a] end: '9999-12-31 23:59'은(는) 시각이 아닙니다",
    "{id: a, kind: talk, room: cellar, source: seed}": "[a] room: 'cellar'이(가) 없습니다. 있는 것: main, lobby",
    "{id: a, kind: talk, session_ref: s9, source: seed}": "[a] session_ref: 's9'이(가) 없습니다",
    "{id: a, kind: talk, parent: a, source: seed}": "[a] parent: 발표 안에는 발표를 넣을 수 없습니다",
    "{id: a, kind: talk, title_ko: [], source: seed}": "[a] title_ko: 글자여야 합니다",
    '{id: a, kind: talk, title_ko: "a\\0b", source: seed}': "[a] title_ko: 쓸 수 없는 제어 문자가 있습니다",
    '{id: a, kind: talk, title_ko: "\\ud800", source: seed}': "[a] title_ko: 쓸 수 없는 제어 문자가 있습니다",
    "{id: a b, kind: talk, source: seed}": "[a b] id:",
    "{id: a, kind: talk, title_ko: " + "가" * 251 + ", source: seed}": "[a] title_ko:",
    "{id: a, kind: talk, language: 'English!', source: seed}": "[a] language: 'English!'은(는) 언어 코드가 아닙니다",
    "{id: a, kind: talk, is_public: perhaps, source: seed}": "[a] is_public: 'perhaps'은(는) true나 false가 아닙니다",
    "{id: a, kind: talk, speakers: [{affiliation_ko: 가}], source: seed}": "[a].speakers[1] name_ko: 성명이 없습니다",
    "{id: a, kind: talk, speakers: [[[]]], source: seed}": "[a].speakers[1]: '이름: 값'으로 된 항목이어야 합니다",
    "just a text": "programme_2022_planned[1번째]: '이름: 값'으로 된 항목이어야 합니다",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("record", "sentence"), WRONG.items())
def test_an_error_names_record_and_field(tmp_path: Path, record: str, sentence: str) -> None:
    path = with_sessions(tmp_path, record)
    if not sentence:
        loaded(path)
        return
    assert sentence in refused(path)
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_all_errors_are_told_together_and_nothing_is_loaded(tmp_path: Path) -> None:
    path = with_sessions(
        tmp_path,
        SESSION % ("a", "10:00", "10:30"),
        SESSION % ("b", "10:15", "10:45"),
        SESSION % ("c", "spät", "10:45"),
        "{id: d, kind: dinner, source: seed}",
    )
    message = refused(path)
    assert message.startswith("읽지 않았습니다. 고칠 곳 3건:")
    assert (
        "programme_2022_planned[b] start: programme_2022_planned[a]와(과) 같은 시간에 같은 장소입니다"
        in message
    )
    assert "(국제회의장; 10:00~10:30, 10:15~10:45)" in message
    assert "[c] start:" in message
    assert "[d] kind:" in message
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_a_talk_outside_its_session_and_a_talk_in_a_talk_are_refused(tmp_path: Path) -> None:
    themed = "{id: t, kind: session, date: 2022-11-03, start: '10:00', end: '11:00', source: seed}"
    late = "{id: a, kind: talk, parent: t, date: 2022-11-03, start: '10:30', end: '11:30', source: seed}"
    inner = "{id: b, kind: talk, parent: a, source: seed}"
    message = refused(with_sessions(tmp_path, themed, late, inner))
    assert (
        "programme_2022_planned[a] start: '주제 세션 10:00 (제목 추후 공지)'의 시간 안에 있어야 합니다"
        in message
    )
    assert "programme_2022_planned[b] parent: 발표 안에는 발표를 넣을 수 없습니다" in message


@pytest.mark.django_db
def test_a_clash_with_a_session_that_the_file_does_not_have_names_both(tmp_path: Path) -> None:
    conference = create_conference()
    room = create_room(conference, slug="main", name_ko="국제회의장")
    create_session(conference, slug="added", title_ko="운영자가 넣은 것", room=room, starts_at=at(10))
    message = refused(with_sessions(tmp_path, SESSION % ("a", "10:15", "10:45")))
    assert (
        "programme_2022_planned[a] start: '운영자가 넣은 것'(added; 파일에 없는 세션)와(과) 같은 시간에 같은 장소"
        in message
    )


@pytest.mark.django_db
def test_two_themed_sessions_that_clash_are_told_once_and_not_again_for_each_talk(tmp_path: Path) -> None:
    themed = (
        "{id: %s, kind: session, date: 2022-11-03, start: '10:00', end: '11:00', room: main, source: seed}"
    )
    talk = SESSION[:-1] + ", parent: %s}"
    message = refused(
        with_sessions(
            tmp_path,
            themed % "a",
            talk % ("a1", "10:00", "10:30", "a"),
            themed % "b",
            talk % ("b1", "10:00", "10:30", "b"),
            talk % ("b2", "10:15", "10:45", "b"),
        )
    )
    assert message.startswith("읽지 않았습니다. 고칠 곳 2건:")
    assert "[b] start: programme_2022_planned[a]와(과)" in message
    assert "[b2] start: programme_2022_planned[b1]와(과)" in message


@pytest.mark.django_db
def test_another_programme_for_the_same_conference_is_sent_to_a_new_one(tmp_path: Path) -> None:
    loaded(SHIPPED)
    path = with_sessions(tmp_path, SESSION % ("p01", "10:00", "10:30"))
    assert "파일에 없는 세션이 16건 있습니다. 다른 프로그램으로 읽으려면 --new" in refused(path)
    loaded(path, "--new", "plan")
    assert Conference.objects.get(is_current=True).slug == "2022"


@pytest.mark.django_db
def test_a_session_left_behind_when_the_conference_moves_is_named(tmp_path: Path) -> None:
    create_session(create_conference(), slug="left", title_ko="남은 것", starts_at=at(10, day=3))
    path = written(tmp_path, EDITION.replace("2022-11-03", "2022-11-04"))
    assert "'남은 것'(left; 파일에 없는 세션) start: 대회 기간(2022-11-04 ~ 2022-11-04) 밖" in refused(path)


@pytest.mark.django_db
def test_two_records_of_one_name_are_refused(tmp_path: Path) -> None:
    path = with_sessions(tmp_path, *[SESSION % ("a", "10:00", "10:30")] * 2)
    assert "[a] id: 'a'을(를) programme_2022_planned[a]에서 이미 썼습니다" in refused(path)


@pytest.mark.django_db
def test_a_conference_without_a_name_or_days_is_refused(tmp_path: Path) -> None:
    message = refused(written(tmp_path, "edition_2022: {number: drei}"))
    assert "edition_2022 number: 'drei'은(는) 수가 아닙니다" in message
    assert "edition_2022 planned:" in message
    assert "edition_2022 name_ko:" in message


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2022-02-30", "'\\0'", "[]", "{}"])
def test_impossible_days_of_a_conference_are_refused(tmp_path: Path, day: str) -> None:
    assert "edition_2022.planned start:" in refused(
        written(tmp_path, EDITION.replace("start: 2022-11-03", f"start: {day}").replace("'", '"'))
    )


# --- Files that are none -----------------------------------------------------------------------------------------

LAUGHS = "a: &a [x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {k: v}\n" + "".join(
    f"{new}: &{new} {{<<: [{', '.join([f'*{old}'] * 9)}]}}\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD_FILES = {
    "empty": (b"", "빈 파일입니다"),
    "a list": (b"- 1\n- 2\n", "프로그램 파일이 아닙니다"),
    "a text": ("안녕".encode(), "프로그램 파일이 아닙니다"),
    "something else": (b"hello: world\n", "edition이나 programme으로 시작하는 항목이 없습니다"),
    "no YAML": (b"edition_2022: [1, 2\n", "YAML이 아닙니다 (2번째 줄)"),
    "tabs": (b"edition_2022:\n\tname: x\n", "YAML이 아닙니다 (2번째 줄)"),
    "two documents": (b"a: 1\n---\nb: 2\n", "YAML이 아닙니다"),
    "Python objects": (
        b"edition_2022: !!python/object/apply:os.system ['true']\n",
        "YAML이 아닙니다 (1번째 줄)",
    ),
    "a million laughs": (LAUGHS.encode(), "별칭(*)이 너무 많습니다"),
    "laughing merges": (MERGES.encode(), "별칭(*)이 너무 많습니다"),
    "itself": (b"edition_2022: &a [*a]\n", "자기 자신을 담은 별칭(*)"),
    "a key twice": (b"edition_2022: {}\nedition_2022: {}\n", "'edition_2022'이(가) 두 번 있습니다"),
    "a list as key": (b"? [1, 2]\n: 3\n", "YAML이 아닙니다"),
    "too deep": (b"edition_2022: " + b"[" * 20_000, "너무 깊게 겹친 파일입니다"),
    "too large": (b"#" * 50_000_000, "파일이 너무 큽니다. 10 MB까지"),
    "CP949": ("edition_2022: {name_ko: 배터리}\n".encode("cp949"), "1번째 줄에 있습니다. CP949"),
    "UTF-16": ("edition_2022: {}\n".encode("utf-16"), "UTF-16으로 저장된 파일"),
    "control characters": (b"edition_2022: \x07\n", "YAML이 아닙니다"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "그림 파일입니다"),
    "a list of programmes": (b"edition_2022: []\n", "edition_2022"),
    "sessions that are no list": (
        b"edition_2022: {}\nprogramme_2022_planned: {a: b}\n",
        "programme_2022_planned: 목록이어야",
    ),
    "meta that is none": (b"meta: 5\nedition_2022: {}\n", "meta: '이름: 값'"),
    "a huge number": (b"edition_2022: !!int " + b"9" * 5000, "YAML이 아닙니다"),
    "an impossible timestamp": (b"edition_2022: !!timestamp 2022-13-45\n", "YAML이 아닙니다"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_read_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert sentence in refused(path)
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_what_is_no_file_gets_a_sentence(tmp_path: Path) -> None:
    assert "파일이 없습니다" in refused(tmp_path / "missing.yaml")
    assert "파일이 아니라 폴더입니다" in refused(tmp_path)
    assert "보통 파일이 아닙니다" in refused("/dev/null")


@pytest.mark.django_db
def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SHIPPED.read_bytes())
    assert "추가 29건" in loaded(path)


@pytest.mark.django_db
def test_aliases_of_single_values_are_welcome(tmp_path: Path) -> None:
    text = (
        SHIPPED.read_text("utf-8")
        .replace("source: seed", "source: *seed")
        .replace("meta:\n", "meta:\n  origin: &seed seed\n", 1)
    )
    assert "추가 29건" in loaded(written(tmp_path, text))
    assert session("opening").source.startswith("seed")


# --- Anything at all ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_reading_three_hundred_unchanged_sessions_again_takes_no_more_queries_than_reading_one(
    tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    talks = [
        {"id": f"s{n}", "kind": "talk", "title_ko": f"발표 {n}", "speakers": [f"연사{n}"], "source": "seed"}
        for n in range(300)
    ]
    path = written(
        tmp_path, dedent(EDITION) + yaml.safe_dump({"programme_2022_planned": talks}, allow_unicode=True)
    )
    loaded(path)
    records = read_programme(path)
    with django_assert_max_num_queries(22):
        load(records, slug="2022", make=False)
