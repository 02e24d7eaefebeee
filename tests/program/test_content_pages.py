"""The pages around the programme: what organisers write, what the conference itself says, and where machines look."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from factories import create_conference, create_notice, create_organisation, create_page, publish_all
from forms_of_pages import fields_of
from time_machine import travel

from program.first_pages import write_first_pages
from program.models import Conference, Greeting, Page, Processor, Release, Section

pytestmark = pytest.mark.django_db


def seen(address: str) -> str:
    """Return what a reader sees of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", Client().get(address).content.decode()).split())


def past_edition() -> Conference:
    past = create_conference(
        slug="2021",
        short_name="POBATT 2021",
        is_current=False,
        starts_on=date(2021, 12, 1),
        ends_on=date(2021, 12, 1),
    )
    publish_all(past)
    return past


# --- Pages ---------------------------------------------------------------------------------------------------------


def test_a_question_without_an_answer_is_not_shown(released: Release) -> None:
    create_page(released.conference, "faq", **{"참가비가 있나요?": "", "주차할 수 있나요?": "네."})
    assert "주차할 수 있나요? 네." in seen("/faq/")
    assert "참가비가 있나요?" not in seen("/faq/")


def test_a_page_without_anything_to_read_is_neither_there_nor_in_the_footer(released: Release) -> None:
    page = create_page(released.conference, "privacy", 목적="")
    assert Client().get("/privacy/").status_code == 404
    assert "개인정보 처리방침" not in seen("/")
    Section.objects.filter(page=page).update(body_ko="접수")
    assert "목적 접수" in seen("/privacy/")
    assert 'class="site-footer-privacy" href="/privacy/"' in Client().get("/").content.decode()
    Page.objects.update(is_public=False)
    assert Client().get("/privacy/").status_code == 404


@pytest.mark.parametrize("page", ["about", "venue"])
def test_about_and_venue_are_there_before_anybody_writes_them(released: Release, page: str) -> None:
    assert "포스코국제관" in seen(f"/{page}/")


def test_what_is_not_known_of_the_venue_is_to_be_announced_and_what_is_known_stands_in_both_scripts(
    released: Release,
) -> None:
    assert "주소 추후 공지" in seen("/venue/")
    Conference.objects.update(
        venue_en="POSCO International Center",
        address_ko="경상북도 포항시 남구 (시험)",
        latitude="36.1",
        longitude="129.2",
    )
    publish_all(released.conference)
    words = seen("/venue/")
    assert "이곳으로 가 주세요 포스코국제관 경상북도 포항시 남구 (시험)" in words
    assert "Please take me here POSCO International Center" in words
    page = Client().get("/venue/").content.decode()
    assert "https://map.kakao.com/link/map/" in page
    assert ",36.100000,129.200000" in page
    assert page.count('rel="noopener noreferrer external"') == 3


def test_no_greeting_is_shown_until_somebody_has_written_one(released: Release) -> None:
    greeting = Greeting.objects.create(conference=released.conference, name_ko="홍길동", position_ko="시장")
    assert "인사말" not in seen("/about/")
    Greeting.objects.filter(pk=greeting.pk).update(body_ko="반갑습니다. <b>x</b>")
    assert "인사말 반갑습니다. &lt;b&gt;x&lt;/b&gt; 시장 홍길동" in seen("/about/")


def test_the_privacy_policy_tells_what_the_conference_knows_and_nothing_else(released: Release) -> None:
    create_page(released.conference, "privacy", 권리="요청하세요.")
    assert "처리 위탁" not in seen("/privacy/")
    assert "보유 기간" not in seen("/privacy/")
    Processor.objects.create(
        conference=released.conference, name_ko="메일회사", work_ko="메일 발송", is_subprocessor=True
    )
    Conference.objects.update(retention_days=92, privacy_officer_ko="국장", phone="054-123-4567")
    words = seen("/privacy/")
    assert "메일회사 (재수탁자) 메일 발송" in words
    assert "2023. 2. 4.(토)까지 보관한 뒤" in words
    assert "개인정보 보호책임자 국장 전화 054-123-4567" in words


def test_whom_to_ask_stands_at_the_same_place_of_every_page(released: Release) -> None:
    Conference.objects.update(
        department_ko="배터리과",
        phone="+82 54-123-4567",
        phone_hours_ko="평일 09:00~18:00",
        email="a@example.com",
    )
    for page in ("/", "/program/", "/notices/", "/about/", "/nothing-here/"):
        assert "문의 배터리과 +82 54-123-4567 (평일 09:00~18:00) a@example.com" in seen(page)
        assert 'href="tel:+82541234567"' in Client().get(page).content.decode()


