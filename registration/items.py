"""What personal data registration collects, by the names that the consent text lists."""

from dataclasses import dataclass

from registration.models import Question, RegistrationSettings


@dataclass(frozen=True)
class Item:
    """One field of the form, as the law wants it named."""

    field: str
    ko: str
    en: str
    is_required: bool = True

    def name(self, language: str) -> str:
        """Return the name in 'ko' or 'en'."""
        return self.en if language == "en" else self.ko


ITEMS = (
    Item("name", "성명", "name"),
    Item("name_en", "영문 성명", "name in English", is_required=False),
    Item("affiliation", "소속", "affiliation"),
    Item("region", "소속 소재지", "region of the affiliation"),
    Item("country", "소속 국가(해외)", "country of the affiliation (abroad)", is_required=False),
    Item("department", "부서", "department", is_required=False),
    Item("position", "직위", "position", is_required=False),
    Item("phone", "휴대전화번호", "mobile phone number"),
    Item("email", "이메일", "e-mail address"),
    Item("category", "참가 구분", "kind of participant"),
    Item("attendance", "참가 방법", "way of taking part"),
    Item("days", "참석일", "days of attendance"),
    Item(
        "needs_receiver", "동시통역 수신기 사용 여부", "use of an interpretation receiver", is_required=False
    ),
)
MADE_BY_USE = (
    Item("code", "접수번호", "registration number"),
    Item("consents", "동의 기록", "record of consents"),
    Item("messages", "안내 발송 기록", "record of mails sent"),
    Item("check_ins", "입장 기록", "record of entry"),
    Item("accesses", "접속 기록", "record of access"),
)


def items_of(registration: RegistrationSettings, questions: list[Question], language: str) -> list[Item]:
    """Return what the form in this language collects; the English page asks for one name only."""
    left_out = set() if registration.asks_for_receiver else {"needs_receiver"}
    if language == "en":
        left_out.add("name_en")
    own = [
        Item(question.field, question.item_ko, question.item_en or question.item_ko, question.is_required)
        for question in questions
    ]
    return [item for item in ITEMS if item.field not in left_out] + own
