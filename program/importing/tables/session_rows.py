"""Read the rows of a table of sessions: ordinary ones, headings, and rows that go on with the one above."""

import re
from typing import Any

from program.importing.foreign.kinds import CANCELLED
from program.importing.foreign.moments import Year
from program.importing.foreign.places import NOWHERE
from program.importing.foreign.programme import ForeignPerson, ForeignProgramme, ForeignSession
from program.importing.tables.columns import Header
from program.importing.tables.people import people_in, with_brackets, without_chair
from program.importing.tables.row_times import RowTimes, day_named
from program.importing.tables.sheet import Sheet, letters, words
from program.models import Session

HEADING = re.compile(
    r"\s*(?:(?:세션|session|track|분과|part|block|section)\b|제?\s*\d+\s*부\b|\[)", re.IGNORECASE
)
CHAIR = re.compile(
    r"[\s(\[,/–-]*(?:좌장|사회|진행|chair|moderat(?:or|ion))\s*[:：]\s*([^)\]]+)[)\]]?", re.IGNORECASE
)
PERSON_BEHIND = re.compile(r"(.{2,}?)\s+[-–—]\s+([가-힣]{2,4}\s*\([^()]{2,60}\))")
SPACED = re.compile(
    r"[가-힣](?:\s[가-힣]){2,}|중\s식|휴\s식|개\s회|폐\s회|등\s록|오\s찬|만\s찬"
)  # '개 회 식'
TEXTS = ("title", "subtitle", "abstract", "language", "kind", "track", "room", "status")
DIRECT = ("title_ko", "title_en", "abstract_en")
NAMES = {
    "title": "제목",
    "title_ko": "제목",
    "title_en": "제목",
    "abstract_ko": "소개",
    "abstract_en": "소개",
}


