"""Search: what is found, in which order, and what never is."""

import html
import re
import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import at, create_conference, create_session, create_speaker, create_track, publish_all
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as texts

from pobatt.hangul import first_consonants, folded
from program.models import Conference, Release, SearchEntry, Session, Speaker
from program.search import Question, finding, pieces
from program.withdrawal import withdraw


def search(query: str, *, address: str = "/program/", **filters: str) -> Any:
    response = Client().get(address, {"q": query, **filters})
    assert response.status_code == 200
    return response


def slugs(query: str, **filters: str) -> list[str]:
    """Return the address names of the sessions and speakers found, in order."""
    found = search(query, **filters).context["found"]
    return [row.slug for row in (*found.sessions, *found.speakers)]


@pytest.fixture
def programme(conference: Conference) -> Conference:
    """A battery in a title, in a name, in an office, in an abstract: best first."""
    here = {"conference": conference, "starts_at": at(10)}
    create_session(slug="in-abstract", title_ko="가", abstract_ko="앞말. 리튬 배터리의 수명. 뒷말", **here)
    office = create_speaker(conference, slug="office", name_ko="한가람", affiliation_ko="포항배터리연구소")
    create_session(slug="in-office", title_ko="나", speakers=[office], **here)
    name = create_speaker(conference, slug="name", name_ko="배터리", name_en="Bae Teori")
    create_session(slug="in-name", title_ko="다", speakers=[name], **here)
    track = create_track(conference, slug="charge", name_ko="충전", name_en="Charging")
    create_track(conference, slug="other")
    create_session(slug="in-title", title_ko="배 터리 전구체의 길", title_en="Cathode", track=track, **here)
    publish_all(conference)
    return conference


def test_the_best_place_comes_first(programme: Conference) -> None:
    assert slugs("배터리") == ["in-title", "in-name", "in-office", "in-abstract", "name", "office"]


@pytest.mark.parametrize(
    "query",
    ["전구체", "전구", "구체", "전구 체", "배터리전구체", "길 전구체", "ㅈㄱㅊ", "전ㄱㅊ", "ㅂㅌㄹ ㅈㄱㅊ", "CATHODE",
     "ｃａｔｈｏｄｅ", "thode", unicodedata.normalize("NFD", "전구체"), " 전구체 ", "전구체!?", "전구채",
     "catode", "wjsrnp", "ㅊㅁ쇙ㄷ"],
)  # fmt: skip
def test_it_is_found_however_it_is_written(programme: Conference, query: str) -> None:
    assert slugs(query)[:1] == ["in-title"]
    english = search(query, address="/en/program/").context["found"]
    assert english.sessions[0].slug == "in-title"


def test_what_is_alike_is_shown_only_when_nothing_is_the_same_and_says_so(programme: Conference) -> None:
    exact, alike = search("전구체"), search("전구채")
    assert (exact.context["found"].is_similar, alike.context["found"].is_similar) == (False, True)
    assert "'전구채'와(과) 똑같은 낱말은 없어 비슷한 것을 찾았습니다." in alike.content.decode()
    assert slugs("전혀다른말") == []


def test_filters_hold_for_what_is_found_and_keep_the_question(programme: Conference) -> None:
    assert slugs("배터리", track="charge") == ["in-title"]
    page = search("배터리", track="charge").content.decode()
    assert '<input type="hidden" name="track" value="charge">' in page
    assert 'href="/program/?q=%EB%B0%B0%ED%84%B0%EB%A6%AC"' in page
    assert 'href="/en/program/?track=charge&amp;q=%EB%B0%B0%ED%84%B0%EB%A6%AC"' in page


def test_the_match_is_marked_and_everything_is_escaped(conference: Conference) -> None:
    create_session(
        conference,
        title_ko="<b>배터리</b> & 소재",
        title_en="",
        abstract_ko="<i>배 터리</i>",
        starts_at=at(10),
    )
    publish_all(conference)
    page = search("배터리").content.decode()
    assert "&lt;b&gt;<mark>배터리</mark>&lt;/b&gt; &amp; 소재" in page
    assert "&lt;i&gt;<mark>배 터리</mark>&lt;/i&gt;" in page
    assert "<b>배" not in page
    english = search("배터리", address="/en/program/").content.decode()
    assert '<span lang="ko">&lt;b&gt;<mark>배터리</mark>&lt;/b&gt; &amp; 소재</span>' in english
    assert "<script>" not in search("<script>").content.decode()


def test_counts_are_in_words_and_nothing_found_says_what_to_do(programme: Conference) -> None:
    assert "세션 4건, 연사 2명" in re.sub(r"\s+", " ", search("배터리").content.decode())
    nothing = search("없는말이다").content.decode()
    assert "'없는말이다'에 맞는 세션이나 연사가 없습니다." in nothing
    assert "낱말을 줄이거나 첫소리만 적어 보세요." in nothing


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "찾을 낱말을 글자나 숫자로 입력해 주세요."),
        ("   \t\n", "찾을 낱말을 글자나 숫자로 입력해 주세요."),
        ("%_\\", "찾을 낱말을 글자나 숫자로 입력해 주세요."),
        ("🔋🔋", "찾을 낱말을 글자나 숫자로 입력해 주세요."),
        ("\u202e\u200b", "찾을 낱말을 글자나 숫자로 입력해 주세요."),
        ("가" * 10_000, "검색어가 너무 깁니다. 100자까지 입력해 주세요."),
        (" ".join("가나다라마바사아자"), "낱말이 너무 많습니다. 8개까지 입력해 주세요."),
        ("مرحبا", "'مرحبا'에 맞는 세션이나 연사가 없습니다."),
        ("a' OR 1=1 --", "'a' OR 1=1 --'에 맞는 세션이나 연사가 없습니다."),
        (".*(a+)+$[ᄀ", "'.*(a+)+$[ᄀ'에 맞는 세션이나 연사가 없습니다."),
    ],
)  # fmt: skip
def test_odd_questions_get_a_sentence(programme: Conference, query: str, sentence: str) -> None:
    assert sentence in html.unescape(search(query).content.decode())


