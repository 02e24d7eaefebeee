"""Find the people in the cells of a row: several in one cell, with where they work beside or behind their names."""

import re
from itertools import zip_longest

from program.importing.foreign.programme import ForeignPerson

BETWEEN = re.compile(r"\n|;|、|\s/\s|(?<=\))\s*,|(?<=\))\s*·\s*|\s&\s|\s(?:und|and)\s(?=[A-ZÄÖÜ])")
COMMAS = re.compile(r"\s*[,·/]\s*")
BRACKETS = re.compile(r"(.+?)\s*[(（<〈]\s*(.+?)\s*[)）>〉]\s*(.*)", re.DOTALL)
REFERENCE = re.compile(r"(.+?)\s*\[([\w-]{1,80})\]")
ORGANISATION = re.compile(
    r".*(?:대|대학|학교|공대|연구소|연구원|협회|회사|공사|재단|학회|센터|시청|도청|그룹|소재|전자|화학|에너지|솔루션|자동차|이엠|산업|은행)"
)
KOREAN_NAME = re.compile(r"[가-힣]{2,4}|[남황선독제사]궁?[가-힣]{2,3}")
ROLE = re.compile(
    r"(?:연사|발표|발표자|강연|강연자|패널|패널리스트|토론|토론자|speakers?|panel(?:l?ists?)?|presenters?)\s*[:：]\s*",
    re.IGNORECASE,
)
CHAIRS = re.compile(r"(?:좌장|사회|사회자|진행|진행자|chair|moderator|host)\s*[:：]\s*", re.IGNORECASE)
TITLES = """대표이사 부사장 사장 대표 회장 부회장 전무 상무 이사 부장 차장 과장 팀장 센터장 본부장 실장 단장 국장 원장
    소장 처장 학장 시장 의원 명예교수 석좌교수 특임교수 부교수 조교수 교수 박사 책임연구원 선임연구원 수석연구원
    연구위원 연구원 책임 수석 선임 변호사 기자 위원장 위원 사무관 주무관 PM"""
TITLED = re.compile(rf"([가-힣]{{2,4}})\s*({'|'.join(TITLES.split())})(?:\s*님)?")

TITLE_FIRST = re.compile(rf"({'|'.join(TITLES.split())})\s+([가-힣]{{2,4}})")


def people_in(
    label: str, cells: list[str], affiliations: list[str], positions: list[str]
) -> list[ForeignPerson]:
    """Return the people of one row: the cells with names, those with affiliations, those with positions."""
    has_affiliations = any(affiliations)
    people: list[ForeignPerson] = []
    for cell in cells:
        for piece in BETWEEN.split(cell):
            people += _people_of(label, piece, commas_part_people=has_affiliations)
    _spread(people, affiliations, "affiliation")
    _spread(people, positions, "position")
    return people


def without_chair(people: list[ForeignPerson]) -> tuple[list[ForeignPerson], ForeignPerson | None]:
    """Return the people, and apart from them who is said to take the chair ('좌장: 김하나')."""
    chair = None
    rest = []
    for person in people:
        if chair is None and (role := CHAIRS.match(str(person.name))):
            person.name = str(person.name)[role.end() :]
            chair = _titled(person)
        else:
            rest.append(person)
    return rest, chair


def with_brackets(text: str) -> str:
    """Return '이름/소속/직위' or the same on two lines, as a column of that heading has it, as '이름 (소속, 직위)'."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if "(" in text or ("/" not in text and len(lines) == 1):
        return text
    if "/" not in text:
        lines = ["/".join(lines)]
    parts = ([part.strip() for part in line.split("/")] for line in lines)
    return "\n".join(f"{name} ({', '.join(rest)})" if rest else name for name, *rest in parts)


def _people_of(label: str, piece: str, *, commas_part_people: bool) -> list[ForeignPerson]:
    piece = " ".join(piece.split()).strip(" ,;·")
    if role := ROLE.match(piece):  # '패널: 강미, 유진'
        piece, commas_part_people = piece[role.end() :], True
    if not piece:
        return []
    if found := REFERENCE.fullmatch(piece):
        return [ForeignPerson(label, slug=found[2], name=found[1])]
    if (found := BRACKETS.fullmatch(piece)) and not found[3]:
        names = _split_names(found[1])
        parts = COMMAS.split(found[2], maxsplit=1)
        return [
            _titled(
                ForeignPerson(
                    label, name=name, affiliation=parts[0], position=parts[1] if parts[1:] else None
                )
            )
            for name in names
        ]
    parts = COMMAS.split(piece)
    if len(parts) > 1 and (commas_part_people or all(_is_korean_person(part) for part in parts)):
        return [_titled(ForeignPerson(label, name=part)) for part in parts if part]
    if len(parts) > 1:
        name, _comma, rest = piece.partition(",")
        return [_titled(ForeignPerson(label, name=name.strip(), affiliation=rest.strip() or None))]
    return [_titled(ForeignPerson(label, name=piece))]


def _split_names(words: str) -> list[str]:
    parts = COMMAS.split(words)
    return parts if len(parts) > 1 and all(_is_korean_person(part) for part in parts) else [words]


def _is_korean_person(words: str) -> bool:
    if TITLED.fullmatch(words):
        return True
    return (
        bool(KOREAN_NAME.fullmatch(words))
        and not ORGANISATION.fullmatch(words)
        and words not in TITLES.split()
    )


def _titled(person: ForeignPerson) -> ForeignPerson:
    """Take a Korean title from beside the name: '김하나 교수', '시장 홍길동'."""
    if found := TITLED.fullmatch(str(person.name).strip()):
        person.name = found[1]
        person.position = person.position or found[2]
    elif found := TITLE_FIRST.fullmatch(str(person.name).strip()):
        person.name = found[2]
        person.position = person.position or found[1]
    return person


def _spread(people: list[ForeignPerson], cells: list[str], name: str) -> None:
    """Give each person the line beside; one line for all is everybody's."""
    lines = [line.strip(" ,") for cell in cells for line in re.split(r"\n|;", cell) if line.strip(" ,")]
    if len(people) > 1 and len(lines) == 1 and lines[0].count(",") == len(people) - 1:
        lines = [part.strip() for part in lines[0].split(",")]
    if len(lines) == 1:
        lines *= max(len(people), 1)
    if len(people) == 1 and len(lines) > 1:
        lines = [" ".join(lines)]
    for person, line in zip_longest(people, lines[: len(people)]):
        if line and not getattr(person, name):
            setattr(person, name, line)
