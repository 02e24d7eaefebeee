"""What other programs call the kinds of sessions, and how they say that one is cancelled."""

import re

from program.models import Session

Kind = Session.Kind
WORDS: tuple[tuple[Session.Kind, str], ...] = (
    (Kind.REGISTRATION, r"등록|접수|registration|check-?in|anmeldung|akkreditierung|einlass"),
    (Kind.BREAK, r"휴식|중식|오찬|점심|식사|조식|coffee|\bbreak|\bpause|lunch|\bmittag|kaffee|\bessen\b"),
    (Kind.SITE_VISIT, r"견학|현장 ?방문|site.?visit|excursion|exkursion|factory tour|besichtigung"),
    (Kind.KEYNOTE, r"기조|keynote|plenary"),
    (Kind.PANEL, r"패널|토론|좌담|대담|panel|podium|discussion|diskussion|round.?table|debat"),
    (Kind.CEREMONY, (r"개회|개막|폐회|폐막|시상|환영사|축사|인사말|공식 ?행사|ceremon|opening|closing|welcome|award"
                    r"|er[öo]ffnung|begr[üu][ßs]|verabschiedung|abschluss")),
    (Kind.SIDE_EVENT, (r"부대|만찬|네트워킹|전시|포스터|투자상담|워크숍|워크샵|side.?event|workshop|poster|party|social"
                      r"|dinner|reception|exhibition|meet.?up|assembly|\bbof\b|\bempfang|ausstellung|networking")),
    (Kind.THEMED, r"주제 ?세션|themed session|\bblock\b"),
    (Kind.TALK, (r"발표|강연|특강|talk|lecture|vortrag|presentation|light(n)?ing|podcast|tutorial|lesung|screening"
                r"|performance|film|concert|konzert|maintrack|devroom")),
)  # fmt: skip
PATTERNS = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in WORDS]
FROM_A_TITLE = {Kind.REGISTRATION, Kind.BREAK, Kind.SITE_VISIT, Kind.KEYNOTE, Kind.PANEL, Kind.CEREMONY}
LABELS = {str(label): Session.Kind(value) for value, label in Session.Kind.choices}
CANCELLED_WORD = r"취소(?:됨)?|cancel(?:l)?ed|abgesagt|entf[äa]llt|annul[ée]+"
CANCELLED = re.compile(rf"\s*(?:{CANCELLED_WORD})\s*", re.IGNORECASE)
CANCELLED_TITLE = re.compile(
    rf"\s*(?:[\[(<【]\s*(?:{CANCELLED_WORD})\s*[\])>】]\s*[:–-]?|(?:{CANCELLED_WORD})\s*[:–-])\s*(?=\S)",
    re.IGNORECASE,
)


def kind_named(word: str) -> Session.Kind | None:
    """Return the kind that a word for it means, None when it is unknown."""
    word = word.strip()
    if word in Session.Kind.values:
        return Session.Kind(word)
    return LABELS.get(word) or next((kind for kind, pattern in PATTERNS if pattern.search(word)), None)


def kind_in_title(title: str) -> Session.Kind | None:
    """Return the kind that a title tells of ('중식', 'Keynote: …'), None for an ordinary one."""
    kind = next((kind for kind, pattern in PATTERNS if pattern.search(title)), None)
    return kind if kind in FROM_A_TITLE else None


def without_cancellation(title: str) -> tuple[str, bool]:
    """Return the title without a leading '[취소]' or 'CANCELLED:', and whether there was one."""
    found = CANCELLED_TITLE.match(title)
    return (title[found.end() :], True) if found else (title, False)
