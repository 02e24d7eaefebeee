"""What registration tells the privacy policy (개인정보 보호법 제30조): what, why, how long, and people's rights."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from pobatt.dates import long_day
from pobatt.localized import Text
from program.models import Conference
from program.policy import Fact, PolicyPart
from registration.consent_texts import wanted_texts
from registration.models import Purpose, Question, RegistrationSettings
from registration.retention import shorter_periods


def tell(conference: Conference, language: str) -> Iterable[PolicyPart]:
    """Tell what the texts of the form say, what accounts leave behind, until when, and how consent is withdrawn."""
    known = RegistrationSettings.objects.filter(conference=conference).select_related("conference").first()
    asked = list(Question.objects.asked().of(conference)) if known else []
    if known:
        yield PolicyPart(
            20, "items", _("처리하는 개인정보의 항목과 목적"), tuple(_items(known, asked, language))
        )
        yield PolicyPart(25, "accounts", _("로그인하면서 남는 정보"), tuple(_accounts(language)))
    if known or conference.retention_days is not None:
        registration = known or RegistrationSettings(conference=conference)
        title = _("개인정보의 보유 기간과 파기")
        yield PolicyPart(30, "retention", title, tuple(_periods(registration, asked, bool(known), language)))
    if known:
        how = _("등록확인·취소에서 내 정보를 보고, 고치고, 지우고, 동의를 하나씩 철회할 수 있습니다.")
        right = _fact(_("열람·정정·삭제·동의 철회"), how, language)
        yield PolicyPart(60, "rights", _("정보주체의 권리와 행사 방법"), (right,))


def _items(registration: RegistrationSettings, asked: list[Question], language: str) -> Iterator[Fact]:
    for purpose, (_basis, korean, english) in wanted_texts(registration, asked).items():
        if purpose != Purpose.AGE:
            body = english if language == "en" else korean
            words = " / ".join(f"{name}: {fact}" for name, fact, _important in body["facts"])
            yield _fact(body["title"], words, language)


def _accounts(language: str) -> Iterator[Fact]:
    yield _fact(
        _("이메일 로그인"),
        _("이메일 주소, 확인했는지, 마지막으로 로그인한 때. 비밀번호는 없습니다."),
        language,
    )
    session = _(
        "로그인하거나 신청하는 동안 쿠키 두 개(세션, 위조 방지)를 씁니다. "
        "세션은 %(hours)s시간 뒤에 끝나고 그날 밤 파기합니다. 접속지(IP)나 기기 정보는 담지 않습니다."
    ) % {"hours": settings.SESSION_COOKIE_AGE // 3600}
    yield _fact(_("쿠키와 세션"), session, language)
    tries = _(
        "지나친 시도를 막으려고 이메일 주소와 접속지(IP)를 되돌릴 수 없게 바꾼 값과 횟수만 세고, 하루 안에 파기합니다."
    )
    yield _fact(_("시도 횟수"), tries, language)
    passkeys = _(
        "등록한 분만: 공개 열쇠와 직접 붙인 이름. 지문과 얼굴은 기기 밖으로 나오지 않습니다. "
        "패스키나 계정을 지우면 파기합니다."
    )
    yield _fact(_("패스키"), passkeys, language)
    names = {"kakao": _("카카오"), "naver": _("네이버"), "google": _("구글")}
    for provider in settings.SOCIALACCOUNT_PROVIDERS:
        number = _(
            "그 계정으로 들어온 분만: 회사가 알려 주는 이메일 주소와 회원 번호. "
            "번호는 계정을 지울 때까지 두고, 그 밖의 것은 받지 않습니다."
        )
        yield _fact(_("%(company)s 로그인") % {"company": names[provider]}, number, language)
    staff = _(
        "담당자 계정만: 로그인, 로그아웃, 실패한 때와 접속지(IP)를 2년 동안 보관합니다"
        "(안전성 확보조치 기준 제8조)."
    )
    yield _fact(_("접속 기록"), staff, language)


def _periods(
    registration: RegistrationSettings, asked: list[Question], is_known: bool, language: str
) -> Iterator[Fact]:
    kept = _("%(day)s까지 보관한 뒤 지체 없이 파기합니다.")
    yield _fact(_("보관과 파기"), kept % {"day": long_day(registration.destroyed_on, language)}, language)
    for until, questions in shorter_periods(registration, asked).items():
        names = ", ".join((q.item_en if language == "en" else "") or q.item_ko for q in questions)
        yield _fact(names, kept % {"day": long_day(until, language)}, language)
    if (
        is_known
        and registration.offers_promotion
        and registration.promotion_ends_on > registration.destroyed_on
    ):
        news = _("이메일과 휴대전화번호만 %(day)s까지 따로 보관한 뒤 지체 없이 파기합니다.")
        day = {"day": long_day(registration.promotion_ends_on, language)}
        yield _fact(_("홍보 수신에 동의한 분"), news % day, language)
    if is_known:
        unused = _(
            "이메일을 확인하지 않은 계정은 하루, 등록이 없는 계정은 마지막 로그인에서 30일 뒤에 파기합니다."
        )
        yield _fact(_("등록이 없는 계정"), unused, language)


def _fact(term: str, words: str, language: str) -> Fact:
    return Fact(term, Text(words, language=language, wanted=language))
