"""My agenda: an address that carries starred sessions, as a page, a calendar and a picture."""

import html
import re
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from django.utils import timezone
from factories import at, create_session, publish_all
from icalendar import Calendar

from program.mine.codes import MOST, code_of, read, write
from program.models import Release, Session


def code(slug: str) -> str:
    return code_of(str(Session.objects.get(slug=slug).uid))


def stars(*slugs: str) -> str:
    return write(read(write(map(code, slugs))))


def page(written: str, prefix: str = "") -> str:
    response = Client().get(f"{prefix}/program/mine/", {"s": written})
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def lines(page: str) -> list[str]:
    """Return the titles in the order of the page."""
    return re.findall(r'<h3 class="session-line-title"><a [^>]*>(.*?)</a>', page)


def events(written: str) -> dict[str, Any]:
    content = Client().get("/program/mine.ics", {"s": written}).content
    return {str(event["UID"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_a_code_is_of_the_session_and_outlives_its_title_and_slug(released: Release) -> None:
    before = code("keynote")
    Session.objects.filter(slug="keynote").update(title_ko="새 제목", slug="neu")
    publish_all(released.conference)
    assert code("neu") == before
    assert lines(page(before)) == ["새 제목"]
    assert code_of("00000000-0000-0000-0000-000000000000") == "g5dqr77x"


def test_the_starred_sessions_stand_in_time_order_by_day(released: Release) -> None:
    content = page(stars("visits", "cathode", "opening"))
    assert lines(content) == ["개막식", "양극재", "현장견학"]
    assert re.findall(r'id="day-\d">(.*?)</h2>', content) == ["2022. 11. 3.(목)", "2022. 11. 4.(금)"]
    assert "세션 3건" in content
    english = page(stars("opening", "cathode"), "/en")
    assert lines(english)[0] == "Opening"
    assert "2 sessions" in english


@pytest.mark.parametrize(
    "written",
    ["{b}-{a}", "{a}-{b}-{a}", "{A}-{B}", "{a}--{b}-", "{a}-<script>-{b}", "{a}-nonsense!-{b}"],
)
def test_every_choice_has_one_address(released: Release, written: str) -> None:
    a, b = sorted((code("opening"), code("keynote")))
    asked = written.format(a=a, b=b, A=a.upper(), B=b.upper())
    response = Client().get("/en/program/mine/", {"s": asked})
    assert (response.status_code, response["Location"]) == (302, f"/en/program/mine/?s={a}-{b}")


def test_too_many_codes_and_nonsense_are_left_out(released: Release) -> None:
    many = [f"{'a' * 6}{first}{second}" for first in "abcdefghijklmno" for second in "abcdefghij"]
    assert len(many) == 150
    assert len(read(write(many))) == MOST
    assert Client().get("/program/mine/", {"s": "가나다\x01"})["Location"] == "/program/mine/"
    assert "이 브라우저에만 저장됩니다" in page("")


def test_what_is_cancelled_gone_or_unknown_is_said(released: Release) -> None:
    chosen = stars("keynote", "side", "opening")
    Session.objects.filter(slug="keynote").update(cancelled_at=timezone.now())
    Session.objects.filter(slug="side").update(is_public=False)
    publish_all(released.conference)
    content = page(write(read(f"{chosen}-aaaaaaaa")))
    assert "취소되었거나 없어진 세션 3건" in content
    assert re.findall(r"<li><s>(.*?)</s></li>", content) == ["전지의 길", "초청 간담회"]
    assert lines(content) == ["개막식", "<s>전지의 길</s>"]
    assert "3 sessions cancelled or gone" in page(write(read(f"{chosen}-aaaaaaaa")), "/en")


def test_overlaps_are_said_and_a_session_does_not_clash_with_its_own_talks(released: Release) -> None:
    create_session(released.conference, slug="other", title_ko="다른 방", starts_at=at(13, 20), minutes=5)
    publish_all(released.conference)
    content = page(stars("materials", "cathode", "other"))
    assert re.findall(r'<p class="mine-clash">(.*?)</p>', content) == [
        "시간이 겹칩니다: 다른 방 (13:20~13:25)",
        "시간이 겹칩니다: 다른 방 (13:20~13:25)",
        "시간이 겹칩니다: 세션 1. 배터리 소재 (13:00~14:00)",
        "시간이 겹칩니다: 양극재 (13:00~13:30)",
    ]
    assert "mine-clash" not in page(stars("materials", "cathode"))


def test_the_calendar_has_the_same_events_as_the_public_one(released: Release) -> None:
    chosen = stars("keynote", "side")
    Session.objects.filter(slug="keynote").update(starts_at=at(11), ends_at=at(11, 30))
    Session.objects.filter(slug="side").update(is_public=False)
    publish_all(released.conference)
    mine = events(chosen)
    public = Calendar.from_ical(Client().get("/program/schedule.ics").content)
    everything = {str(event["UID"]): event for event in public.walk("VEVENT")}
    assert {uid: event.to_ical() for uid, event in mine.items()} == {
        uid: everything[uid].to_ical() for uid in mine
    }
    assert sorted((str(event["SUMMARY"]), str(event["STATUS"]), event["SEQUENCE"]) for event in mine.values()) == [
        ("[취소] 초청 간담회", "CANCELLED", 1),
        ("전지의 길", "CONFIRMED", 1),
    ]  # fmt: skip
    assert events("") == {}


def test_the_page_leads_to_subscription_file_and_picture_that_last(released: Release) -> None:
    chosen = stars("keynote", "opening")
    content = page(chosen)
    assert f'href="webcal://localhost:8000/2022/program/mine.ics?s={chosen}"' in content
    assert f'href="/program/mine.ics?s={chosen}"' in content
    assert f'value="http://localhost:8000/2022/program/mine/?s={chosen}"' in content
    picture = Client().get("/program/mine.svg", {"s": chosen})
    assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert fromstring(picture.content.decode()).tag == "{http://www.w3.org/2000/svg}svg"


def test_no_answer_is_kept_or_listed(released: Release) -> None:
    for name in ("mine/", "mine.ics", "mine.svg"):
        response = Client().get(f"/program/{name}", {"s": stars("keynote")})
        assert ("no-store" in response["Cache-Control"], response["X-Robots-Tag"]) == (True, "noindex")
        assert response.cookies == {}


def test_a_hundred_stars_fit_into_the_picture(released: Release) -> None:
    many = write([f"{'a' * 6}{first}{second}" for first in "abcdefghij" for second in "abcdefghij"])
    assert Client().get("/program/mine.svg", {"s": many}).status_code == 200
    assert "취소되었거나 없어진 세션 100건" in page(many)


def test_a_preview_has_no_stars(released: Release, hana: Client) -> None:
    for path in ("", "sessions/keynote/", "speakers/kim/"):
        assert "data-star=" not in hana.get(f"/staff/preview/2022/program/{path}").content.decode()