class SessionTable:
    """One sheet with its header."""

    def __init__(self, sheet: Sheet, header: Header, known: Year, programme: ForeignProgramme) -> None:
        self.sheet = sheet
        self.header = header
        self.programme = programme
        self.times = RowTimes(known)
        self.around: ForeignSession | None = None  # the heading that the following rows belong to
        self.last: ForeignSession | None = None
        self.slots: dict[str, list[ForeignSession]] = {}  # by merged cell of the time

    def read(self, above: list[str]) -> None:
        """Add the sessions to the programme; `above` are the texts over the table."""
        named = (day_named(text, self.times.known) for text in [self.sheet.name, *above])
        self.times.day = next((day for day in named if day), None)
        for row in range(self.header.row + 1, len(self.sheet.rows) + 1):
            self._read_row(row)
        self._share_slots()
        self.programme.warnings += [
            f"시트 '{self.sheet.name}': {words}" for words in dict.fromkeys(self.times.warnings)
        ]

    def _read_row(self, row: int) -> None:
        label = f"시트 '{self.sheet.name}' {self.sheet.name_of(row)}"
        shown = {column: words(self.sheet.at(row, column)) for column in range(1, self.sheet.width + 1)}
        filled = [text for text in shown.values() if text]
        if not filled or self._repeats_the_header(shown):
            return
        if len(filled) == 1 and self._is_heading(row, filled[0]):
            self._read_heading(row, label, filled[0])
            return
        cells = {name: value for name in self.header.fields if (value := self._cell(row, name)) is not None}
        if not any(name in cells for name in ("title", *DIRECT)) or self._continues(row):
            self._read_rest(row, label, cells, filled)
            return
        if HEADING.match(grouped := words(cells.get("kind"))):
            del cells["kind"]
            self._group(label, grouped)
        elif grouped:
            self.around = None
        session = self._session(row, label, cells)
        if self.around is not None:
            session.parent = self.around.key
        self.programme.sessions.append(session)
        self.last = session

    def _repeats_the_header(self, shown: dict[int, str]) -> bool:
        """Say whether a row names the columns once more, as tables do on every page."""
        named = {column: " ".join(text.split()) for column, text in shown.items() if text}
        headings = {column: " ".join(text.split()) for column, text in self.header.headings.items()}
        return len(named) > 1 and all(headings.get(column) == text for column, text in named.items())

    def _is_heading(self, row: int, text: str) -> bool:
        column = next(
            column for column in range(1, self.sheet.width + 1) if self.sheet.at(row, column) is not None
        )
        merge = self.sheet.covered.get((row, column))
        is_wide = merge is not None and merge.right > merge.left
        return is_wide or column not in self.header.of("title") or bool(HEADING.match(text))

    def _read_heading(self, row: int, label: str, text: str) -> None:
        """Take a day from a row across the table, or a themed session that holds the rows below."""
        self.last = self.around = None
        if day := day_named(text, self.times.known):
            self.times.day = day
        elif HEADING.match(text):
            self._group(label, text)
        else:
            self.programme.passed_over.append(f"{label}: 표 사이의 글은 읽지 않았습니다: '{text[:60]}'.")

    def _group(self, label: str, text: str) -> None:
        """Let the following rows belong to the themed session of this name."""
        title = " ".join(text.split())
        key = f"heading:{title[:150]}"
        if self.around is not None and self.around.key == key:
            return
        self.around = ForeignSession(label, key=key, title=CHAIR.sub("", title) or title)
        self.around.kind = Session.Kind.THEMED.value
        if chair := CHAIR.search(title):
            self.around.chair = next(iter(people_in(f"{label} 좌장", [chair[1]], [], [])), None)
        self.programme.sessions.append(self.around)

    def _cell(self, row: int, name: str) -> Any:
        """Return the first value of a field in the row; of a column with two fields its own part."""
        for column in self.header.of(name):
            value, names = self.sheet.below(row, column), self.header.columns[column]
            if value is None or words(value).casefold() in NOWHERE:
                continue
            if (
                len(names) == 1
                or name in ("date", "time")
                or set(names) <= {"speakers", "affiliation", "position"}
            ):
                return value
            parts = [part.strip() for part in re.split(r"[/\n]", words(value))]
            part = parts[names.index(name)] if names.index(name) < len(parts) else ""
            if part:
                return part
        return None

    def _continues(self, row: int) -> bool:
        columns = [column for name in ("title", "title_ko", "title_en") for column in self.header.of(name)]
        return bool(columns) and all(self.sheet.continues(row, column) for column in columns)

    def _read_rest(self, row: int, label: str, cells: dict[str, Any], filled: list[str]) -> None:
        """Add the people of a row without a title of its own to the session above; name what cannot be placed."""
        people = self._people(row, label) if "speakers" in cells else []
        if people and self.last is not None and not {"start", "end"} & cells.keys():
            self.last.persons = [*(self.last.persons or []), *people]
        elif self.last is None or not people:
            self.programme.passed_over.append(
                f"{label}: 제목이 없어 읽지 않았습니다: '{' | '.join(filled)[:80]}'."
            )

    def _session(self, row: int, label: str, cells: dict[str, Any]) -> ForeignSession:
        session = ForeignSession(label)
        session.columns = {
            name: f"{letters(columns[0])}열 '{self.header.headings[columns[0]]}'"
            for name in (*NAMES, "starts_at", "ends_at", "room", "track")
            if (columns := self.header.of(_column_of(name)))
        }
        session.key = _key(cells)
        for name in TEXTS:
            if name in cells and name != "status":
                setattr(session, name, words(cells[name]))
        session.fields = {name: words(cells[name]) for name in DIRECT if name in cells}
        if SPACED.fullmatch(str(session.title or "")):
            session.title = "".join(str(session.title).split())
        if "title_ko" in cells:
            session.title = None
        states = [words(cells[name]) for name in ("status", "note", "cancelled") if name in cells]
        if any(CANCELLED.fullmatch(state) for state in states):
            session.is_cancelled = True
        if "note" in cells:
            session.fields["note"] = words(cells["note"])
        if "speakers" in self.header.fields:
            session.persons, session.chair = without_chair(self._people(row, label))
        elif session.title:
            self._read_title(session)
        if "chair" in cells:
            session.chair = next(iter(people_in(f"{label} 좌장", [words(cells["chair"])], [], [])), None)
        try:
            session.starts_at, session.ends_at = self.times.read(cells)
        except (ValueError, OverflowError) as error:
            self._refuse_times(session, cells, str(error))
        self._note_slot(row, session)
        return session

    def _read_title(self, session: ForeignSession) -> None:
        """Take people from a title where no column has them: '… - 김하나 (포스텍)', '… / 좌장: 김하나'."""
        title = " ".join(str(session.title).split())
        if found := CHAIR.search(title):
            session.chair = next(iter(people_in(f"{session.label} 좌장", [found[1]], [], [])), None)
            title = CHAIR.sub("", title) or title
        if found := PERSON_BEHIND.fullmatch(title):
            title, session.persons = found[1], people_in(f"{session.label} 연사", [found[2]], [], [])
        if title != " ".join(str(session.title).split()):
            self.times.warnings.append("연사 열이 없어 제목에 적힌 사람을 연사나 좌장으로 읽었습니다.")
            session.title = title

    def _refuse_times(self, session: ForeignSession, cells: dict[str, Any], sentence: str) -> None:
        """Say it with its place: the date's where a date is wrong, else that of the hours."""
        is_date = "date" in cells and re.match("날짜|연도", sentence) is not None
        names = ("date",) if is_date else ("time", "start", "end", "duration")
        columns = [column for name in names for column in self.header.of(name)]
        place = f" {letters(columns[0])}열" if columns else ""
        found = " ".join(words(cells[name]) for name in names if name in cells)
        what = "날짜" if is_date else "시간"
        self.programme.errors.append(f"{session.label}{place} {what}: '{found[:60]}'은(는) {sentence}")
        session.is_broken = True

    def _people(self, row: int, label: str) -> list[ForeignPerson]:
        """Return the people of all columns with speakers in them."""
        found: dict[str, list[str]] = {"speakers": [], "affiliation": [], "position": []}
        for column, names in self.header.columns.items():
            text = words(self.sheet.below(row, column))
            if text and names[0] in found and text.casefold() not in NOWHERE:
                found[names[0]].append(with_brackets(text) if len(names) > 1 else text)
        return people_in(f"{label} 연사", found["speakers"], found["affiliation"], found["position"])

    def _note_slot(self, row: int, session: ForeignSession) -> None:
        """Remember that the time stands in a cell merged over several rows."""
        for column in [*self.header.of("time"), *self.header.of("start")]:
            merge = self.sheet.covered.get((row, column))
            if merge and merge.bottom > merge.top and session.starts_at and session.ends_at:
                self.slots.setdefault(f"{merge.top}:{session.room}", []).append(session)
                return

    def _share_slots(self) -> None:
        for sessions in self.slots.values():
            start, end = sessions[0].starts_at, sessions[0].ends_at
            if len(sessions) > 1 and start and end:
                share = (end - start) // len(sessions)
                share -= share % type(share)(minutes=1)
                for number, session in enumerate(sessions):
                    session.starts_at = start + share * number
                    session.ends_at = session.starts_at + share if session is not sessions[-1] else end
                self.programme.warnings.append(
                    f"{sessions[0].label}: 시간 칸 하나({start:%H:%M}~{end:%H:%M})에 세션 {len(sessions)}건이 있어 "
                    "고르게 나누었습니다. 확인하세요."
                )


def _column_of(name: str) -> str:
    return {"starts_at": "start", "ends_at": "end", "abstract_ko": "abstract"}.get(name, name)


def _key(cells: dict[str, Any]) -> str:
    if uid := words(cells.get("uid")):
        return uid[:200]
    return f"table:{identifier[:190]}" if (identifier := words(cells.get("id"))) else ""