def test_a_nul_is_refused_with_a_page(programme: Conference) -> None:
    assert Client().get("/program/?q=%00").status_code == 400
    assert Client().get("/program/?q=%ED%A0%80%FF").status_code == 200


def test_answers_are_kept_by_nobody_and_listed_nowhere(programme: Conference) -> None:
    response = search("배터리")
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert 'rel="canonical"' not in response.content.decode()
    assert response.cookies == {}


def test_the_cost_is_the_same_for_one_entry_and_for_300(conference: Conference) -> None:
    def cost(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            search(query)
        return len(captured)

    create_session(conference, title_ko="배터리", speakers=[create_speaker(conference, name_ko="배터리 0")])
    publish_all(conference)
    search("배터리")
    one = (cost("배터리"), cost("ㅂㅌㄹ"), cost("배테리"))
    for number in range(300):
        speaker = create_speaker(conference, name_ko=f"배터리 {number}")
        create_session(conference, title_ko="배터리", speakers=[speaker])
    publish_all(conference)
    search("배터리")
    assert (cost("배터리"), cost("ㅂㅌㄹ"), cost("배테리")) == one
    assert max(one) <= 9  # two of them are the savepoint of the test, three the frame around every page


def test_a_question_that_takes_too_long_is_given_up_in_words(
    programme: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10ms'")
            cursor.execute("SELECT pg_sleep(10)")

    monkeypatch.setattr(finding, "_limit", sleep)
    assert "지금은 검색이 오래 걸립니다." in search("배터리").content.decode()


def test_every_question_is_limited(programme: Conference) -> None:
    with CaptureQueriesContext(connection) as captured:
        search("배터리")
    limits = [query["sql"] for query in captured if "statement_timeout" in query["sql"]]
    assert [("'1s', true" in limit) for limit in limits] == [True]


# --- The index and the release are one ---------------------------------------------------------------------------


def test_the_working_copy_is_not_searched(programme: Conference) -> None:
    Session.objects.filter(slug="in-title").update(title_ko="비밀 계획")
    assert slugs("비밀 계획") == []
    assert slugs("전구체") == ["in-title"]
    publish_all(programme)
    assert slugs("비밀 계획") == ["in-title"]
    assert slugs("전구체") == []


def test_a_release_that_fails_leaves_the_index_as_it_was(
    programme: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(SearchEntry.objects.values_list("kind", "uid", "whole"))
    Session.objects.filter(slug="in-title").update(title_ko="비밀 계획")

    def fail(entries: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(SearchEntry.objects, "bulk_create", fail)
        with pytest.raises(RuntimeError):
            publish_all(programme)
    assert list(SearchEntry.objects.values_list("kind", "uid", "whole")) == before
    assert Release.objects.count() == 1


def test_a_withdrawn_person_is_found_by_no_question(programme: Conference) -> None:
    person = Speaker.objects.get(slug="office")
    Session.objects.filter(slug="in-title").update(abstract_ko="한가람 박사와 함께")
    publish_all(programme)
    assert slugs("한가람") == ["in-office", "in-title", "office"]
    withdraw(person)
    for query in ("한가람", "ㅎㄱㄹ", "한가림", "포항배터리연구소", "포항배터리", "gksrkfka"):
        assert "office" not in slugs(query)
        assert "in-office" not in slugs(query)
    remembered = " ".join(SearchEntry.objects.values_list("whole", flat=True))
    assert ("한가람" in remembered, "포항배터리연구소" in remembered) == (False, False)


def test_each_edition_is_searched_by_itself(programme: Conference) -> None:
    other = create_conference(slug="2021", short_name="POBATT 2021", is_current=False)
    create_session(other, slug="old", title_ko="배터리의 어제", starts_at=at(10))
    publish_all(other)
    found = search("배터리", address="/2021/program/").context["found"]
    assert [session.slug for session in found.sessions] == ["old"]
    assert "old" not in slugs("배터리")


def test_a_preview_is_not_searched(programme: Conference, hana: Client) -> None:
    page = hana.get("/staff/preview/2022/program/?q=배터리").content.decode()
    assert 'type="search"' not in page
    assert "배 터리 전구체의 길" in page


# --- Any part of a title finds its session -----------------------------------------------------------------------

KOREAN = texts.text(
    texts.one_of(
        texts.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), texts.sampled_from(" 0aZ·-('%_\\é")
    ),
    min_size=1,
    max_size=30,
)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=KOREAN, places=texts.tuples(texts.integers(0, 29), texts.integers(1, 30)))
def test_any_part_of_a_title_finds_its_session(
    conference: Conference, title: str, places: tuple[int, int]
) -> None:
    part = title[places[0] : places[0] + places[1]]
    words = part.split()
    if not folded(part) or len(words) > 8:
        return
    session = create_session(conference, title_ko=title, starts_at=at(10))
    publish_all(conference)
    consonants = " ".join(first_consonants(folded(word)) for word in words)
    for query in (part, unicodedata.normalize("NFD", part), part.upper(), "".join(words), consonants):
        assert session.slug in slugs(query), query
    session.delete()
    publish_all(conference)


@given(text=texts.text(), typed=texts.text(max_size=20))
def test_the_pieces_of_a_text_are_the_text(text: str, typed: str) -> None:
    assert "".join(part for part, _ in pieces(text, Question.read(typed))) == text