def test_first_pages_are_written_once_and_never_over_what_is_there(conference: Conference) -> None:
    create_page(conference, "faq", 질문="우리 답")
    assert [page.name for page in write_first_pages(conference)] == [
        "about", "venue", "privacy", "accessibility", "copyright",
    ]  # fmt: skip
    assert write_first_pages(conference) == []
    assert Section.objects.get(page__name="faq").body_ko == "우리 답"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_first_pages_are_complete_in_both_languages(released: Release, prefix: str) -> None:
    write_first_pages(released.conference)
    for page in ("about", "venue", "faq", "privacy", "accessibility"):
        answer = Client().get(f"{prefix}/{page}/")
        assert answer.status_code == 200
        assert b"(Korean only)" not in re.sub(
            rb'(?s)<dl class="about-facts">.*?</dl>|<footer.*', b"", answer.content
        )
    assert Client().get(f"{prefix}/copyright/").status_code == 404


def test_an_organiser_edits_a_page_and_looks_at_it_before_it_is_saved(
    hana: Client, released: Release
) -> None:
    page = create_page(released.conference, "faq", 질문="답")
    address = f"/admin/program/page/{page.pk}/change/"
    filled = fields_of(hana.get(address), having="lead_ko") | {"sections-0-body_ko": "새 답"}
    assert "새 답" in hana.post(address, filled | {"_preview": "ko"}).content.decode()
    assert "새 답" not in seen("/faq/")
    assert hana.post(address, filled).status_code == 302
    assert "새 답" in seen("/faq/")


def test_an_organiser_writes_a_greeting_and_a_processor(hana: Client, released: Release) -> None:
    for model, fields in (
        ("greeting", {"name_ko": "홍길동", "body_ko": "반갑습니다."}),
        ("processor", {"name_ko": "메일회사", "work_ko": "메일 발송"}),
    ):
        address = f"/admin/program/{model}/add/"
        filled = fields_of(hana.get(address), having="name_ko") | {"conference": released.conference.pk}
        assert hana.post(address, filled | fields).status_code == 302
    assert "반갑습니다." in seen("/about/")


def test_before_the_first_release_everything_around_the_programme_is_there(conference: Conference) -> None:
    create_notice(conference, slug="news", title_ko="첫 소식")
    for page in ("/", "/notices/", "/notices/news/"):
        assert "첫 소식" in seen(page)
    for page in ("/about/", "/venue/", "/en/about/", "/sitemap.xml", "/notices/atom.xml"):
        assert Client().get(page).status_code == 200


def test_without_any_conference_nothing_breaks() -> None:
    for page, status in (("/", 200), ("/about/", 404), ("/notices/", 404), ("/sitemap.xml", 200)):
        assert Client().get(page).status_code == status


# --- The clock -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2022, 10, 22, 14, 59, tzinfo=UTC), "D-12"),  # 23:59 in Seoul
        (datetime(2022, 10, 22, 15, 0, tzinfo=UTC), "D-11"),
        (datetime(2022, 11, 3, 3, tzinfo=UTC), "오늘, 1일차"),
        (datetime(2022, 11, 4, 14, 59, tzinfo=UTC), "오늘, 2일차"),
        (datetime(2022, 11, 4, 15, 0, tzinfo=UTC), "행사가 끝났습니다"),
    ],
)
def test_home_tells_how_far_it_is_by_the_clock(released: Release, moment: datetime, words: str) -> None:
    with travel(moment, tick=False):
        assert words in seen("/")
        assert ("POBATT 2022 행사가 끝났습니다" in seen("/program/")) is (words == "행사가 끝났습니다")


