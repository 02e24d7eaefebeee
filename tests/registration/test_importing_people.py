"""People from a spreadsheet: every fault by row and column, nothing twice, nobody without consent given to others."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories import create_attendee, open_registration
from openpyxl import Workbook, load_workbook
from people import client_as

from program.models import Conference
from registration.importing.columns import COLUMNS
from registration.invitations import ask_again
from registration.models import Attendee, Consent, Message, UploadedPeople
from registration.roles import Role

pytestmark = pytest.mark.django_db
IMPORT = "/admin/registration/attendee/import/"
HEADINGS = [column.heading for column in COLUMNS]


@pytest.fixture
def hana(conference: Conference) -> Client:
    open_registration(conference, onsite_capacity=400, last_number=5000)
    return client_as(Role.ORGANISER, conference)


def person(number: int, **cells: Any) -> dict[str, Any]:
    """Return the cells of a row, by heading."""
    return {
        "성명": f"김내빈{number}", "소속": f"기관{number}", "소속 소재지": "포항",
        "휴대전화": f"010-{1000 + number}-5678",
        "이메일": f"guest{number}@example.com", "참가 구분": "공공기관", "참가 방법": "현장", "참석일": "1, 2",
        "명찰 구분": "내빈", "동의 방법": "본인 링크",
    } | cells  # fmt: skip


def filled_in(hana: Client, rows: list[dict[str, Any]]) -> bytes:
    """Fill in the template as it is downloaded."""
    book = load_workbook(io.BytesIO(hana.get(f"{IMPORT}template.xlsx").content))
    sheet = book.worksheets[0]
    headings = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for number, cells in enumerate(rows, start=3):
        for heading, value in cells.items():
            sheet.cell(number, headings[heading], value)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def upload(hana: Client, content: bytes, name: str = "people.xlsx") -> tuple[str, str]:
    """Upload a file; return the address of its review, and the page."""
    answer = hana.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else "", answer.content.decode()


def bring_in(hana: Client, content: bytes, *rows: int) -> str:
    address, _page = upload(hana, content)
    return hana.post(address, {"take": rows}, follow=True).content.decode()


FAULTS: dict[int, tuple[str, Any, str]] = {  # by row: what is wrong, and the column by which it is named
    3: ("성명", "", "A열 '성명'"),
    4: ("소속", "", "C열 '소속'"),
    5: ("소속 소재지", "달나라", "D열 '소속 소재지'"),
    6: ("소속 소재지", "해외", "E열 '국가'"),
    7: ("휴대전화", "123", "H열 '휴대전화'"),
    8: ("휴대전화", "", "H열 '휴대전화'"),
    9: ("이메일", "guest", "I열 '이메일'"),
    10: ("이메일", "", "I열 '이메일'"),
    11: ("참가 구분", "임금님", "J열 '참가 구분'"),
    12: ("참가 구분", "", "J열 '참가 구분'"),
    13: ("참가 방법", "꿈에서", "K열 '참가 방법'"),
    14: ("참석일", "9", "L열 '참석일'"),
    15: ("명찰 구분", "왕", "M열 '명찰 구분'"),
    16: ("동의 방법", "구두", "N열 '동의 방법'"),
    17: ("성명", "가" * 61, "A열 '성명'"),
    18: ("소속", "나" * 101, "C열 '소속'"),
    19: ("성명", "홍\u202e길동", "A열 '성명'"),
    20: ("휴대전화", "010-12ab-5678", "H열 '휴대전화'"),
    21: ("직위", "다" * 61, "G열 '직위'"),
    22: ("이메일", "guest100@example.com", "I열 '이메일'"),
}


def test_three_hundred_people_with_twenty_faults_corrected_brought_in_once_and_again(hana: Client) -> None:
    rows = [person(number) for number in range(3, 303)]
    wrong = [dict(cells) for cells in rows]
    for row, (heading, value, _named) in FAULTS.items():
        wrong[row - 3][heading] = value

    _address, page = upload(hana, filled_in(hana, wrong))

    faults = [line.partition("</li>")[0] for line in page.split("<li data-fault>")[1:]]
    assert len(faults) == len(FAULTS) == 20
    for row, (_heading, _value, named) in FAULTS.items():
        at = 100 if row == 22 else row  # of two rows with one address, the second is named
        assert [
            fault
            for fault in faults
            if fault.startswith(f"{at}행 ") and named in fault.replace("&#x27;", "'")
        ]
    assert Attendee.objects.count() == 0

    assert "새로 300명" in bring_in(hana, filled_in(hana, rows))
    before = list(Attendee.objects.order_by("pk").values())
    assert len(before) == Message.objects.filter(kind="invited").count() == 300
    assert {row["state"] for row in before} == {"confirmed"}

    assert "새로 0명, 고침 0명, 그대로 300명" in bring_in(hana, filled_in(hana, rows), *range(3, 303))
    assert list(Attendee.objects.order_by("pk").values()) == before
    assert Message.objects.count() == 300


def test_who_may_be_registered_already_is_shown_and_a_choice_decides(
    hana: Client, conference: Conference
) -> None:
    minji = create_attendee(conference, name="김민지", affiliation="포항소재", email="minji@example.com")
    phone = create_attendee(conference, phone="+821055556666")
    create_attendee(conference, name="이 준호", affiliation="포스텍")
    content = filled_in(
        hana,
        [
            person(1, 이메일="minji@example.com", 성명="김민지", 소속="새 소속"),
            person(2, 휴대전화="010-5555-6666"),
            person(3, 성명="이준호", 소속="포스텍"),
            person(4),
        ],
    )

    _address, page = upload(hana, content)

    assert [why in page for why in ("같은 이메일", "같은 휴대전화", "같은 이름과 소속")] == [True] * 3
    assert "포항소재 → 새 소속" in page
    assert "5555" not in page
    assert "새로 1명, 고침 0명, 그대로 0명, 건너뜀 3명" in bring_in(hana, content)
    assert "새로 1명, 고침 1명, 그대로 1명, 건너뜀 1명" in bring_in(hana, content, 3, 5)
    minji.refresh_from_db()
    assert (minji.affiliation, minji.badge) == ("새 소속", "guest")
    assert Attendee.objects.filter(phone=phone.phone).count() == 1


def test_a_full_conference_says_so_and_takes_nobody(hana: Client, conference: Conference) -> None:
    conference.registration.onsite_capacity = 2
    conference.registration.save()
    content = filled_in(hana, [person(number) for number in range(3)])

    address, page = upload(hana, content)
    again = hana.post(address).content.decode()

    for shown in (page, again):
        assert "현장 자리가 2개 남았는데 파일에는 새로 3명이 있습니다" in shown
    assert Attendee.objects.count() == 0


def test_on_paper_the_consent_is_kept_and_by_link_the_person_gives_it(hana: Client) -> None:
    bring_in(hana, filled_in(hana, [person(1, **{"동의 방법": "서면"}), person(2)]))
    paper, link = Attendee.objects.order_by("name")
    assert {consent.text.purpose for consent in paper.consents.all()} == {"participation", "age"}
    assert not Consent.objects.filter(attendee=link).exists()
    letter = Message.objects.get(attendee=link)
    path = letter.text.partition("http://localhost:8000")[2].split()[0]

    visitor = Client()
    page = visitor.get(path).content.decode()
    assert "guest2@" not in page
    assert not Consent.objects.filter(attendee=link).exists()  # opening changes nothing
    assert "표시해 주셔야" in visitor.post(path, {"consent_age": "on"}).content.decode()
    agreed = visitor.post(path, {"consent_age": "on", "consent_participation": "on"}, follow=True)

    assert "동의하셨습니다" in agreed.content.decode()
    assert {consent.text.purpose for consent in link.consents.all()} == {"participation", "age"}
    assert visitor.get(path).status_code == 404
    assert Client().get(path[:-3] + "xx/").status_code == 404


def test_who_says_no_gives_the_place_back(hana: Client) -> None:
    bring_in(hana, filled_in(hana, [person(1)]))
    path = Message.objects.get(kind="invited").text.partition("http://localhost:8000")[2].split()[0]

    assert "취소했습니다" in Client().post(f"{path}refuse/").content.decode()

    assert Attendee.objects.get().state == "cancelled"


def test_who_does_not_answer_is_asked_once_more_and_never_again(hana: Client) -> None:
    bring_in(hana, filled_in(hana, [person(1), person(2, **{"동의 방법": "서면"})]))
    ask_again()
    assert Message.objects.filter(kind="invited_again").count() == 0
    for days in (4, 5, 9):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            ask_again()
    assert Message.objects.filter(kind="invited_again").count() == 1


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "빈 파일"),
        (b"%PDF-1.4", "PDF 파일입니다"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "암호로 잠긴"),
        (b"PK\x03\x04broken", "깨져 있습니다"),
        ("이름,전화\n김민지,1\n".encode("cp949"), "엑셀(XLSX)이나 CSV 파일이 아닙니다"),
        (workbook([["성명", "이메일"], ["김민지", "a@b.kr"]]), "열이 없습니다"),
        (workbook([HEADINGS]), "한 명도 없습니다"),
        (workbook([HEADINGS, ["=1+1"] * len(HEADINGS)]), "값"),
    ],
)
def test_a_bad_file_gets_a_sentence(hana: Client, content: bytes, sentence: str) -> None:
    answer = hana.post(IMPORT, {"file": SimpleUploadedFile("x.xlsx", content)}, follow=True)
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True), answer.content.decode()[
        -3000:
    ]
    assert Attendee.objects.count() == 0


def test_a_csv_of_an_old_excel_is_read_too(hana: Client) -> None:
    cells = person(1)
    text = ",".join(cells) + "\r\n" + ",".join(f'"{value}"' for value in cells.values()) + "\r\n"
    assert "새로 1명" in bring_in(hana, text.encode("cp949"))


def test_a_file_is_its_uploaders_alone_and_is_gone_after_two_hours(
    hana: Client, conference: Conference
) -> None:
    address, _page = upload(hana, filled_in(hana, [person(1)]))
    city = client_as(Role.CITY_ADMINISTRATOR, conference)
    assert city.get(address).status_code == 403
    UploadedPeople.objects.update(uploaded_at=timezone.now() - timedelta(hours=3))
    assert "찾을 수 없습니다" in hana.get(address, follow=True).content.decode()


def test_a_review_pressed_twice_or_with_numbers_that_are_none_changes_nothing_more(hana: Client) -> None:
    address, _page = upload(hana, filled_in(hana, [person(1)]))
    sent = {"take": ["9" * 5000, "-1", "x", ""]}
    assert "새로 1명" in hana.post(address, sent, follow=True).content.decode()
    assert "이미 가져왔습니다" in hana.post(address, sent, follow=True).content.decode()
    assert Attendee.objects.count() == 1


def test_nobody_at_work_reads_the_link_by_which_somebody_agrees(hana: Client) -> None:
    bring_in(hana, filled_in(hana, [person(1)]))
    letter = Message.objects.get(kind="invited")
    token = letter.text.partition("/invited/")[2].partition("/")[0]
    page = hana.get(f"/admin/registration/message/{letter.pk}/change/").content.decode()
    assert ("/invited/…" in page, token in page) == (True, False)


def test_badges_are_given_in_the_list_to_many_at_once_in_colour_and_words(
    hana: Client, conference: Conference
) -> None:
    people = [create_attendee(conference), create_attendee(conference)]
    form = {"action": "set_badge", "_selected_action": [each.pk for each in people]}
    assert "고르고 다시" in hana.post("/admin/registration/attendee/", form, follow=True).content.decode()
    page = hana.post("/admin/registration/attendee/", form | {"badge": "chair"}, follow=True).content.decode()
    assert page.count('<span class="badge-kind badge-kind--chair">좌장</span>') == 2
    city = client_as(Role.CITY_STAFF, conference)
    assert city.post("/admin/registration/attendee/", form | {"badge": "press"}).status_code == 403
    assert set(Attendee.objects.values_list("badge", flat=True)) == {"chair"}
