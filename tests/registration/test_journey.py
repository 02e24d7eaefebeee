"""The way of an attendee, without a script: form, code, ticket; and everything that can go wrong on it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import create_account, create_attendee, open_registration
from forms_of_pages import fields_of
from registering import FILLED_IN, button_sent_to, code_sent_to, filled_in, register

from program.models import Release
from registration.models import Attendee, ClaimState, Consent, Message, RegistrationSettings

MOST_QUERIES = 72  # in tests nothing is kept for a second; with that (`pobatt.pieces`) less than 70


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open, and POBATT has a programme."""
    return open_registration(released.conference)


@pytest.fixture
def minji(registration: RegistrationSettings) -> Client:
    """Minji has a phone, and no account."""
    return Client()


def test_form_code_ticket(minji: Client) -> None:
    page = register(minji)
    assert page.redirect_chain == [("/registration/code/", 302)]
    attendee = Attendee.objects.get()
    assert (attendee.state, attendee.email, attendee.phone) == ("held", "minji@example.com", "+821012345678")
    assert attendee.code in page.content.decode()
    page = minji.post("/registration/code/", {"code": code_sent_to("minji@example.com")}, follow=True)
    assert page.redirect_chain[-1][0] == "/registration/me/"
    attendee.refresh_from_db()
    assert attendee.state == ClaimState.CONFIRMED
    text = page.content.decode()
    assert 'data-status="confirmed"' in text
    assert attendee.code in text
    assert [m.kind for m in attendee.messages.all()] == ["confirmed"]
    assert sorted(Consent.objects.values_list("text__purpose", flat=True)) == ["age", "participation"]


def test_the_button_confirms_and_opening_its_address_does_not(minji: Client) -> None:
    register(minji)
    path = button_sent_to("minji@example.com")
    elsewhere = Client()
    assert elsewhere.get(path).status_code == 200
    assert Attendee.objects.get().state == ClaimState.HELD
    page = elsewhere.post(path, follow=True)
    assert page.redirect_chain[-1][0] == "/registration/me/"
    assert Attendee.objects.get().state == ClaimState.CONFIRMED
    assert Client().post(path).status_code == 410


def test_the_english_page_asks_for_one_name_and_writes_in_english(minji: Client) -> None:
    form = filled_in(minji, "/en/registration/", name="Minji Kim")
    assert "name_en" not in form
    page = minji.post("/en/registration/", form, follow=True)
    assert page.redirect_chain == [("/en/registration/code/", 302)]
    assert Attendee.objects.get().language == "en"
    assert "held for you" in Message.objects.get().text


def test_a_known_address_reads_the_same_and_nothing_changes(
    minji: Client, registration: RegistrationSettings
) -> None:
    known = create_attendee(registration.conference, email="junho@example.com", name="이준호")
    unknown_page = register(minji, email="minji@example.com").content.decode()
    known_page = register(Client(), email="junho@example.com").content.decode()

    def without_facts(text: str) -> str:
        return re.sub(r"POBATT22-\w+|\S+@example.com|\d\d:\d\d|csrf\S+\s\S+|value=\"\S+", "", text)

    assert without_facts(unknown_page) == without_facts(known_page)
    known.refresh_from_db()
    assert (known.name, known.state, Attendee.objects.count()) == ("이준호", "confirmed", 2)
    letter = Message.objects.filter(address="junho@example.com").get()
    assert known.code in letter.text
    assert "김민지" not in letter.text


