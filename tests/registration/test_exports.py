"""Lists that leave the site: for a reason, under a password, to their own asker, once; never more than was asked."""

import io
import re
from datetime import timedelta
from typing import Any

import msoffcrypto
import openpyxl
import pytest
import pyzipper
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from factories import at, create_attendee, create_conference, open_registration
from forms_of_pages import fields_of
from jobs_now import run_jobs
from people import create_staff
from pypdf import PdfReader

from pobatt.encryption import Undecipherable, new_key
from pobatt.spreadsheets import read_csv
from program.models import Conference
from registration import exports
from registration.models import (
    Answer,
    Attendee,
    CheckIn,
    ClaimState,
    ColumnChoice,
    Download,
    Export,
    ExportPiece,
    PresetRule,
    Question,
)
from registration.roles import Role
from registration.tickets import ticket_address

pytestmark = pytest.mark.django_db
EXPORT = "/admin/registration/attendee/export/"


def create_city_staff(email: str, role: Role = Role.CITY_STAFF) -> Client:
    """Log Sora in, who may take lists and nothing else."""
    user = create_staff(role, email)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sora(open_conference: Conference) -> Client:
    return create_city_staff("sora@example.com")


@pytest.fixture
def open_conference(conference: Conference) -> Conference:
    open_registration(conference)
    return conference


@pytest.fixture
def minji(open_conference: Conference) -> Attendee:
    return create_attendee(
        open_conference, name="김민지", name_en="Minji Kim", affiliation="=1+1", position="@연구원",
        phone="+821012345678",
        email="minji@example.com", days=[1, 2], submitted_at=at(9, 30), number=7, code="POBATT22-000007D",
    )  # fmt: skip


def ask(client: Client, preset: str, query: str = "", **fields: Any) -> Any:
    """Open the form as it stands, change some fields, send it, and follow."""
    address = f"{EXPORT}{preset}/?{query}"
    return client.post(address, fields_of(client.get(address), having="reason") | fields, follow=True)


def password_on(page: Any) -> str:
    """Return the opening password that the page shows."""
    found = re.search(r"<code>([^<]+)</code>", page.content.decode())
    assert found is not None
    return found[1]


def take(client: Client, page: Any) -> Any:
    """Press 'take the file' on its page."""
    return client.post(f"{page.request['PATH_INFO']}take/")


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def opened(locked: bytes, password: str) -> Any:
    """Return the first sheet of a workbook that opens with a password."""
    plain = io.BytesIO()
    book = msoffcrypto.OfficeFile(io.BytesIO(locked))
    assert book.is_encrypted()
    book.load_key(password=password, verify_password=True)
    book.decrypt(plain)
    return openpyxl.load_workbook(plain).worksheets[0]


