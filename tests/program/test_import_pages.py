"""'프로그램 가져오기' in the admin, as Hana uses it: upload, look, press the button."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories import create_organiser, create_session
from forms_of_pages import fields_of

from program.jobs import forget_uploaded_programmes
from program.models import Conference, Session, UploadedProgramme

UPLOAD = "/admin/program/conference/import/"
CSV = "날짜,시간,제목,연사,쪽지\n2022-11-03,16:00~16:30,전지,김하나,x\n"


def upload(client: Client, content: str | bytes = CSV, name: str = "표.csv", **changes: Any) -> Any:
    """Choose a file, press the button, and follow to what it would do."""
    fields = fields_of(client.get(UPLOAD), having="new_slug") | changes
    body = content.encode() if isinstance(content, str) else content
    return client.post(UPLOAD, {**fields, "file": SimpleUploadedFile(name, body)}, follow=True)


def press(client: Client, page: Any) -> Any:
    """Press the button under a dry run."""
    address = page.redirect_chain[-1][0]
    return client.post(address, fields_of(page, having="expected_version"), follow=True)


def test_a_file_is_shown_first_and_loaded_when_the_button_is_pressed(
    pobatt: Conference, hana: Client
) -> None:
    page = upload(hana)

    text = page.content.decode()
    assert page.status_code == 200
    assert 'data-status="dry-run"' in text
    assert "세션 &#x27;전지&#x27;" in text
    assert "CSV E열 &#x27;쪽지&#x27;: 뜻을 알 수 없어 읽지 않았습니다" in text
    assert not Session.objects.filter(title_ko="전지").exists()

    done = press(hana, page)

    assert [str(message) for message in done.context["messages"]] == [
        "'표.csv'을(를) 가져왔습니다: 추가 1건, 변경 0건, 그대로 2건."
    ]
    assert Session.objects.get(title_ko="전지").conference == pobatt
    assert not UploadedProgramme.objects.exists()
    assert (
        LogEntry.objects.get().get_change_message() == "프로그램 가져오기: 표.csv (CSV), 추가 1건, 변경 0건"
    )


def test_every_changed_field_is_shown_old_and_new(pobatt: Conference, hana: Client) -> None:
    page = upload(hana, "시간,제목\n10:45~11:15,전지의 길\n")

    rows = re.findall(
        r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", page.content.decode()
    )
    assert rows == [
        ("시트 &#x27;CSV&#x27; 2행", "시작", "&#x27;2022-11-03 10:30&#x27;", "&#x27;2022-11-03 10:45&#x27;"),
        ("시트 &#x27;CSV&#x27; 2행", "끝", "&#x27;2022-11-03 11:00&#x27;", "&#x27;2022-11-03 11:15&#x27;"),
    ]  # fmt: skip


def test_a_new_conference_is_made_from_the_file(pobatt: Conference, hana: Client) -> None:
    press(hana, upload(hana, conference="", new_slug="2023"))

    assert Session.objects.get(title_ko="전지").conference.slug == "2023"


def test_what_has_changed_meanwhile_is_shown_again_before_it_is_loaded(
    pobatt: Conference, hana: Client
) -> None:
    page = upload(hana)
    create_session(pobatt, title_ko="새로 생긴 것")

    again = press(hana, page)

    assert "그동안 프로그램이 바뀌어 아직 가져오지 않았습니다" in again.content.decode()
    assert not Session.objects.filter(title_ko="전지").exists()
    press(hana, again)
    assert Session.objects.filter(title_ko="전지").count() == 1


def test_errors_are_shown_all_at_once_and_nothing_can_be_pressed(pobatt: Conference, hana: Client) -> None:
    page = upload(hana, "날짜,시간,제목\n2022-11-03,아침,가\n2022-11-03,저녁,나\n")

    text = page.content.decode()
    assert 'data-status="refused"' in text
    assert "시트 &#x27;CSV&#x27; 2행 B열 시간: &#x27;아침&#x27;은(는) 시각이 아닙니다" in text
    assert "시트 &#x27;CSV&#x27; 3행 B열 시간" in text
    assert "이대로 가져오기" not in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"conference": "", "new_slug": ""}, "영문, 숫자, 붙임표로 된 이름을 쓰세요"),
        ({"conference": "", "new_slug": "2022"}, "대회가 이미 있습니다"),
        ({"conference": "", "new_slug": "admin"}, "다른 주소와 겹치는 이름입니다"),
        ({"conference": "1999"}, "올바르게 선택해 주세요"),
        ({"outside": "x"}, "올바르게 선택해 주세요"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_at_its_field(
    pobatt: Conference, hana: Client, changes: dict[str, str], sentence: str
) -> None:
    assert sentence in upload(hana, **changes).content.decode()
    assert not UploadedProgramme.objects.exists()


def test_a_form_without_a_file_asks_for_one(pobatt: Conference, hana: Client) -> None:
    assert "파일을 고르세요" in hana.post(UPLOAD, {"conference": "2022"}).content.decode()


def test_a_file_that_is_too_large_is_refused_while_it_arrives(pobatt: Conference, hana: Client) -> None:
    head = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\nContent-Type: a/b\r\n\r\n'
    )
    body = head + b"PK\x03\x04" + b"x" * 30_000_000 + b"\r\n--b--\r\n"

    page = hana.generic("POST", UPLOAD, body, content_type="multipart/form-data; boundary=b")

    assert (page.status_code, "10 MB까지 읽습니다" in page.content.decode()) == (200, True)
    assert not UploadedProgramme.objects.exists()


def test_only_who_uploaded_a_file_can_load_it_and_not_for_long(pobatt: Conference, hana: Client) -> None:
    page = upload(hana)
    address = page.redirect_chain[-1][0]
    junho = Client()
    junho.force_login(create_organiser("junho@example.com"))

    assert junho.post(address, fields_of(page, having="expected_version")).headers["Location"] == UPLOAD
    UploadedProgramme.objects.update(uploaded_at=timezone.now() - timedelta(hours=3))
    assert hana.post(address, fields_of(page, having="expected_version")).headers["Location"] == UPLOAD
    assert not Session.objects.filter(title_ko="전지").exists()
    forget_uploaded_programmes(timestamp=0)
    assert not UploadedProgramme.objects.exists()


def addresses(conference: Conference) -> Iterator[str]:
    yield UPLOAD
    yield f"{UPLOAD}template.xlsx"
    yield f"{UPLOAD}00000000-0000-0000-0000-000000000000/"
    yield f"/admin/program/conference/{conference.pk}/export.xlsx"


def test_nobody_comes_near_who_may_not_edit_the_programme(pobatt: Conference) -> None:
    sora = Client()
    sora.force_login(User.objects.create_user("sora", is_staff=True))
    for address in addresses(pobatt):
        assert Client().get(address).status_code == 302
        assert sora.get(address).status_code == 403
        assert sora.post(address).status_code == 403


def test_a_post_without_a_token_is_refused(pobatt: Conference, hana: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email="hana@example.com"))

    assert strict.post(UPLOAD, {"conference": "2022"}).status_code == 403


def test_the_working_copy_and_the_empty_form_are_downloads(pobatt: Conference, hana: Client) -> None:
    _upload, template, _review, export = addresses(pobatt)

    for address, sheet, rows in ((template, "세션", 2), (export, "세션", 9)):
        answer = hana.get(address)
        book = openpyxl.load_workbook(BytesIO(answer.content))
        assert (answer.status_code, book[sheet].max_row) == (200, rows)
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.parametrize("version", ["", "x", "9" * 50, "-1", "1.5", "²"])
def test_a_strange_version_leads_back_to_the_dry_run(pobatt: Conference, hana: Client, version: str) -> None:
    page = upload(hana)
    address = page.redirect_chain[-1][0]

    assert hana.post(address, {"expected_version": version}).headers["Location"] == address
    assert not Session.objects.filter(title_ko="전지").exists()


def test_markup_in_a_file_is_text_on_the_page(pobatt: Conference, hana: Client) -> None:
    page = upload(hana, json.dumps([{"code": "A", "title": "<script>alert(1)</script>"}]), "<img src=x>.json")

    assert "<script>alert(1)" not in page.content.decode()
    assert "<img src=x>" not in page.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
