"""The host's list as files, and what comes back filled in."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories import create_attendee, create_visit, open_registration, publish_all
from forms_of_pages import fields_of
from openpyxl import Workbook, load_workbook
from people import create_staff
from pypdf import PdfReader
from visiting import book, states_of

from pobatt.opening_password import unlock_workbook
from program.models import Conference
from registration.downloads import Taker
from registration.export_rules import as_they_are, decide
from registration.models import Download, Message
from registration.roles import Role
from visits.models import SiteVisit

LIST = "/staff/visits/gana/list/"


@pytest.fixture
def visit(pobatt: Conference) -> SiteVisit:
    """Two seats at a host that decides who comes; Minji and Junho wait for its word, Sora for a seat."""
    publish_all(pobatt)
    open_registration(pobatt)
    visit = create_visit(pobatt, slug="gana", host_ko="가나소재", capacity=2, needs_approval=True)
    for name in ("김민지", "=1+1", "박소라"):
        book(create_attendee(pobatt, name=name), visit)
    return visit


def let_it_be_open() -> None:
    """Let a city administrator say that the host's list opens without a password."""
    dura = create_staff(Role.CITY_ADMINISTRATOR)
    others = {f"password:{each.preset.key}" for each in as_they_are() if each.preset.key != "host"}
    decide(Taker(dura.pk, dura.email, "::1"), others)


def words_of(response: Any) -> str:
    return str(response.content.decode())


def download(hana: Client, **chosen: str) -> Any:
    fields = fields_of(hana.get(LIST), having="take-form")
    return hana.post(f"{LIST}download/", fields | {f"take-{name}": value for name, value in chosen.items()})


def workbook_of(hana: Client) -> Workbook:
    """Download the list under a password and open it."""
    locked = download(hana, password="pohang-2022").content
    return load_workbook(BytesIO(unlock_workbook(BytesIO(locked), "pohang-2022")))


def filled_in(hana: Client, *verdicts: tuple[str, str], **cells: str) -> Workbook:
    """Fill the list in, line by line; `cells` are written over what is there."""
    book = workbook_of(hana)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for row, (verdict, reason) in enumerate(verdicts, 2):
        sheet.cell(row, titles.index("승인/반려") + 1, verdict)
        sheet.cell(row, titles.index("사유") + 1, reason)
    for place, value in cells.items():
        sheet[place] = value
    return book


def upload(hana: Client, book: Workbook | bytes) -> Any:
    if isinstance(book, Workbook):
        file = BytesIO()
        book.save(file)
        book = file.getvalue()
    sent = {"answers-file": SimpleUploadedFile("list.xlsx", book)}
    return hana.post(f"{LIST}answers/check/", sent)


def test_the_list_leaves_under_its_password_after_it_is_written_down(hana: Client, visit: SiteVisit) -> None:
    page = hana.get(LIST)
    password = fields_of(page, having="take-form")["take-password"]
    answer = hana.post(f"{LIST}download/", fields_of(page, having="take-form") | {"take-form": "xlsx"})
    sheet = load_workbook(BytesIO(unlock_workbook(BytesIO(answer.content), password))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)]
    codes = sorted(visit.bookings.exclude(place=None).values_list("attendee__code", flat=True))
    assert rows[0] == ["연번", "접수번호", "성명"]
    assert sorted(row[1] for row in rows[1:]) == codes
    assert sorted(row[2] for row in rows[1:]) == ["=1+1", "김민지"]
    taken = Download.objects.filter(kind="file").get()
    assert (sorted(taken.codes), taken.form, taken.has_password, taken.reason) == (
        codes,
        "XLSX",
        True,
        "host",
    )
    assert Download.objects.filter(kind="view").count() == 1


def test_it_is_open_only_where_a_city_administrator_has_said_so(hana: Client, visit: SiteVisit) -> None:
    refused = download(hana, password="")
    assert "시 관리자가 먼저 허용해야" in words_of(refused)
    assert Download.objects.filter(kind="file").count() == 0
    let_it_be_open()
    assert load_workbook(BytesIO(download(hana, password="").content)).worksheets


def test_the_paper_says_which_version_it_is_and_what_has_changed(hana: Client, visit: SiteVisit) -> None:
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=timezone.now() - timedelta(hours=1))
    hana.get(LIST)
    leaver = visit.bookings.order_by("pk")[0].attendee
    from registration.changes import cancel

    cancel(leaver)
    let_it_be_open()
    answer = download(hana, form="pdf", password="")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert ["제2판" in words, "추가 0, 빠짐 1, 변경 0" in words, leaver.name in words] == [True] * 3
    sheet = workbook_of(hana).worksheets[0]
    assert [[cell.value for cell in row][-4] for row in sheet.iter_rows(min_row=2)] == [None, "빠짐"]


