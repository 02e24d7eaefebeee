"""The texts people agree to, computed from the configuration: what is listed is what is collected."""

from typing import Any

from django.db import transaction

from pobatt.localized import pick
from program.models import Organisation
from registration.items import MADE_BY_USE, items_of
from registration.models import Basis, ConsentText, Purpose, Question, RegistrationSettings
from registration.places import database_now
from registration.retention import kept_until, kept_words, periods

Body = dict[str, Any]  # {"title", "facts": [[name, text, emphasised]]}

LAW_KO = {
    Basis.DUTY: "개인정보 보호법 제15조 제1항 제3호(공공기관의 소관 업무)",
    Basis.CONTRACT: "개인정보 보호법 제15조 제1항 제4호(신청에 따른 절차)",
}
LAW_EN = {
    Basis.DUTY: "Personal Information Protection Act, article 15(1)3: duty of a public body",
    Basis.CONTRACT: "Personal Information Protection Act, article 15(1)4: steps that you ask for",
}


def current_texts(registration: RegistrationSettings, questions: list[Question]) -> list[ConsentText]:
    """Return the valid texts of registration, in the order in which they are shown.

    A text that the configuration has left behind is closed, and the next version takes its place.
    """
    wanted = wanted_texts(registration, questions)
    valid = _valid(registration)
    if _bodies(valid) != wanted:
        with transaction.atomic():
            RegistrationSettings.objects.locked().get(pk=registration.pk)
            _renew(registration, wanted)
        valid = _valid(registration)
    return [valid[purpose] for purpose in wanted]


def _valid(registration: RegistrationSettings) -> dict[str, ConsentText]:
    texts = ConsentText.objects.valid().of_registration(registration.conference)
    return {text.purpose: text for text in texts}


def _bodies(texts: dict[str, ConsentText]) -> dict[str, tuple[str, Body, Body]]:
    return {purpose: (text.basis, text.body_ko, text.body_en) for purpose, text in texts.items()}


def _renew(registration: RegistrationSettings, wanted: dict[str, tuple[str, Body, Body]]) -> None:
    now = database_now()
    valid = _valid(registration)
    every = ConsentText.objects.of_registration(registration.conference)
    for purpose, text in valid.items():
        if _bodies({purpose: text})[purpose] != wanted.get(purpose):
            text.valid_until = now
            text.save(update_fields=["valid_until"])
    for purpose, (basis, korean, english) in wanted.items():
        if purpose not in valid or valid[purpose].valid_until:
            last = every.latest_version(purpose)
            ConsentText.objects.create(
                conference=registration.conference, purpose=purpose, basis=basis, version=last + 1,
                body_ko=korean, body_en=english, kept_until=kept_until(registration, purpose),
            )  # fmt: skip


def wanted_texts(
    registration: RegistrationSettings, questions: list[Question]
) -> dict[str, tuple[str, Body, Body]]:
    """Return what the configuration says now: by purpose the basis, the Korean and the English body; writes nothing."""
    made = {
        Purpose.PARTICIPATION: (
            registration.participation_basis,
            _participation_ko(registration, questions),
            _participation_en(registration, questions),
        ),
        Purpose.AGE: (Basis.CONSENT, _age_ko(), _age_en()),
    }
    if registration.offers_promotion:
        hosts = list(Organisation.objects.hosts_of(registration.conference))
        made[Purpose.PROMOTION] = (
            Basis.CONSENT, _promotion_ko(registration, hosts), _promotion_en(registration, hosts),
        )  # fmt: skip
    return {str(purpose): (str(basis), korean, english) for purpose, (basis, korean, english) in made.items()}


def _listed(
    registration: RegistrationSettings, questions: list[Question], language: str, required: bool
) -> str:
    items = items_of(registration, questions, language)
    return ", ".join(item.name(language) for item in items if item.is_required is required)