def test_home_is_kept_until_midnight_and_no_longer(
    released: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[datetime] = []
    monkeypatch.setattr(
        "program.templatetags.program.changes_at", lambda request, moment: told.append(moment)
    )
    with travel(datetime(2022, 10, 22, 3, tzinfo=UTC), tick=False):
        Client().get("/")
    assert told == [datetime(2022, 10, 22, 15, tzinfo=UTC)]
    with travel(datetime(2022, 12, 1, tzinfo=UTC), tick=False):
        Client().get("/")
    assert len(told) == 1


# --- Where machines look -------------------------------------------------------------------------------------------

PLACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def test_every_page_of_the_sitemap_is_there_and_names_its_other_language(released: Release) -> None:
    write_first_pages(released.conference)
    create_notice(released.conference, slug="소식")
    create_notice(released.conference, slug="draft", published_at=None)
    create_notice(past_edition(), slug="old")
    listed = {
        url.findtext(f"{PLACE}loc", "").removeprefix("http://localhost:8000"): {
            link.get("hreflang"): link.get("href", "") for link in url.findall(LINK)
        }
        for url in fromstring(Client().get("/sitemap.xml").content).findall(f"{PLACE}url")
    }
    assert {address: Client().get(address).status_code for address in listed} == dict.fromkeys(listed, 200)
    assert {
        "/", "/en/", "/program/", "/program/sessions/keynote/", "/program/speakers/kim/", "/en/venue/", "/faq/",
        "/notices/%EC%86%8C%EC%8B%9D/", "/2021/program/", "/en/2021/notices/old/",
    } <= set(listed)  # fmt: skip
    assert not {"/notices/draft/", "/copyright/", "/2022/program/"} & set(listed)
    assert listed["/en/venue/"] == {
        "ko": "http://localhost:8000/venue/",
        "en": "http://localhost:8000/en/venue/",
        "x-default": "http://localhost:8000/venue/",
    }


def test_the_current_edition_has_one_canonical_address_and_a_past_one_its_own(released: Release) -> None:
    past_edition()
    for asked, canonical in (
        ("/2022/program/", "/program/"),
        ("/en/2022/about/", "/en/about/"),
        ("/program/?track=materials", "/program/"),
        ("/2021/program/", "/2021/program/"),
    ):
        page = Client().get(asked).content.decode()
        assert f'<link rel="canonical" href="http://localhost:8000{canonical}">' in page


def test_past_editions_are_listed_and_a_later_one_is_not_past(released: Release) -> None:
    past_edition()
    later = create_conference(
        slug="2023",
        short_name="POBATT 2023",
        is_current=False,
        starts_on=date(2023, 11, 1),
        ends_on=date(2023, 11, 1),
    )
    publish_all(later)
    assert "지난 대회의 프로그램 POBATT 2021 2021" in seen("/about/")
    assert "지난 대회 POBATT 2021" in seen("/")
    assert "지난 대회 POBATT 2023" not in seen("/")


def test_security_txt_never_expires_while_the_site_is_served(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.kr"
    for moment in (datetime(2022, 10, 1, tzinfo=UTC), datetime(2031, 1, 31, tzinfo=UTC)):
        with travel(moment, tick=False):
            lines = Client().get("/.well-known/security.txt").content.decode().splitlines()
        fields = dict(line.split(": ", 1) for line in lines)
        assert fields["Contact"] == "mailto:security@example.kr"
        assert fields["Preferred-Languages"] == "ko, en"
        assert timedelta(days=100) < datetime.fromisoformat(fields["Expires"]) - moment < timedelta(days=365)


def test_robots_are_shown_the_sitemap_and_kept_out_of_what_is_not_public() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines
    assert "Disallow: /staff/" in lines
    assert "Disallow: /" not in lines
    assert {"Disallow: /*?track=", "Disallow: /*&track="} <= set(lines)
    assert not any("day=" in line for line in lines)


def test_the_manifest_and_the_old_favicon_lead_to_icons() -> None:
    icons = [icon["src"] for icon in Client().get("/manifest.webmanifest").json()["icons"]]
    assert Client().get("/favicon.ico")["Location"] in icons


def test_a_missing_page_has_the_menu_in_its_language(released: Release) -> None:
    create_organisation(released.conference, role="sponsor", name_ko="영일만전지")
    for address, word in (
        ("/no/such/", "오시는 길"),
        ("/en/no/such/", "Getting there"),
        ("/2021/about/", "공지"),
    ):
        answer = Client().get(address)
        assert answer.status_code == 404
        assert word in answer.content.decode()


def test_crawlers_follow_the_days_of_the_agenda_and_no_combination(released: Release) -> None:
    page = Client().get("/program/?day=2022-11-03").content.decode()
    assert '<a class="chip" href="/program/?day=2022-11-04">' in page
    assert '<a class="chip" href="/program/?day=2022-11-03&amp;track=materials" rel="nofollow">' in page