def test_a_filled_in_list_is_checked_first_and_taken_once(hana: Client, visit: SiteVisit) -> None:
    filled = filled_in(hana, ("반려", "인원 제한"), ("승인", ""))
    checked = upload(hana, filled)
    assert 'data-status="ready"' in words_of(checked)
    assert states_of(visit) == ["review", "review", "waitlisted"]
    sent = fields_of(checked, having="checked")
    done = hana.post(f"{LIST}answers/take/", sent, follow=True)
    assert "승인 1명, 반려 1명을 기록하고 알렸습니다. 그대로 0명." in words_of(done)
    assert sorted(states_of(visit)) == ["confirmed", "declined", "offered"]
    mails = Message.objects.count()
    again = hana.post(f"{LIST}answers/take/", sent, follow=True)
    assert "승인 0명, 반려 0명을 기록하고 알렸습니다. 그대로 2명." in words_of(again)
    assert 'data-status="unchanged"' in words_of(upload(hana, filled))
    assert Message.objects.count() == mails


@pytest.mark.parametrize(
    ("verdicts", "cells", "said"),
    [
        ([("반려", "")], {}, "사유를 적어 주세요"),
        ([("글쎄요", "")], {}, "빈칸이어야 합니다: 글쎄요"),
        ([("승인", "")], {"B2": "POBATT22-999999A"}, "<b>B2</b> 이 견학의 명단에 없는 접수번호입니다"),
        ([("승인", "")], {"C2": "다른 이름"}, "<b>C2</b> 접수번호의 성명과 다릅니다: 다른 이름"),
        ([("반려", "가" * 201)], {}, "200자까지"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_changed(
    hana: Client, visit: SiteVisit, verdicts: Any, cells: Any, said: str
) -> None:
    page = upload(hana, filled_in(hana, *verdicts, **cells))
    assert [said in words_of(page), "기록하고 알리기" in words_of(page)] == [True, False]
    assert states_of(visit) == ["review", "review", "waitlisted"]


def test_the_same_number_twice_is_named(hana: Client, visit: SiteVisit) -> None:
    book = filled_in(hana, ("승인", ""))
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[3]])
    assert "<b>B4</b> 같은 접수번호가 두 번 있습니다" in words_of(upload(hana, book))


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"]
)
def test_what_is_no_list_gets_a_sentence(hana: Client, visit: SiteVisit, content: bytes) -> None:
    page = upload(hana, content)
    assert (page.status_code, "<title>오류: " in words_of(page)) == (200, True)


def test_answers_of_one_visit_are_not_taken_for_another(hana: Client, visit: SiteVisit) -> None:
    create_visit(visit.conference, slug="dara")
    sent = fields_of(upload(hana, filled_in(hana, ("승인", ""))), having="checked")
    done = hana.post("/staff/visits/dara/list/answers/take/", sent, follow=True)
    assert "파일을 다시 올려 주세요" in words_of(done)
    assert states_of(visit) == ["review", "review", "waitlisted"]


def test_links_are_made_and_taken_back(hana: Client, client: Client, visit: SiteVisit) -> None:
    made = hana.post(f"{LIST}links/issue/", {"link-days": "3"}, follow=True)
    link = visit.host_links.get()
    path = "/visits/host/" + words_of(made).split("/visits/host/")[1].split('"')[0]
    assert client.get(path).status_code == 200
    hana.post(f"{LIST}links/{link.pk}/revoke/")
    assert client.get(path).status_code == 404


def test_nobody_but_organisers_comes_here(client: Client, visit: SiteVisit) -> None:
    minji = visit.bookings.order_by("pk")[0].attendee
    assert minji.user is not None
    client.force_login(minji.user)
    answers = [client.get(LIST), client.post(f"{LIST}download/"), client.post(f"{LIST}answers/check/")]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert Client().get(LIST).status_code == 302


def test_the_page_asks_as_often_for_three_people_as_for_one(
    hana: Client, visit: SiteVisit, django_assert_max_num_queries: Any
) -> None:
    hana.get(LIST)
    with django_assert_max_num_queries(60) as one:
        hana.get(LIST)
    SiteVisit.objects.filter(pk=visit.pk).update(capacity=9)
    for _number in range(3):
        book(create_attendee(visit.conference), visit)
    with django_assert_max_num_queries(60) as three:
        hana.get(LIST)
    assert len(three) == len(one)
