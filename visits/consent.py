"""What a visit's host is given of its visitors, as the law wants it told (개인정보 보호법 제17조 제2항).

The text is made from the visit's rules: what is listed is what is handed over.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pobatt.localized import pick
from registration.models import Attendee, Basis, Consent, ConsentText, Purpose
from registration.places import database_now
from visits.models import SiteVisit
from visits.refusal import BookingRefused, Refusal

ITEMS_FACT = "제공하는 항목"

Body = dict[str, Any]  # {"title", "facts": [[name, text, emphasised]]}


def current_text(visit: SiteVisit) -> ConsentText:
    """Return the valid text of a visit's host; one that the rules have left behind is followed by the next version."""
    wanted = {"body_ko": _korean(visit), "body_en": _english(visit)}
    valid = _texts(visit).valid().first()
    if valid is None or {"body_ko": valid.body_ko, "body_en": valid.body_en} != wanted:
        with transaction.atomic():
            SiteVisit.objects.locked().get(pk=visit.pk)
            valid = _renewed(visit, wanted)
    return valid


def _renewed(visit: SiteVisit, wanted: dict[str, Body]) -> ConsentText:
    valid = _texts(visit).valid().first()
    if valid is not None:
        if {"body_ko": valid.body_ko, "body_en": valid.body_en} == wanted:
            return valid  # somebody else was first
        valid.valid_until = database_now()
        valid.save(update_fields=["valid_until"])
    return ConsentText.objects.create(
        conference=visit.conference,
        purpose=Purpose.HOST,
        subject=visit.consent_subject,
        basis=Basis.CONSENT,
        version=_texts(visit).latest_version(Purpose.HOST) + 1,
        **wanted,
    )


def items_of(text: ConsentText) -> list[str]:
    """Return what a text says is handed over, item by item, in Korean."""
    return next(fact[1].split(", ") for fact in text.body_ko["facts"] if fact[0] == ITEMS_FACT)


def agree(attendee: Attendee, visit: SiteVisit, text_id: int, language: str, now: datetime) -> None:
    """Keep that the attendee agreed to the text; raises `BookingRefused` when it is no longer the valid one."""
    if text_id != current_text(visit).pk:
        words = _("그사이 동의문이 바뀌었습니다. 바뀐 글을 읽고 다시 보내 주세요.")
        raise BookingRefused(Refusal("consent", words))
    if not attendee.consents.in_force().filter(text_id=text_id).exists():
        Consent.objects.create(attendee=attendee, text_id=text_id, language=language, given_at=now)


def _texts(visit: SiteVisit) -> Any:
    return ConsentText.objects.filter(
        conference=visit.conference_id, purpose=Purpose.HOST, subject=visit.consent_subject
    )


def _korean(visit: SiteVisit) -> Body:
    items = ["성명", "소속", "부서", "직위", "휴대전화번호"]
    if visit.asks_nationality:
        items.append("국적 구분(대한민국/외국)")
    purpose = "출입 승인, 방문자 확인, 안전 안내" if visit.needs_approval else "방문자 확인, 안전 안내"
    facts = [
        ["제공받는 자", visit.host_ko, True],
        ["제공받는 자의 이용 목적", purpose, True],
        [ITEMS_FACT, ", ".join(items), False],
        ["보유·이용 기간", visit.host_keeps_ko, True],
        [
            "동의를 거부할 권리",
            "동의하지 않을 수 있으며, 동의하지 않으면 이 견학을 신청할 수 없습니다.",
            True,
        ],
    ]
    return {"title": "[현장견학 신청 시 필수] 개인정보 제3자 제공 동의", "facts": facts}


def _english(visit: SiteVisit) -> Body:
    items = ["name", "affiliation", "department", "position", "mobile phone number"]
    if visit.asks_nationality:
        items.append("whether you hold Korean or foreign nationality")
    purpose = "Recognising visitors, safety information"
    if visit.needs_approval:
        purpose = "Permission to enter, recognising visitors, safety information"
    facts = [
        ["Given to", str(pick(vars(visit), "host", "en")), True],
        ["Purpose of the recipient", purpose, True],
        ["Items given", ", ".join(items), False],
        ["Kept by the recipient", str(pick(vars(visit), "host_keeps", "en")), True],
        ["Your right to refuse", "You may refuse; without this consent you cannot book this visit.", True],
    ]
    return {"title": "[Required for this visit] Consent to giving personal data to the host", "facts": facts}
