"""What a visit's host is given of its visitors, as the law wants it told (개인정보 보호법 제17조 제2항).

The text is made from the visit's rules: what is listed is what is handed over.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pobatt.dates import short_date
from pobatt.localized import pick
from registration.models import Attendee, Basis, Consent, ConsentText, Purpose
from registration.places import database_now
from visits.items import given_at_booking, given_later
from visits.models import SiteVisit
from visits.refusal import BookingRefused, Refusal

ITEMS_FACT, LATER_FACT = "제공하는 항목", "자리를 받은 뒤 적어 제공하는 항목"

Body = dict[str, Any]  # {"title", "facts": [[name, text, emphasised]]}


def current_text(visit: SiteVisit) -> ConsentText:
    """Return the valid text of a visit's host."""
    return current_texts([visit])[visit.pk]


def current_texts(visits: Sequence[SiteVisit]) -> dict[int, ConsentText]:
    """Return the valid texts of the visits' hosts, by the visits' keys, in one query.

    A text that the rules have left behind is followed by the next version.
    """
    valid = {text.subject: text for text in _texts(visits).valid()}
    return {visit.pk: _fitting(visit, valid.get(visit.consent_subject)) for visit in visits}


def _fitting(visit: SiteVisit, valid: ConsentText | None) -> ConsentText:
    wanted = wanted_bodies(visit)
    if valid is None or {"body_ko": valid.body_ko, "body_en": valid.body_en} != wanted:
        with transaction.atomic():
            SiteVisit.objects.locked().get(pk=visit.pk)
            valid = _renewed(visit, wanted)
    return valid


def wanted_bodies(visit: SiteVisit) -> dict[str, Body]:
    """Return what the rules say now, in both languages; writes nothing."""
    return {"body_ko": _korean(visit), "body_en": _english(visit)}


def _renewed(visit: SiteVisit, wanted: dict[str, Body]) -> ConsentText:
    valid = _texts([visit]).valid().first()
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
        version=_texts([visit]).latest_version(Purpose.HOST) + 1,
        **wanted,
    )


def items_of(text: ConsentText) -> list[str]:
    """Return what a text says is handed over, item by item, in Korean."""
    lists = [words for name, words, _emphasised in text.body_ko["facts"] if name in (ITEMS_FACT, LATER_FACT)]
    return [item for words in lists for item in words.split(", ")]


def agree(attendee: Attendee, visit: SiteVisit, text_id: int, language: str, now: datetime) -> None:
    """Keep that the attendee agreed to the text; raises `BookingRefused` when it is no longer the valid one."""
    if text_id != current_text(visit).pk:
        words = _("그사이 동의문이 바뀌었습니다. 바뀐 글을 읽고 다시 보내 주세요.")
        raise BookingRefused(Refusal("consent", words))
    if not attendee.consents.in_force().filter(text_id=text_id).exists():
        Consent.objects.create(attendee=attendee, text_id=text_id, language=language, given_at=now)


def has_agreed(attendee: Attendee, text: ConsentText) -> bool:
    """Say whether the attendee's consent to exactly this text is in force."""
    return attendee.consents.in_force().filter(text=text).exists()


def _texts(visits: Sequence[SiteVisit]) -> Any:
    return ConsentText.objects.filter(
        conference__in={visit.conference_id for visit in visits},
        purpose=Purpose.HOST,
        subject__in=[visit.consent_subject for visit in visits],
    )


def _korean(visit: SiteVisit) -> Body:
    purpose = "출입 승인, 방문자 확인, 안전 안내" if visit.may_review else "방문자 확인, 안전 안내"
    facts = [
        ["제공받는 자", visit.host_ko, True],
        ["제공받는 자의 이용 목적", purpose, True],
        [ITEMS_FACT, ", ".join(item.ko for item in given_at_booking(visit)), False],
    ]
    if later := given_later(visit):
        facts.append([LATER_FACT, ", ".join(item.ko for item in later), True])
    facts.append(["방문 기업의 보유·이용 기간", visit.host_keeps_ko, True])
    if later:
        until = short_date(visit.details_destroyed_on, "ko")
        facts.append(["사무국의 보유 기간", f"자리를 받은 뒤 적은 항목은 {until}까지 보관 후 파기", True])
    refusal = "동의하지 않을 수 있으며, 동의하지 않으면 이 견학을 신청할 수 없습니다."
    facts.append(["동의를 거부할 권리", f"{refusal} 컨퍼런스 참가에는 불이익이 없습니다.", True])
    return {"title": "[현장견학 신청 시 필수] 개인정보 제3자 제공 동의", "facts": facts}


def _english(visit: SiteVisit) -> Body:
    purpose = "Recognising visitors, safety information"
    if visit.may_review:
        purpose = "Permission to enter, recognising visitors, safety information"
    facts = [
        ["Given to", str(pick(vars(visit), "host", "en")), True],
        ["Purpose of the recipient", purpose, True],
        ["Items given", ", ".join(item.en for item in given_at_booking(visit)), False],
    ]
    if later := given_later(visit):
        facts.append(
            ["Items asked for once you have a seat, and given", ", ".join(item.en for item in later), True]
        )
    facts.append(["Kept by the recipient", str(pick(vars(visit), "host_keeps", "en")), True])
    if later:
        until = short_date(visit.details_destroyed_on, "en")
        facts.append(
            ["Kept by us", f"What you tell us once you have a seat until {until}, then destroyed", True]
        )
    refusal = "You may refuse; without this consent you cannot book this visit."
    facts.append(["Your right to refuse", f"{refusal} You can attend the conference all the same.", True])
    return {"title": "[Required for this visit] Consent to giving personal data to the host", "facts": facts}
