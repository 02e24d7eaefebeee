"""Which personal data a visit's host is given, by the names that the consent text lists; forms ask for these alone."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy

from visits.models import Detail, SiteVisit


class Item(NamedTuple):
    """One thing that is handed over, as the law wants it named."""

    ko: str
    en: str


FROM_REGISTRATION = (
    Item("성명", "name"),
    Item("소속", "affiliation"),
    Item("부서", "department"),
    Item("직위", "position"),
    Item("휴대전화번호", "mobile phone number"),
)
NATIONALITY = Item("국적 구분(대한민국/외국)", "whether you hold Korean or foreign nationality")
HELPER = Item("동반 지원인의 성명(있을 때)", "name of your helper (if any)")
DETAILS = {
    Detail.DOCUMENT: Item("가져올 신분증의 종류(번호 제외)", "kind of identity document (not its number)"),
    Detail.COUNTRY: Item("국적 국가(외국 국적자)", "country of nationality (foreign nationals)"),
    Detail.BIRTH_DATE: Item("생년월일", "date of birth"),
    Detail.SHOE_SIZE: Item("안전화 치수", "shoe size"),
    Detail.CAR_PLATE: Item("차량 번호(차로 올 때)", "car plate (if you come by car)"),
}
DOCUMENTS = [
    ("resident_card", gettext_lazy("주민등록증")),
    ("driving_licence", gettext_lazy("운전면허증")),
    ("passport", gettext_lazy("여권")),
    ("residence_card", gettext_lazy("외국인등록증")),
]


def given_at_booking(visit: SiteVisit) -> list[Item]:
    """Return what is known once somebody has booked."""
    return [*FROM_REGISTRATION, *([NATIONALITY] if visit.asks_nationality else []), HELPER]


def given_later(visit: SiteVisit) -> list[Item]:
    """Return what is asked once the seat is held."""
    return [item for detail, item in DETAILS.items() if detail in visit.details]
