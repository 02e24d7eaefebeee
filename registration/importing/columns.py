"""The columns of the spreadsheet with which people are brought in, and the words that stand in its cells."""

from typing import Any, NamedTuple

from pobatt.hangul import folded
from registration.models import Attendee


class Column(NamedTuple):
    """A column: the attendee's field, the heading, whether it must be filled, and how."""

    field: str
    heading: str
    is_needed: bool
    how: str
    example: str
    width: int = 16


COLUMNS = (
    Column("name", "성명", True, "명찰에 적히는 그대로", "홍길동"),
    Column("name_en", "영문 성명", False, "비워 둘 수 있음", "Hong Gildong", 18),
    Column("affiliation", "소속", True, "없으면 '개인'", "포항시청", 24),
    Column("region", "소속 소재지", True, "포항, 경북, 국내, 해외 가운데 하나", "포항", 12),
    Column("country", "국가", False, "해외일 때 나라 이름", "", 12),
    Column("department", "부서", False, "비워 둘 수 있음", "배터리첨단산업과", 18),
    Column("position", "직위", False, "비워 둘 수 있음", "팀장", 12),
    Column("phone", "휴대전화", True, "하이픈은 있어도 없어도 됨, 해외는 +부터", "010-1234-5678", 18),
    Column("email", "이메일", True, "안내와 동의 링크가 가는 주소, 한 사람에 하나", "hong@example.com", 26),
    Column("category", "참가 구분", True, "기업, 대학·학생, 연구기관, 공공기관, 언론, 일반", "공공기관", 14),
    Column("attendance", "참가 방법", True, "현장 또는 온라인", "현장", 12),
    Column("days", "참석일", False, "1은 첫날. 여러 날은 '1, 2', 비우면 모든 날", "1, 2", 12),
    Column(
        "badge", "명찰 구분", False, "내빈, 연사, 좌장, 기자, 참가업체, 운영요원, 비우면 일반", "내빈", 14
    ),
    Column(
        "consent_way",
        "동의 방법",
        False,
        "'본인 링크'(메일로 물음, 기본) 또는 '서면'(종이로 받아 둠)",
        "본인 링크",
        14,
    ),
)
BY_HEADING = {folded(column.heading): column for column in COLUMNS}
WORDS: dict[str, dict[str, str]] = {
    "region": {
        **{folded(label): value for value, label in Attendee.Region.choices},
        "경북": "gyeongbuk", "국내": "korea", "그외국내": "korea", "기타국내": "korea",
    },
    "category": {
        **{folded(label): value for value, label in Attendee.Category.choices},
        "대학": "university", "학생": "university", "학교": "university", "연구소": "research", "기자": "press",
    },
    "attendance": {
        **{folded(label): value for value, label in Attendee.Attendance.choices},
        "오프라인": "onsite", "현장참석": "onsite", "온라인참석": "online",
    },
    "badge": {folded(label): value for value, label in Attendee.Badge.choices} | {"일반": "", "참가자": ""},
    "consent_way": {folded(label): value for value, label in Attendee.ConsentWay.choices}
    | {"링크": "link", "메일": "link", "종이": "paper"},
}  # fmt: skip


def value_of(field: str, written: str) -> str:
    """Return what a cell means; what is none of the words stays as it is, and the form refuses it."""
    return WORDS[field].get(folded(written), written) if field in WORDS and written else written


def words_of(field: str, attendee: Any) -> str:
    """Return what would stand in the cell for an attendee."""
    if field == "days":
        return ", ".join(str(day) for day in attendee.days)
    shown = getattr(attendee, f"get_{field}_display", None)
    return str(shown() if shown else getattr(attendee, field))
