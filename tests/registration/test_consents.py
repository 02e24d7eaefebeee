"""What people agree to is what is collected; every version stays; a consent is withdrawn by itself."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from factories import create_attendee, create_visit, open_registration
from pypdf import PdfReader
from pytest_django import Settings

from program.models import Release
from program.policy import parts_of
from registration.application_form import ApplicationForm
from registration.approval import approval_pdf
from registration.consent_texts import current_texts
from registration.items import MADE_BY_USE, items_of
from registration.models import Attendee, ClaimState, Consent, ConsentText, Question, RegistrationSettings
from registration.places import database_now
from registration.standing import standing_of


@pytest.fixture
def registration(released: Release) -> RegistrationSettings:
    """Registration is open; lunch is asked about."""
    registration = open_registration(released.conference)
    Question.objects.create(
        conference=released.conference, kind="yes_no", label_ko="오찬에 참석하시겠습니까?", label_en="Lunch?",
        item_ko="오찬 참석 여부", item_en="attendance at lunch", is_required=True, is_onsite_only=True,
    )  # fmt: skip
    return registration


def texts_of(registration: RegistrationSettings) -> dict[str, ConsentText]:
    questions = list(Question.objects.asked().of(registration.conference))
    return {text.purpose: text for text in current_texts(registration, questions)}


def facts(text: ConsentText, language: str) -> dict[str, str]:
    return {name: words for name, words, _important in text.body(language)["facts"]}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_text_lists_exactly_what_the_form_collects(
    registration: RegistrationSettings, language: str
) -> None:
    questions = list(Question.objects.asked().of(registration.conference))
    form = ApplicationForm(
        standing=standing_of(registration), questions=questions, texts=list(texts_of(registration).values()),
        language=language,
    )  # fmt: skip
    asked = {name for name in form.fields if not name.startswith("consent_")} - {"submission", "texts"}
    items = items_of(registration, questions, language)
    assert {item.field for item in items} == asked
    told = facts(texts_of(registration)["participation"], language)
    names = (
        ("수집 항목(필수)", "수집 항목(선택)")
        if language == "ko"
        else ("Items (required)", "Items (optional)")
    )
    listed = [item for name in names for item in told[name].split(", ")]
    assert sorted(listed) == sorted(item.name(language) for item in items)
    made = told["이용하면서 생기는 항목" if language == "ko" else "Items made by use"]
    assert made == ", ".join(item.name(language) for item in MADE_BY_USE)


def test_at_most_three_boxes_and_none_is_ticked(registration: RegistrationSettings) -> None:
    page = Client().get("/registration/").content.decode()
    boxes = [
        part.split(">")[0] for part in page.split("<input")[1:] if 'name="consent_' in part.split(">")[0]
    ]
    assert len(boxes) == 3
    assert [box for box in boxes if "checked" in box] == []


def test_a_new_question_makes_the_next_version_and_the_old_one_stays(
    registration: RegistrationSettings,
) -> None:
    first = texts_of(registration)["participation"]
    Question.objects.create(
        conference=registration.conference,
        kind="text",
        label_ko="관심 분야",
        item_ko="관심 분야",
        item_en="interest",
    )
    second = texts_of(registration)["participation"]
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert first.valid_until is not None
    assert texts_of(registration)["participation"] == second
    assert texts_of(registration)["promotion"].version == 1


def test_the_period_is_one_date(registration: RegistrationSettings) -> None:
    registration.conference.retention_days = 92
    text = texts_of(registration)["participation"]
    assert facts(text, "ko")["보유·이용 기간"] == "2023. 2. 4.까지 보관 후 파기"


def test_a_notice_has_no_box_and_is_kept_as_told(registration: RegistrationSettings) -> None:
    RegistrationSettings.objects.update(participation_basis="duty")
    page = Client().get("/registration/").content.decode()
    assert "consent_participation" not in page
    assert "개인정보 수집·이용 알림" in page
    assert "제15조 제1항 제3호" in page


def agreed(attendee: Attendee, text: ConsentText) -> Consent:
    return Consent.objects.create(attendee=attendee, text=text, language="ko", given_at=database_now())


@pytest.fixture
def minji(registration: RegistrationSettings) -> Attendee:
    """Minji is registered and has agreed to everything."""
    minji = create_attendee(registration.conference, email="minji@example.com")
    for text in texts_of(registration).values():
        agreed(minji, text)
    return minji


def withdrawal_of(attendee: Attendee, purpose: str) -> str:
    """Return where a consent is withdrawn."""
    return f"/registration/me/consents/{attendee.consents.get(text__purpose=purpose).pk}/withdraw/"


def logged_in(attendee: Attendee) -> Client:
    client = Client()
    assert attendee.user is not None
    client.force_login(attendee.user)
    return client


def test_withdrawing_promotion_leaves_the_registration_alone(minji: Attendee) -> None:
    client = logged_in(minji)
    address = withdrawal_of(minji, "promotion")
    assert "등록은 그대로입니다" in client.get(address).content.decode()
    client.post(address)
    minji.refresh_from_db()
    assert minji.state == ClaimState.CONFIRMED
    assert [c.text.purpose for c in minji.consents.in_force()] == ["age", "participation"]
    assert client.post(address).status_code == 404


def test_withdrawing_what_is_needed_warns_and_cancels(minji: Attendee) -> None:
    client = logged_in(minji)
    address = withdrawal_of(minji, "participation")
    assert "등록도 함께 취소됩니다" in client.get(address).content.decode()
    minji.refresh_from_db()
    assert minji.state == ClaimState.CONFIRMED
    client.post(address)
    minji.refresh_from_db()
    assert minji.state == ClaimState.CANCELLED


def test_the_paper_for_approval_is_one_page_with_every_text(registration: RegistrationSettings) -> None:
    registration.conference.processors.create(name_ko="SNE리서치", work_ko="등록 접수")
    paper = PdfReader(BytesIO(approval_pdf(registration)))
    words = "".join(paper.pages[0].extract_text().split())
    assert len(paper.pages) == 1
    for expected in ("개인정보수집·이용동의", "만14세이상", "홍보", "오찬참석여부", "SNE리서치", "까지보관"):
        assert expected in words


def test_the_privacy_page_says_what_the_form_says(registration: RegistrationSettings) -> None:
    part: Any = next(part for part in parts_of(registration.conference, "ko") if part.anchor == "items")
    assert "오찬 참석 여부" in part.facts[0].words


def test_each_edition_has_its_texts(registration: RegistrationSettings) -> None:
    assert {text.conference for text in texts_of(registration).values()} == {registration.conference}


def told(registration: RegistrationSettings, anchor: str, language: str = "ko") -> dict[str, str]:
    """Return what a part of the privacy policy says."""
    with translation.override(language):
        return _told(registration, anchor, language)


def _told(registration: RegistrationSettings, anchor: str, language: str) -> dict[str, str]:
    parts = {part.anchor: part for part in parts_of(registration.conference, language)}
    return {fact.term: str(fact.words) for fact in parts[anchor].facts} if anchor in parts else {}


def test_the_privacy_page_names_every_period_that_the_texts_name(registration: RegistrationSettings) -> None:
    Question.objects.update(keep_days=7)
    periods = told(registration, "retention")
    assert periods["보관과 파기"].startswith("2023. 2. 4.(토)까지")
    assert periods["오찬 참석 여부"].startswith("2022. 11. 11.(금)까지")
    assert "2024. 11. 4.(월)까지" in periods["홍보 수신에 동의한 분"]
    texts = texts_of(registration)
    assert "오찬 참석 여부: 2022. 11. 11.까지" in facts(texts["participation"], "ko")["보유·이용 기간"]
    assert facts(texts["promotion"], "ko")["보유·이용 기간"].startswith("2024. 11. 4.까지")
    RegistrationSettings.objects.update(offers_promotion=False)
    assert "홍보 수신에 동의한 분" not in told(registration, "retention")


def test_the_privacy_page_names_other_companies_logins_where_they_are_set_up(
    registration: RegistrationSettings, settings: Settings
) -> None:
    assert [term for term in told(registration, "accounts") if "카카오" in term] == []
    settings.SOCIALACCOUNT_PROVIDERS = {"kakao": {}}
    assert "회원 번호" in told(registration, "accounts")["카카오 로그인"]
    assert "member number" in told(registration, "accounts", "en")["Login with Kakao"]


def test_the_privacy_page_names_what_each_host_is_given(registration: RegistrationSettings) -> None:
    assert told(registration, "hosts") == {}
    visit = create_visit(registration.conference)
    assert "휴대전화번호" in told(registration, "hosts")[visit.host_ko]
    assert visit.host_keeps_ko in told(registration, "hosts")[visit.host_ko]
