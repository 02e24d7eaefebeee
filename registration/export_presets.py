"""What a list is taken out for: each preset brings its columns, its reason, its form and whom it concerns.

Apps above add theirs to `from_other_apps` in their `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from registration.export_columns import RUNNING_NUMBER, columns_of
from registration.list_questions import Asked
from registration.models import Download

Reason = Download.Reason
XLSX, CSV, PDF = "xlsx", "csv", "pdf"
FORMS = {XLSX: "엑셀(XLSX)", CSV: "CSV", PDF: "인쇄용 등록부(PDF, A4)"}
BY_NAME, BY_NUMBER = "name", "number"
ORDERS = {BY_NAME: "성명 가나다순", BY_NUMBER: "접수번호순"}


def _confirmed(attendees: Any, asked: Asked) -> Any:
    return attendees.confirmed()


@dataclass(frozen=True)
class Preset:
    """A use of the list.

    `only` narrows what the filter shows to whom the use concerns, as `concerns` says in words. `is_closed` means that
    no other column may be added: nobody has agreed to more. `first_answers` are what has to
    be chosen before, in words, each with the list that it asks for; none when nothing is missing.
    """

    key: str
    title: str
    explanation: str
    columns: Callable[[Asked], list[str]]
    reason: str
    form: str = XLSX
    order: str = BY_NAME
    concerns: str = "확정된 참가자만"
    only: Callable[[QuerySet[Any], Asked], QuerySet[Any]] = _confirmed
    is_closed: bool = False
    first_answers: Callable[[Asked], list[tuple[str, Asked]]] = lambda asked: []

    def attendees(self, asked: Asked) -> QuerySet[Any]:
        """Return who is in it."""
        return self.only(asked.attendees(), asked)


from_other_apps: list[Preset] = []


def presets() -> list[Preset]:
    """Return every preset, in the order in which they are offered."""
    return [*OWN, *from_other_apps, FULL]


def preset_called(key: str) -> Preset | None:
    """Return a preset by its key, or None."""
    return next((preset for preset in presets() if preset.key == key), None)


OWN = [
    Preset(
        "badges",
        "명찰용",
        "성명, 소속, 직위, 명찰구분, QR값. 연락처는 들어가지 않습니다.",
        lambda asked: ["name", "name_en", "affiliation", "position", "badge", "ticket"],
        Reason.BADGES,
    ),
    Preset(
        "letter",
        "문자 발송용",
        "성명, 휴대전화, 보기 전용 입장권 주소. 문자 발송 시스템에 올립니다.",
        lambda asked: ["name", "phone", "ticket"],
        Reason.LETTER,
    ),
    Preset(
        "roster",
        "서명란이 있는 등록부",
        "등록대에서 서명을 받는 A4 종이. 성명, 소속, 직위, 서명란.",
        lambda asked: [RUNNING_NUMBER, "name", "affiliation", "position"],
        Reason.ROSTER,
        form=PDF,
    ),
]

FULL = Preset(
    "full",
    "전체",
    "목록에 있는 모든 항목. 꼭 필요한 때에만 쓰세요.",
    lambda asked: [column.key for column in columns_of(asked.conference) if column.key != "ticket"],
    Reason.OPERATION,
    order=BY_NUMBER,
    concerns="지금 목록에 보이는 모두(대기·취소 포함)",
    only=lambda attendees, asked: attendees,
)