def _participation_ko(registration: RegistrationSettings, questions: list[Question]) -> Body:
    basis = Basis(registration.participation_basis)
    facts = [
        ["수집·이용 목적", "참가 접수, 본인 확인, 행사 안내와 변경 통지, 명찰·참가확인서 발급", True],
        ["수집 항목(필수)", _listed(registration, questions, "ko", True), False],
        ["수집 항목(선택)", _listed(registration, questions, "ko", False), False],
        ["이용하면서 생기는 항목", ", ".join(item.ko for item in MADE_BY_USE), False],
        ["보유·이용 기간", periods(registration, questions, "ko"), True],
    ]
    if basis in LAW_KO:
        facts.append(["처리 근거", LAW_KO[basis], False])
        return {"title": "개인정보 수집·이용 알림", "facts": facts}
    refusal = (
        "동의하지 않을 수 있으며, 동의하지 않으면 사전등록을 할 수 없습니다. "
        "선택 항목은 적지 않아도 등록할 수 있습니다."
    )
    facts.append(["동의를 거부할 권리", refusal, True])
    return {"title": "[필수] 개인정보 수집·이용 동의", "facts": facts}


def _participation_en(registration: RegistrationSettings, questions: list[Question]) -> Body:
    basis = Basis(registration.participation_basis)
    purpose = (
        "Registration, confirming who you are, information about the event and changes to it, badge and certificate "
        "of attendance"
    )
    facts = [
        ["Purpose", purpose, True],
        ["Items (required)", _listed(registration, questions, "en", True), False],
        ["Items (optional)", _listed(registration, questions, "en", False), False],
        ["Items made by use", ", ".join(item.en for item in MADE_BY_USE), False],
        ["Kept until", periods(registration, questions, "en"), True],
    ]
    if basis in LAW_EN:
        facts.append(["Legal basis", LAW_EN[basis], False])
        return {"title": "Notice on the collection and use of personal data", "facts": facts}
    refusal = "You may refuse; without this consent you cannot register. Optional items may be left empty."
    facts.append(["Your right to refuse", refusal, True])
    return {"title": "[Required] Consent to the collection and use of personal data", "facts": facts}


def _age_ko() -> Body:
    why = "만 14세 미만은 법정대리인의 동의가 있어야 하므로 이 양식으로 등록할 수 없습니다."
    return {"title": "[필수] 만 14세 이상 확인", "facts": [["확인하는 까닭", why, False]]}


def _age_en() -> Body:
    why = "For children under 14 a legal guardian has to agree, so they cannot register with this form."
    return {"title": "[Required] I am 14 or older", "facts": [["Why we ask", why, False]]}


def _promotion_ko(registration: RegistrationSettings, hosts: list[Organisation]) -> Body:
    until = kept_words(registration.promotion_ends_on, "ko")
    facts = [
        ["이용 목적", "다음 대회와 관련 행사의 홍보", True],
        ["이용 항목", "이메일, 휴대전화번호", False],
        ["알리는 방법", "이메일, 문자", False],
        ["보내는 곳", _named(hosts, "ko", registration), False],
        ["보유·이용 기간", until, True],
        ["동의를 거부할 권리", "동의하지 않아도 참가에 불이익이 없으며, 언제든지 철회할 수 있습니다.", True],
    ]
    return {"title": "[선택] 다음 행사 안내(홍보) 수신 동의", "facts": facts}


def _promotion_en(registration: RegistrationSettings, hosts: list[Organisation]) -> Body:
    until = kept_words(registration.promotion_ends_on, "en")
    facts = [
        ["Purpose", "Promotion of the next conference and related events", True],
        ["Items", "e-mail address, mobile phone number", False],
        ["Means", "e-mail, text message", False],
        ["Sender", _named(hosts, "en", registration), False],
        ["Kept until", until, True],
        ["Your right to refuse", "You can take part all the same, and withdraw at any time.", True],
    ]
    return {"title": "[Optional] News of the next event", "facts": facts}


def _named(hosts: list[Organisation], language: str, registration: RegistrationSettings) -> str:
    return ", ".join(pick(vars(host), "name", language) for host in hosts) or str(registration.conference)