def test_a_second_click_and_a_second_tab_are_one_registration(minji: Client) -> None:
    form = filled_in(minji)
    other_tab = filled_in(minji)
    first = minji.post("/registration/", form, follow=True).content.decode()
    second = minji.post("/registration/", form, follow=True).content.decode()
    assert Message.objects.count() == 1
    third = minji.post("/registration/", other_tab, follow=True).content.decode()
    assert {re.findall(r"POBATT22-\w+", text)[0] for text in (first, second, third)} == {
        Attendee.objects.get().code
    }


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "이 항목은 꼭 필요합니다."),
        ("name", "김\u202e민지", "보이지 않는 제어 문자"),
        ("name", "김민지\r\nBcc: all@example.com", "보이지 않는 제어 문자"),
        ("name", "김\x00민지", "보이지 않는 제어 문자"),
        ("phone", "12", "휴대전화 번호를 다시 확인"),
        ("email", "minji@", "이메일 주소를 다시 확인"),
        ("region", "abroad", "국가를 골라 주세요"),
        ("region", "moon", "목록에 있는 것"),
        ("days", [], "이 항목은 꼭 필요합니다."),
        ("days", ["9"], "목록에 있는 것"),
        ("consent_age", "", "표시해 주셔야"),
        ("texts", "0", "동의문이 바뀌었습니다"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    minji: Client, field: str, typed: Any, sentence: str
) -> None:
    page = minji.post("/registration/", filled_in(minji, affiliation="에코<프로>", **{field: typed}))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>오류: 사전등록" in text
    assert sentence in text
    assert "에코&lt;프로&gt;" in text
    assert Attendee.objects.count() == 0


def test_decomposed_hangul_is_the_same_name(minji: Client) -> None:
    register(minji, name="\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u1175")
    assert Attendee.objects.get().name == "김민지"


def test_wrong_codes_are_limited_and_the_place_stays(minji: Client) -> None:
    register(minji)
    for _ in range(5):
        page = minji.post("/registration/code/", {"code": "000000"}, follow=True)
    assert "새 번호를 받아 주세요" in page.content.decode()
    minji.post("/registration/code/again/")
    page = minji.post("/registration/code/", {"code": code_sent_to("minji@example.com")}, follow=True)
    assert Attendee.objects.get().state == ClaimState.CONFIRMED


def test_the_code_goes_to_another_address(minji: Client) -> None:
    register(minji, email="minij@example.com")
    minji.post("/registration/code/address/", {"email": "minji@example.com"}, follow=True)
    minji.post("/registration/code/", {"code": code_sent_to("minji@example.com")}, follow=True)
    attendee = Attendee.objects.get()
    assert (attendee.email, attendee.state) == ("minji@example.com", "confirmed")


def test_before_and_after_the_window_the_page_says_so(registration: RegistrationSettings) -> None:
    opens_at = registration.opens_at
    assert opens_at is not None
    RegistrationSettings.objects.update(opens_at=opens_at + timedelta(days=36500))
    page = Client().get("/registration/").content.decode()
    assert 'data-status="not-open"' in page
    assert "접수 시작 전" in page
    RegistrationSettings.objects.update(opens_at=opens_at, closes_at=opens_at + timedelta(days=1))
    page = Client().post("/registration/", FILLED_IN).content.decode()
    assert 'data-status="closed"' in page
    assert Attendee.objects.count() == 0


def test_before_anybody_has_set_registration_up_the_page_says_that_it_has_not_begun(
    released: Release,
) -> None:
    answer = Client().get("/registration/")
    assert (answer.status_code, RegistrationSettings.objects.count()) == (200, 0)
    assert "접수 시작 시각은 곧 알려 드립니다." in answer.content.decode()


def test_a_full_conference_offers_the_line(registration: RegistrationSettings) -> None:
    RegistrationSettings.objects.update(onsite_capacity=1, online_capacity=0)
    register(Client(), email="first@example.com")
    client = Client()
    form = client.get("/registration/").content.decode()
    assert 'data-status="waitlist"' in form
    page = register(client, email="second@example.com").content.decode()
    assert 'data-status="waitlisted"' in page
    assert "1번" in page


