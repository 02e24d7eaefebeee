"""A filled-in list comes back: read without trust, checked cell by cell, and nothing is written before it is right."""

from dataclasses import dataclass, field
from io import BytesIO

from pobatt.opening_password import unlock_workbook
from pobatt.plain_text import has_hidden, normal
from program.importing.records import LoadingRefused
from program.importing.tables.sheet import Cell
from visits.answers import APPROVE, DECLINE, LONGEST_REASON, Answer
from visits.list_files import CODE, NAME, REASON, VERDICT
from visits.models import Booking, BookingState, SiteVisit

LARGEST = 5_000_000  # bytes
WORDS = {"승인": APPROVE, "반려": DECLINE, "approve": APPROVE, "decline": DECLINE, "": ""}
ANSWERED = {BookingState.CONFIRMED: APPROVE, BookingState.DECLINED: DECLINE}


class SheetRefused(Exception):
    """Nothing could be read, and the sentence says why."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell."""

    cell: str  # 'J7'
    words: str


@dataclass
class DryRun:
    """What would be written, for how many nothing would change, and what is wrong; with a fault nothing is written."""

    answers: list[Answer] = field(default_factory=list)
    unchanged: int = 0
    unanswered: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def approved(self) -> int:
        """Return how many would be let in."""
        return sum(answer.verdict == APPROVE for answer in self.answers)

    @property
    def declined(self) -> int:
        """Return how many would not."""
        return len(self.answers) - self.approved


def read_answers(visit: SiteVisit, content: bytes, password: str = "") -> DryRun:
    """Read a list that its host has filled in. Raises `SheetRefused` when it is none."""
    rows = _rows(content, password)
    header = next((number for number, row in enumerate(rows) if CODE in _texts(row)), None)
    if header is None:
        raise SheetRefused(f"'{CODE}' 열을 찾을 수 없습니다. 내려받은 명단을 그대로 채워 올려 주세요.")
    titles = _texts(rows[header])
    missing = [title for title in (CODE, NAME, VERDICT, REASON) if title not in titles]
    if missing:
        raise SheetRefused(f"열이 없습니다: {', '.join(missing)}. 내려받은 명단을 그대로 채워 올려 주세요.")
    places = {title: titles.index(title) for title in (CODE, NAME, VERDICT, REASON)}
    run, seen = DryRun(), set[str]()
    known = {booking.attendee.code: booking for booking in Booking.objects.newest_of_each(visit)}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        texts = _texts([*row, *[None] * len(titles)])
        line = _Line(number, {title: texts[place] for title, place in places.items()}, places)
        if not any(line.told.values()):
            continue
        fault = line.fault(known, seen)
        seen.add(line.told[CODE])
        if fault:
            run.faults.append(fault)
        else:
            _take(run, line, known[line.told[CODE]])
    return run


@dataclass(frozen=True)
class _Line:
    number: int
    told: dict[str, str]
    places: dict[str, int]

    @property
    def verdict(self) -> str:
        return WORDS.get(self.told[VERDICT].casefold(), "?")

    def fault(self, known: dict[str, Booking], seen: set[str]) -> Fault | None:
        """Return the first thing that is wrong, or None."""
        told, booking = self.told, known.get(self.told[CODE])
        if booking is None:
            return self._at(CODE, f"이 견학의 명단에 없는 접수번호입니다: {told[CODE] or '(빈칸)'}")
        if told[CODE] in seen:
            return self._at(CODE, f"같은 접수번호가 두 번 있습니다: {told[CODE]}")
        if told[NAME] != booking.attendee.name:
            return self._at(NAME, f"접수번호의 성명과 다릅니다: {told[NAME] or '(빈칸)'}")
        if self.verdict == "?":
            return self._at(VERDICT, f"'승인', '반려' 또는 빈칸이어야 합니다: {told[VERDICT]}")
        if self.verdict == DECLINE and not told[REASON]:
            return self._at(REASON, "반려 사유를 적어 주세요.")
        if len(told[REASON]) > LONGEST_REASON or has_hidden(told[REASON]):
            return self._at(REASON, f"사유는 한 줄, {LONGEST_REASON}자까지 쓸 수 있습니다.")
        if self.verdict == APPROVE and booking.state == BookingState.DECLINED:
            return self._at(VERDICT, "이미 반려해 알렸습니다. 다시 받으려면 본인이 문의해야 합니다.")
        return None

    def _at(self, title: str, words: str) -> Fault:
        from openpyxl.utils import get_column_letter  # late, as in `_rows`

        return Fault(f"{get_column_letter(self.places[title] + 1)}{self.number}", words)


def _take(run: DryRun, line: _Line, booking: Booking) -> None:
    """Count a line that is right among what would be written, or what would not."""
    verdict = line.verdict
    may_change = booking.state in (BookingState.REVIEW, BookingState.CONFIRMED)
    if not verdict:
        run.unanswered += booking.state == BookingState.REVIEW
    elif not may_change or ANSWERED.get(BookingState(booking.state)) == verdict:
        run.unchanged += 1
    else:
        run.answers.append(Answer(line.told[CODE], verdict, line.told[REASON] if verdict == DECLINE else ""))


def _rows(content: bytes, password: str) -> list[list[Cell]]:
    # Late: openpyxl takes 9 MiB, which a web worker needs only once somebody uploads a file.
    from program.importing.tables.xlsx_file import OLE, read_xlsx, refuse_ole

    errors: list[str] = []
    try:
        if len(content) > LARGEST:
            raise SheetRefused("파일이 5 MB보다 큽니다. 명단만 남겨 다시 저장해 주세요.")
        if content.startswith(OLE) and password:
            content = unlock_workbook(BytesIO(content), password)
        refuse_ole(content)
        sheets = read_xlsx(content, [], errors)
    except LoadingRefused as refusal:
        raise SheetRefused(str(refusal)) from None
    except ValueError:
        raise SheetRefused("열기 암호가 맞지 않습니다.") from None
    if errors or not sheets:
        raise SheetRefused(errors[0] if errors else "시트가 없습니다.")
    return sheets[0].rows


def _texts(row: list[Cell]) -> list[str]:
    return [normal(str(cell)).strip() if cell is not None else "" for cell in row]