def rows_of(page: Any) -> list[dict[str, Any]]:
    """Return the rows of a sheet, by the headers."""
    header, *rows = [[cell.value for cell in row] for row in page.iter_rows()]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_list_is_taken_in_two_presses_without_a_word_typed(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges")
    assert page.status_code == 200
    assert 'data-status="ready"' in page.content.decode()
    answer = take(sora, page)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''POBATT2022_%EC%B0%B8")
    assert rows_of(opened(content_of(answer), password_on(page))) == [
        {
            "명찰구분": None,
            "성명": "김민지",
            "영문성명": "Minji Kim",
            "소속": "=1+1",
            "직위": "@연구원",
            "입장권 주소(QR값)": ticket_address(minji),
        }
    ]


def test_what_was_taken_stands_in_the_ledger_from_the_moment_it_was(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "letter", "attendance=onsite&q=김민지")
    assert Download.objects.count() == 0
    take(sora, page)
    row = Download.objects.get()
    assert (row.account, row.what, row.count, row.codes) == (
        "sora@example.com", "참가자 명단(문자 발송용)", 1, [minji.code],
    )  # fmt: skip
    assert row.filters == {"대회": "POBATT 2022", "참가 방법": "현장", "검색": "함(찾은 말은 남기지 않음)"}
    assert row.columns == ["성명", "휴대전화", "입장권 주소(QR값)"]
    assert (row.reason, row.form, row.has_password, row.address) == ("letter", "XLSX", True, "127.0.0.1")
    assert row.destroy_by == timezone.localdate() + timedelta(days=30)


def test_the_whole_list_has_every_column_as_its_reader_wants_it(sora: Client, minji: Attendee) -> None:
    conference = minji.conference
    lunch = Question.objects.create(
        conference=conference, kind="yes_no", label_ko="오찬에 오십니까?", item_ko="오찬"
    )
    Answer.objects.create(attendee=minji, question=lunch, value="yes")
    CheckIn.objects.create(attendee=minji, day=conference.days[0], way="door", at=at(9, 2))
    Attendee.objects.update(badge="guest")
    page = ask(sora, "full")
    [row] = rows_of(opened(content_of(take(sora, page)), password_on(page)))
    expected = {
        "연번": 1,
        "접수번호": "POBATT22-000007D",
        "접수일시": at(9, 30).replace(tzinfo=None),
        "등록경로": "사전",
        "상태": "확정",
        "대기순번": None,
        "참가구분": "기업",
        "참가방법": "현장",
        "명찰구분": "내빈",
        "성명": "김민지",
        "소재지": "포항",
        "휴대전화": "010-1234-5678",
        "이메일": "minji@example.com",
        "언어": "한국어",
        "참석일(11.3.)": "참석",
        "참석일(11.4.)": "참석",
        "통역수신기": None,
        "오찬": "예",
        "체크인일시(11.3.)": at(9, 2).replace(tzinfo=None),
        "체크인일시(11.4.)": None,
    }
    assert {title: row[title] for title in expected} == expected


def test_the_line_of_those_who_wait_is_numbered(sora: Client, open_conference: Conference) -> None:
    for minute, name in ((1, "가"), (0, "나")):
        create_attendee(
            open_conference,
            name=name,
            state=ClaimState.WAITLISTED,
            confirmed_at=None,
            waitlisted_at=at(9, minute),
        )
    page = ask(sora, "full", "state=waitlisted")
    rows = rows_of(opened(content_of(take(sora, page)), password_on(page)))
    assert {row["성명"]: row["대기순번"] for row in rows} == {"가": 2, "나": 1}


def test_a_preset_leaves_out_whom_it_does_not_concern(sora: Client, minji: Attendee) -> None:
    create_attendee(
        minji.conference, name="취소한사람", state=ClaimState.CANCELLED, cancelled_at=timezone.now()
    )
    take(sora, ask(sora, "badges"))
    assert Download.objects.get().codes == [minji.code]


@pytest.mark.parametrize(
    "asked", ["", "conference=2022", "q=지난", "state=confirmed", "day=1", "consent=no-promotion"]
)
def test_nobody_of_another_edition_is_ever_in_a_list(sora: Client, minji: Attendee, asked: str) -> None:
    past = create_conference(slug="2021", short_name="POBATT 2021", is_current=False)
    open_registration(past, code_prefix="POBATT21")
    canary = create_attendee(
        past, name="지난사람", affiliation="지난회사", phone="+821087654321", email="canary@example.com"
    )
    page = ask(sora, "full", asked)
    everything = str(rows_of(opened(content_of(take(sora, page)), password_on(page))))
    for word in (canary.name, canary.affiliation, "8765-4321", canary.email, canary.code):
        assert word not in everything
        assert word not in sora.get(f"/admin/registration/attendee/?{asked}").content.decode().replace(
            asked, ""
        )


def test_a_csv_list_is_locked_in_an_archive_and_reads_back_equal(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges", form="csv")
    answer = take(sora, page)
    archive = pyzipper.AESZipFile(io.BytesIO(content_of(answer)))
    [name] = archive.namelist()
    assert re.fullmatch(r"POBATT2022_참가자명단_명찰용_\d{8}_\d{4}\.csv", name)
    with pytest.raises(RuntimeError, match="password"):
        archive.read(name)
    header, row = read_csv(io.BytesIO(archive.read(name, pwd=password_on(page).encode())))
    assert dict(zip(header, row, strict=True))["소속"] == "=1+1"


def test_the_roster_is_a_paper_with_a_space_for_each_signature(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "roster")
    archive = pyzipper.AESZipFile(io.BytesIO(content_of(take(sora, page))))
    pdf = PdfReader(io.BytesIO(archive.read(archive.namelist()[0], pwd=password_on(page).encode())))
    text = pdf.pages[0].extract_text()
    for words in ("연번", "서명", "김민지", "이용 후 파기", "모두 1명"):
        assert words in text
    assert abs(float(pdf.pages[0].mediabox.width) - 595) < 1


def test_a_password_of_ones_own_must_be_good_enough(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges", lock="own", password="1234567890")
    assert page.status_code == 200
    assert "두 가지 이상으로 정하세요" in page.content.decode()
    page = ask(sora, "badges", lock="own", password="pohang 2022!")
    assert rows_of(opened(content_of(take(sora, page)), "pohang 2022!"))[0]["성명"] == "김민지"


def test_a_file_is_open_only_where_a_city_administrator_has_said_so_and_it_is_recorded(
    sora: Client, minji: Attendee
) -> None:
    ask(sora, "badges", lock="none")
    assert Export.objects.count() == 0
    chief = create_city_staff("chief@example.com", Role.CITY_ADMINISTRATOR)
    assert sora.post(f"{EXPORT}rules/").status_code == 403
    fields = fields_of(chief.get(f"{EXPORT}rules/"), having="password:badges")
    del fields["password:badges"]
    chief.post(f"{EXPORT}rules/", fields)
    decided = PresetRule.objects.get()
    assert (decided.preset, decided.rule, decided.is_on, decided.account) == (
        "badges", "password", False, "chief@example.com",
    )  # fmt: skip
    page = ask(sora, "badges", lock="none")
    assert (
        openpyxl.load_workbook(io.BytesIO(content_of(take(sora, page)))).worksheets[0]["B2"].value == "김민지"
    )
    assert Download.objects.get().has_password is False


def test_another_reason_needs_words(sora: Client, minji: Attendee) -> None:
    assert "사유를 적으세요" in ask(sora, "badges", reason="other").content.decode()
    take(sora, ask(sora, "badges", reason="other", reason_text="감사 자료 제출"))
    assert Download.objects.get().why == "감사 자료 제출"


def test_a_day_of_destruction_is_in_the_year_to_come(sora: Client, minji: Attendee) -> None:
    for day in ("2020-01-01", "2999-01-01", "yesterday", ""):
        ask(sora, "badges", destroy_by=day)
    assert Export.objects.count() == 0


def test_columns_are_chosen_and_saved_by_name(sora: Client, minji: Attendee) -> None:
    ask(sora, "full", columns=["code", "name", "phone"], save_as="연락망")
    choice = ColumnChoice.objects.get()
    page = ask(sora, "full", f"choice={choice.pk}")
    [row] = rows_of(opened(content_of(take(sora, page)), password_on(page)))
    assert list(row) == ["접수번호", "성명", "휴대전화"]
    assert "연락망" in sora.get(EXPORT).content.decode()


# --- Whose it is ---------------------------------------------------------------------------------------------------


def test_a_file_is_given_once(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges")
    assert take(sora, page).streaming
    again = take(sora, page)
    assert (again.status_code, Download.objects.count(), ExportPiece.objects.count()) == (302, 1, 1)


def test_when_it_is_taken_nothing_of_it_is_left(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges")
    content_of(take(sora, page))
    export = Export.objects.get()
    assert (ExportPiece.objects.count(), export.codes, export.state) == (0, [], "taken")


def test_another_account_a_stranger_and_a_guess_get_nothing(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges")
    address = page.request["PATH_INFO"]
    junho = create_city_staff("junho@example.com")
    for client, path, statuses in (
        (junho, address, {404}),
        (junho, "/admin/registration/attendee/export/file/00000000-0000-4000-8000-000000000000/", {404}),
        (Client(), address, {302}),
    ):
        assert client.get(path).status_code in statuses
        assert client.post(f"{path}take/").status_code in statuses
    assert sora.get(f"{address}take/").status_code == 405
    assert Download.objects.count() == 0


def test_after_a_day_there_is_nothing(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges")
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert sora.get(page.request["PATH_INFO"]).status_code == 404
    assert take(sora, page).status_code == 404
    exports.forget_expired()
    assert (Export.objects.count(), ExportPiece.objects.count(), Download.objects.count()) == (0, 0, 0)


def test_whoever_is_erased_is_in_no_file_that_waits(sora: Client, minji: Attendee) -> None:
    page = ask(sora, "badges")
    junho = create_attendee(minji.conference)
    exports.forget_person(None, junho)
    assert Export.objects.count() == 1
    exports.forget_person(None, minji)
    assert take(sora, page).status_code == 404


def test_whoever_is_erased_while_a_file_is_made_is_not_in_it(
    sora: Client, minji: Attendee, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = exports.write

    def write(*given: Any) -> Any:
        codes_and_titles = written(*given)
        exports.forget_person(None, minji)
        return codes_and_titles

    monkeypatch.setattr(exports, "write", write)
    page = ask(sora, "badges")
    assert "파일을 만들지 못했습니다" in page.content.decode()
    assert (ExportPiece.objects.count(), Export.objects.get().state) == (0, "failed")
    monkeypatch.undo()
    Attendee.objects.filter(pk=minji.pk).delete()
    exports.make_later(str(Export.objects.get().pk))
    assert (Export.objects.get().state, Export.objects.get().codes) == ("ready", [])


def test_a_file_lies_encrypted_in_the_database(sora: Client, minji: Attendee) -> None:
    ask(sora, "badges", lock="own", password="pohang 2022!")
    export = Export.objects.get()
    piece = ExportPiece.objects.get()
    assert b"PK" not in bytes(piece.sealed)[:16]
    assert "pohang" not in export.sealed_password
    ExportPiece.objects.update(number=1)
    ExportPiece.objects.create(export=export, number=0, sealed=piece.sealed)
    with pytest.raises(Undecipherable):
        content_of(take_of(sora, export))


def test_a_file_whose_key_is_gone_gets_a_sentence_and_is_not_in_the_ledger(
    sora: Client, minji: Attendee, settings: Any
) -> None:
    ask(sora, "badges")
    export = Export.objects.get()
    settings.ENCRYPTION_KEYS = [new_key()]
    page = take_of(sora, export).headers["Location"]
    assert "파일을 만들지 못했습니다" in sora.get(page).content.decode()
    assert Download.objects.count() == 0


def take_of(client: Client, export: Export) -> Any:
    return client.post(f"{EXPORT}file/{export.pk}/take/")


def test_without_the_permission_there_is_no_list(minji: Attendee) -> None:
    viewer = create_city_staff("viewer@example.com", Role.ORGANISER)
    assert viewer.get("/admin/registration/attendee/").status_code == 200
    for path in ("", "badges/", "rules/"):
        assert viewer.get(f"{EXPORT}{path}").status_code == 403
        assert viewer.post(f"{EXPORT}{path}").status_code in (403, 405)


def test_the_agency_has_the_presets_that_the_city_allows_and_no_other_columns(minji: Attendee) -> None:
    agency = create_city_staff("agency@example.com", Role.LIST_KEEPER)
    assert agency.get(f"{EXPORT}badges/").status_code == 403
    PresetRule.objects.create(
        preset="badges", rule="agency", is_on=True, by=User.objects.get(email="agency@example.com"),
        account="chief@example.com", address="::1",
    )  # fmt: skip
    page = ask(agency, "badges", columns=["name", "phone"])
    assert "phone" not in {key for export in Export.objects.all() for key in export.columns}
    assert page.status_code == 200
    assert agency.get(f"{EXPORT}full/").status_code == 403
    assert agency.get(f"{EXPORT}nothing/").status_code == 404


def test_columns_saved_by_another_open_nothing_to_the_agency(minji: Attendee) -> None:
    agency = create_city_staff("agency@example.com", Role.LIST_KEEPER)
    by = User.objects.get(email="agency@example.com")
    rule = {"preset": "badges", "rule": "agency", "by": by, "account": "chief@example.com", "address": "::1"}
    PresetRule.objects.create(**rule, is_on=True)
    saved = ColumnChoice.objects.create(name="연락망", columns=["name", "phone"])
    page = ask(agency, "badges", f"choice={saved.pk}")
    assert "phone" not in Export.objects.get().columns
    PresetRule.objects.create(**rule, is_on=False)
    assert take(agency, page).status_code == 403
    assert Download.objects.count() == 0


# --- Long lists ----------------------------------------------------------------------------------------------------


@pytest.fixture
def short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_a_job_with_a_page_that_says_how_far_it_is(
    short_limit: None, sora: Client, minji: Attendee
) -> None:
    create_attendee(minji.conference, name="가나다")
    page = ask(sora, "badges")
    text = page.content.decode()
    assert ('data-status="making"' in text, page["Refresh"]) == (True, "2")
    assert take(sora, page).status_code == 302
    run_jobs()
    page = sora.get(page.request["PATH_INFO"])
    assert 'data-status="ready"' in page.content.decode()
    rows = rows_of(opened(content_of(take(sora, page)), password_on(page)))
    assert [row["성명"] for row in rows] == ["가나다", "김민지"]
