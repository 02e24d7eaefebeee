"""The sheets and columns of our own spreadsheet: what is written, and how it is recognised again."""

from typing import NamedTuple

MARK = "POBATT 프로그램 서식"
GUIDE = "안내"


class Column(NamedTuple):
    """A column: the field it holds, its heading, its width in characters, and what is said about it."""

    name: str
    heading: str
    width: int = 14
    note: str = ""


YES_NO = "예 또는 아니오"
SHEETS: dict[str, tuple[Column, ...]] = {
    "세션": (
        Column("slug", "주소 이름", 20, "페이지 주소에 쓰는 이름. 새 세션은 비워 두면 제목에서 만듭니다."),
        Column("kind", "종류", 11, "목록에서 고르세요."),
        Column("date", "날짜", 12, "2022-11-03. 자정을 넘긴 시각은 앞날의 날짜에 둡니다."),
        Column("start", "시작", 8, "10:30"),
        Column("end", "끝", 8, "11:00. 자정을 넘기면 25:30처럼 써도 됩니다."),
        Column("room", "장소", 16, "'장소' 시트의 이름"),
        Column("track", "주제", 14, "'주제' 시트의 이름"),
        Column("parent", "주제 세션", 18, "발표가 속한 주제 세션의 주소 이름"),
        Column("title_ko", "제목", 40),
        Column("title_en", "제목(영문)", 40),
        Column(
            "speakers",
            "연사",
            26,
            "'연사' 시트의 성명. 여러 명은 쌍반점(;)으로. 동명이인은 성명 [주소 이름]",
        ),
        Column("chair", "좌장", 14, "'연사' 시트의 성명"),
        Column("language", "진행 언어", 10, "한국어, 영어 또는 언어 코드(de)"),
        Column("is_interpreted", "동시통역", 9, YES_NO),
        Column("is_invitation_only", "초청자만", 9, YES_NO),
        Column("is_public", "공개", 7, f"{YES_NO}. 비워 두면 예"),
        Column("is_placeholder", "자리표시", 9, f"{YES_NO}. 예이면 '잠정'으로 표시합니다."),
        Column("is_cancelled", "취소", 7, YES_NO),
        Column("abstract_ko", "소개", 40),
        Column("abstract_en", "소개(영문)", 40),
        Column("note", "운영 메모", 20, "공개하지 않습니다."),
        Column("source", "출처", 20, "공개하지 않습니다."),
        Column("uid", "고유 번호", 12, "달력에 쓰는 번호. 고치지 마세요. 새 세션은 비워 둡니다."),
    ),
    "연사": (
        Column("slug", "주소 이름", 20, "페이지 주소에 쓰는 이름. 새 연사는 비워 두면 성명에서 만듭니다."),
        Column("name_ko", "성명", 14),
        Column("name_en", "성명(영문)", 20),
        Column("affiliation_ko", "소속", 24),
        Column("affiliation_en", "소속(영문)", 24),
        Column("position_ko", "직위", 16),
        Column("position_en", "직위(영문)", 16),
        Column("biography_ko", "약력", 40),
        Column("biography_en", "약력(영문)", 40),
        Column("is_public", "공개", 7, f"{YES_NO}. 비워 두면 예"),
        Column("note", "운영 메모", 20, "공개하지 않습니다."),
        Column("source", "출처", 20, "공개하지 않습니다."),
        Column("uid", "고유 번호", 12, "고치지 마세요. 새 연사는 비워 둡니다."),
    ),
    "장소": (
        Column("slug", "주소 이름", 20, "영문 소문자, 숫자, 붙임표"),
        Column("name_ko", "이름", 24),
        Column("name_en", "이름(영문)", 24),
        Column("capacity", "좌석 수", 9),
        Column("source", "출처", 20, "공개하지 않습니다."),
    ),
    "주제": (
        Column("slug", "주소 이름", 20, "영문 소문자, 숫자, 붙임표"),
        Column("name_ko", "이름", 24),
        Column("name_en", "이름(영문)", 24),
        Column("sign", "표지", 12, "목록에서 고르세요."),
        Column("source", "출처", 20, "공개하지 않습니다."),
    ),
}
