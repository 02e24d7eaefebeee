"""An organiser's hour, as Hana spends it: from the first login to a programme that has moved."""

import io
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from factories import create_pobatt, publish_all
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from program.models import Release, Session
from registration.accounts import make_staff
from registration.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in_for_the_first_time(page: Page, password: str) -> None:
    """Log in with the printed password, replace it, and enrol an authenticator app."""
    page.goto("/admin/")
    page.fill("[name=login]", "hana@example.com")
    page.fill("[name=password]", password)
    page.click("form[action='/accounts/login/'] button[type=submit], main form button[type=submit]")
    page.fill("[name=oldpassword]", password)
    page.fill("[name=password1]", "포항 배터리 시월 2022")
    page.fill("[name=password2]", "포항 배터리 시월 2022")
    page.click("main form button[type=submit]")
    assert page.evaluate("document.querySelector('.enrolment-qr').decode().then(() => true)")
    secret = page.locator("[data-secret]").get_attribute("data-secret")
    page.fill("[name=code]", number_of(secret or ""))
    page.click("main form button[type=submit]")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.click("text=적어 두었습니다")
    expect(page).to_have_url("/admin/")


def number_of(secret: str) -> str:
    """Return what the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def photo(directory: Path, name: str, colour: str) -> Path:
    """Make a photo file."""
    content = io.BytesIO()
    Image.new("RGB", (900, 1200), colour).save(content, "JPEG")
    path = directory / name
    path.write_bytes(content.getvalue())
    return path


def add_speaker(page: Page, field: str, name: str, picture: Path) -> None:
    """Add a speaker with a photo in the little window behind the plus sign."""
    with page.expect_popup() as opened:
        page.click(f"#add_id_{field}")
    popup = opened.value
    popup.fill("[name=name_ko]", name)
    popup.fill("[name=affiliation_ko]", "포항전지")
    popup.set_input_files("[name=photo_upload]", picture)
    with popup.expect_event("close"):
        popup.click("[name=_save]")
    expect(page.locator(f"#id_{field}")).to_contain_text(name)


def set_hours(page: Page, prefix: str, start: str, end: str) -> None:
    """Type the day and the hours."""
    for name, hour in (("starts_at", start), ("ends_at", end)):
        page.fill(f"[name={prefix}{name}_0]", "2022-11-03")
        page.fill(f"[name={prefix}{name}_1]", hour)


def test_an_organisers_hour(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    conference = create_pobatt()
    publish_all(conference)
    log_in_for_the_first_time(page, make_staff("hana@example.com", role=Role.ORGANISER))

    # She adds a themed session with two talks and three speakers with photos, in one form.
    page.goto("/admin/program/session/add/")
    page.select_option("[name=kind]", "session")
    page.fill("[name=title_ko]", "세션 2. 전기차")
    page.fill("[name=title_en]", "Session 2. Electric vehicles")
    page.select_option("[name=room]", label="국제회의장")
    set_hours(page, "", "14:40", "15:50")
    for number, (title, start, end) in enumerate(
        [("급속 충전", "14:40", "15:15"), ("시장 전망", "15:15", "15:50")]
    ):
        page.click(".add-row a")
        page.fill(f"[name=talks-{number}-title_ko]", title)
        page.fill(f"[name=talks-{number}-title_en]", f"Talk {number + 1}")
        set_hours(page, f"talks-{number}-", start, end)
    add_speaker(page, "talks-0-speaker_1", "강하나", photo(tmp_path, "a.jpg", "crimson"))
    add_speaker(page, "talks-0-speaker_2", "남두리", photo(tmp_path, "b.jpg", "navy"))
    add_speaker(page, "talks-1-speaker_1", "도세희", photo(tmp_path, "c.jpg", "teal"))
    page.click("[name=_save]")
    assert [
        (talk.title_ko, [place.speaker.name_ko for place in talk.appearances.all()])
        for talk in Session.objects.get(title_ko="세션 2. 전기차").talks.order_by("starts_at")
    ] == [("급속 충전", ["강하나", "남두리"]), ("시장 전망", ["도세희"])]

    # A clash is refused with the name of the other session, and what she typed stays.
    page.goto("/admin/program/session/add/")
    page.select_option("[name=kind]", "keynote")
    page.fill("[name=title_ko]", "특별강연")
    page.select_option("[name=room]", label="국제회의장")
    set_hours(page, "", "15:30", "16:00")
    page.click("[name=_save]")
    expect(page.locator(".errorlist")).to_contain_text(
        "그 시간에 이 장소에서는 '세션 2. 전기차'이(가) 열립니다."
    )
    expect(page.locator("[name=title_ko]")).to_have_value("특별강연")

    # She looks at the preview; the public does not see it yet.
    page.goto("/admin/program/conference/")
    page.click("text=미리보기")
    expect(page.locator("main")).to_contain_text("급속 충전")
    page.goto("/program/")
    expect(page.locator("main")).not_to_contain_text("급속 충전")

    # She publishes over the problems, and it is public, photos and all.
    page.goto("/admin/program/conference/")
    page.click("text=게시하기")
    page.check("[name=accept_problems]")
    page.click("main button:has-text('게시하기'), #content button:has-text('게시하기')")
    expect(page.locator(".messagelist")).to_contain_text("게시본 2 (변경 안내 3건)")
    page.goto("/program/")
    expect(page.locator("main")).to_contain_text("급속 충전")
    page.goto("/program/speakers/강하나/")
    assert page.evaluate("document.querySelector('main img').decode().then(() => true)")

    # A typo is corrected silently.
    page.goto("/admin/program/session/?q=급속")
    page.click("#result_list tbody .field-title a")
    page.fill("[name=title_ko]", "초급속 충전")
    page.check("[name=_typo]")
    page.click("[name=_publish]")
    page.goto("/program/changes/")
    expect(page.locator("main h2")).to_have_text(["제2판", "제1판"])
    page.goto("/program/")
    expect(page.locator("main")).to_contain_text("초급속 충전")

    # She moves a session; the public reads it, and calendars learn of it.
    page.goto("/admin/program/session/?q=초청")
    page.click("#result_list tbody .field-title a")
    set_hours(page, "", "16:30", "17:00")
    page.click("[name=_publish]")
    page.goto("/program/changes/")
    expect(page.locator("main")).to_contain_text(
        "'초청 간담회' 11. 3.(목) 14:00~14:30 → 11. 3.(목) 16:30~17:00"
    )
    calendar = page.request.get("/program/sessions/side/session.ics").text()
    assert "SEQUENCE:1" in calendar
    assert "DTSTART;TZID=Asia/Seoul:20221103T163000" in calendar
    assert Release.objects.count() == 4
