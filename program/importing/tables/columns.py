"""What the columns of somebody's table are called, in Korean, English and German, and which row names them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from program.importing.records import ColumnReading
from program.importing.tables.sheet import Sheet, letters, words

# The first word of each is what the report calls the column.
SESSION_WORDS = {
    "id": "ID 식별자 코드 code sessionid talkid eventid",
    "uid": "고유번호 uid guid uuid",
    "slug": "주소이름 slug",
    "title": """제목 발표제목 강연제목 강연명 식순 행사순서 발표주제 강연주제 세션명 프로그램명 행사명 발표명 주제명
        세부프로그램 title sessiontitle talktitle talk presentation topic sessionname papertitle titleofpresentation
        titel vortragstitel thema veranstaltung programmpunkt""",
    "title_ko": "국문제목 제목국문 제목한글 한글제목 titleko titlekorean titlekr",
    "title_en": "제목영문 영문제목 영문 titleen titleenglish englishtitle",
    "subtitle": "부제 부제목 subtitle untertitel",
    "abstract": """소개 초록 요약 설명 개요 세부내용 발표내용 상세내용 발표요지 abstract description summary details
        beschreibung inhalt zusammenfassung""",
    "abstract_en": "소개영문 초록영문 영문초록 abstracten",
    "kind": "종류 유형 형식 구분 type kind sessiontype format category art typ kategorie",
    "language": "진행언어 언어 발표언어 language sprache",
    "track": "주제 분야 트랙 분과 세션분류 track theme stream topicarea themenfeld bereich",
    "room": "장소 발표장 회의장 행사장 강의실 호실 room venue location place hall ort raum saal buehne bühne stage",
    "date": "날짜 일자 행사일 월일 요일날짜 date day datum tag",
    "time": "시간 시각 일시 시간대 발표시간 진행시간 time hours when schedule uhrzeit zeit zeitraum",
    "start": "시작 시작시간 시작시각 개시 start starttime from begin begins beginn startzeit von",
    "end": "끝 종료 종료시간 종료시각 종료시 마침 end endtime to until ende endzeit bis",
    "duration": """길이 소요시간 소요 분 시간분 발표시간분 duration length minutes min durationmin durationminutes
        dauer länge minuten dauermin""",
    "speakers": """연사 발표자 강연자 연사명 발표자명 강사 연자 패널 토론자 성명 이름 발표
        speaker speakers speakername presenter presenters presentedby author authors name panelists
        vortragende vortragender vortragend referent referenten referentin referierende sprecher sprecherin
        sprechende redner""",
    "affiliation": """소속 소속기관 기관 기관명 소속명 회사 회사명 affiliation organization organisation company
        institution firma institut einrichtung""",
    "position": "직위 직책 직함 직급 position role jobtitle funktion",
    "biography": "약력 연사약력 bio biography vita lebenslauf",
    "chair": """좌장 사회 사회자 진행 진행자 좌장명 모더레이터 chair moderator moderation sessionchair host""",
    "parent": "주제세션 상위세션 parentsession parent",
    "status": "상태 status state",
    "cancelled": "취소 cancelled canceled abgesagt",
    "note": "운영메모 비고 메모 참고 note notes remark remarks comment bemerkung bemerkungen notiz anmerkung",
    "number": "연번 순번 번호 순서 no nr num number lfdnr",
}
PERSON_WORDS = {
    "id": "ID 코드 code speakerid",
    "name": "성명 이름 연사 연사명 발표자 발표자명 강연자 강사 name fullname speaker speakername sprecher referent",
    "name_en": "성명영문 영문성명 영문이름 이름영문 영문명 nameen englishname",
    "affiliation": SESSION_WORDS["affiliation"],
    "affiliation_en": "소속영문 영문소속 affiliationen",
    "position": SESSION_WORDS["position"],
    "position_en": "직위영문 영문직위 positionen",
    "biography": "약력 소개 연사소개 연사약력 경력 주요경력 프로필 bio biography profile vita lebenslauf",
    "biography_en": "약력영문 영문약력 bioen",
    "note": SESSION_WORDS["note"],
    "number": SESSION_WORDS["number"],
}
# Words with a second meaning, which counts where the first one has a column already or another one is surely it.
SECOND: dict[str, tuple[str, ...]] = {
    "행사": ("title", "kind"),
    **dict.fromkeys(("내용", "content", "행사내용", "주요내용"), ("title", "abstract")),
    **dict.fromkeys(
        ("프로그램", "program", "programme", "programm", "주제", "세션", "session", "thema"),
        ("title", "track"),
    ),
}
PRIVATE = re.compile("이메일|메일|전화|휴대|연락처|주민|생년|e-?mail|phone|mobile|telefon|handy|contact")
SEVERAL = {"speakers", "affiliation", "position"}
HEADERS_WITHIN = 30  # rows
Words = dict[str, str]


@dataclass
class Header:
    """The row that names the columns, and what each column holds (several fields for '장소/좌장')."""

    row: int
    columns: dict[int, tuple[str, ...]] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)

    @property
    def fields(self) -> set[str]:
        """Return everything that has a column."""
        return {name for names in self.columns.values() for name in names}

    def of(self, name: str) -> list[int]:
        """Return the columns of a field."""
        return [column for column, names in self.columns.items() if name in names]

    def readings(self, sheet: Sheet, vocabulary: Words) -> list[ColumnReading]:
        """Return how every column with anything in it was read, with its first value."""
        found = []
        for column in range(1, sheet.width + 1):
            values = (words(sheet.at(row, column)) for row in range(self.row + 1, len(sheet.rows) + 1))
            example = next((value for value in values if value), "")
            heading = self.headings.get(column, "")
            if example or (heading and column not in self.columns):
                names = self.columns.get(column, ())
                meaning = " / ".join(vocabulary[name].split()[0] for name in names)
                if not meaning and PRIVATE.search(heading.lower()):
                    example = ""
                place = f"{sheet.name} {letters(column)}열"
                found.append(ColumnReading(place, heading, meaning, " ".join(example.split())[:40]))
        return found


def header_of(sheet: Sheet, vocabulary: Words) -> Header | None:
    """Return the row that names most columns, None where no row names two that matter."""
    best: Header | None = None
    for row in range(1, min(len(sheet.rows), HEADERS_WITHIN) + 1):
        header = _header_in(sheet, row, vocabulary)
        if len(header.fields - {"number"}) >= 2 and (best is None or len(header.fields) > len(best.fields)):
            best = header
    return best


def _header_in(sheet: Sheet, row: int, vocabulary: Words) -> Header:
    header = Header(row)
    by_word = {word: name for name, listed in vocabulary.items() for word in listed.casefold().split()}
    unsure: list[tuple[int, str]] = []
    has_titles = "title" in vocabulary
    for column in range(1, sheet.width + 1):
        own, above = words(sheet.shown(row, column)), words(sheet.shown(row - 1, column))
        for heading in (own, above, f"{above}{own}"):
            if names := _names(heading, by_word, SECOND if has_titles else {}):
                header.headings[column] = heading
                if has_titles and word_of(heading) in SECOND:
                    unsure.append((column, word_of(heading)))
                elif any(name in SEVERAL for name in names) or not set(names) & header.fields:
                    header.columns[column] = names
                break
        header.headings.setdefault(column, " ".join(own.split()))
    for column, word in unsure:
        free = next((name for name in SECOND[word] if name not in header.fields), None)
        if free:
            header.columns[column] = (free,)
    return header


def _names(heading: str, by_word: Words, second: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the fields that a heading names: one, or several joined by a slash or in brackets ('발표자(소속)')."""
    if len(heading) > 40:
        return ()
    word = word_of(heading)
    if word in second:
        return second[word][:1]
    if name := by_word.get(word) or by_word.get(word.rstrip("0123456789")):
        return (name,)
    parts = [word_of(part) for part in re.split(r"[/·,&+\n()]", heading) if part.strip()]
    names = [by_word.get(part) or (second.get(part) or [None])[0] for part in parts]
    return tuple(dict.fromkeys(name for name in names if name)) if len(parts) > 1 and all(names) else ()


def word_of(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading.casefold())
