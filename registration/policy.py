"""What registration tells the privacy policy (개인정보 보호법 제30조): what is collected and why, people's rights."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pobatt.localized import Text
from program.models import Conference
from program.policy import Fact, PolicyPart
from registration.consent_texts import wanted_texts
from registration.models import Purpose, Question, RegistrationSettings


def items_collected(conference: Conference, language: str) -> Iterable[PolicyPart]:
    """Tell, for each purpose, what the texts of the form say, and how consent is withdrawn."""
    registration = (
        RegistrationSettings.objects.filter(conference=conference).select_related("conference").first()
    )
    if registration is None:
        return
    told = []
    texts = wanted_texts(registration, list(Question.objects.asked().of(conference)))
    for purpose, (_basis, korean, english) in texts.items():
        if purpose == Purpose.AGE:
            continue
        body = english if language == "en" else korean
        words = " / ".join(f"{name}: {fact}" for name, fact, _important in body["facts"])
        told.append(Fact(body["title"], Text(words, language=language, wanted=language)))
    yield PolicyPart(20, "items", _("처리하는 개인정보의 항목과 목적"), tuple(told))
    how = _("등록확인·취소에서 내 정보를 보고, 고치고, 지우고, 동의를 하나씩 철회할 수 있습니다.")
    right = Fact(_("열람·정정·삭제·동의 철회"), Text(how, language=language, wanted=language))
    yield PolicyPart(60, "rights", _("정보주체의 권리와 행사 방법"), (right,))