def test_a_form_too_old_to_be_believed_keeps_what_was_typed(minji: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    form = filled_in(strict) | {"csrfmiddlewaretoken": "x"}
    page = strict.post("/registration/", form)
    text = page.content.decode()
    assert page.status_code == 403
    assert "양식의 유효 시간이 지났습니다" in text
    assert 'value="포항소재"' in text
    assert Attendee.objects.count() == 0
    again = fields_of(page, having="affiliation") | FILLED_IN
    assert strict.post("/registration/", again)["Location"] == "/registration/code/"


def test_a_form_that_outlived_its_session_is_taken_like_any_other(minji: Client) -> None:
    form = filled_in(minji)
    del minji.cookies["sessionid"]

    page = minji.post("/registration/", form, follow=True)

    assert page.redirect_chain == [("/registration/code/", 302)]
    assert Attendee.objects.get().code in page.content.decode()


def test_a_second_tab_after_the_first_was_confirmed_leads_to_my_page(minji: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    first, second = filled_in(strict), filled_in(strict)
    strict.post("/registration/", first)
    code_form = fields_of(strict.get("/registration/code/"), having="code")
    strict.post("/registration/code/", code_form | {"code": code_sent_to("minji@example.com")})
    page = strict.post("/registration/", second, follow=True)
    assert page.redirect_chain[-1][0] == "/registration/me/"
    assert Attendee.objects.count() == 1


def test_who_let_an_offer_lapse_can_apply_again_at_once(registration: RegistrationSettings) -> None:
    late = create_attendee(registration.conference, email="late@example.com")
    Attendee.objects.update(state=ClaimState.OFFERED, offered_until="2020-01-01T00:00Z")
    client = Client()
    assert late.user is not None
    client.force_login(late.user)
    page = client.get("/registration/me/").content.decode()
    assert ("다시 등록하기" in page, "고치기" in page, "등록 취소" in page) == (True, False, False)
    register(client, email="late@example.com")
    assert sorted(Attendee.objects.values_list("state", flat=True)) == ["confirmed", "expired"]


@pytest.mark.parametrize(
    ("state", "words"),
    [("offered", "사양할까요?"), ("waitlisted", "대기를 취소할까요?"), ("confirmed", "등록을 취소할까요?")],
)
def test_the_question_before_cancelling_speaks_of_what_there_is(
    registration: RegistrationSettings, state: str, words: str
) -> None:
    attendee = create_attendee(registration.conference, email="minji@example.com")
    moments = {"offered_until": "2099-01-01T00:00Z", "waitlisted_at": "2020-01-01T00:00Z"}
    place = None if state == "waitlisted" else attendee.place
    Attendee.objects.update(state=state, place=place, **moments)
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    assert words in client.get("/registration/me/cancel/").content.decode()


def test_who_is_logged_in_needs_no_code(registration: RegistrationSettings) -> None:
    client = Client()
    client.force_login(create_account("minji@example.com"))
    page = register(client)
    assert page.redirect_chain[-1][0] == "/registration/me/"
    assert Attendee.objects.get().state == ClaimState.CONFIRMED


def test_personal_pages_are_kept_by_nobody(minji: Client) -> None:
    assert "no-store" in minji.get("/registration/")["Cache-Control"]
    register(minji)
    assert "no-store" in minji.get("/registration/code/")["Cache-Control"]


def test_a_complete_registration_costs_few_queries(minji: Client) -> None:
    minji.get("/registration/")  # the texts are written with the first look
    client = Client()
    with CaptureQueriesContext(connection) as captured:
        register(client)
    code = code_sent_to("minji@example.com")
    with CaptureQueriesContext(connection) as after:
        page = client.post("/registration/code/", {"code": code}, follow=True)
    assert 'data-status="confirmed"' in page.content.decode()
    queries = [query["sql"] for query in [*captured, *after]]
    own = [sql for sql in queries if "SAVEPOINT" not in sql]  # the test's transaction makes those
    assert len(own) <= MOST_QUERIES, len(own)


def test_the_same_form_sent_twenty_times_is_answered_the_same_each_time(minji: Client) -> None:
    form = filled_in(minji)
    answers = {minji.post("/registration/", form)["Location"] for _ in range(20)}
    assert answers == {"/registration/code/"}
    assert (Attendee.objects.count(), Message.objects.count()) == (1, 1)


def test_many_other_addresses_do_not_wear_out_the_limit_of_one(registration: RegistrationSettings) -> None:
    for _ in range(10):
        register(Client(), email="victim@example.com")
    for number in range(400):
        cache.set(f"somebody-{number}", 1)
    assert "이 주소로 여러 번 신청했습니다" in register(Client(), email="victim@example.com").content.decode()


def test_one_address_cannot_be_flooded_with_mails(minji: Client) -> None:
    for _ in range(12):
        page = register(Client(), email="victim@example.com")
    assert "이 주소로 여러 번 신청했습니다" in page.content.decode()
    assert Message.objects.count() == 10
