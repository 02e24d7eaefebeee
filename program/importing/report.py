"""What loading a programme did, in Korean lines for whoever started it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from program.importing.records import ColumnReading

LONGEST = 60


class FieldChange(NamedTuple):
    """One field that was different in the working copy; old and new as people read them."""

    label: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label} {self.field}: {self.old} → {self.new}"


@dataclass
class Report:
    """Counts of rows by what became of them, and lines about those that changed or are missing from the file."""

    form: str = ""  # what the file is
    conference: str = ""
    conference_id: int = 0
    version: int = -1  # of the working copy before; -1 where there was none
    is_dry_run: bool = False
    added: Counter[str] = field(default_factory=Counter)  # by noun: 세션, 연사, …
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    additions: list[str] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    columns: list[ColumnReading] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Return how many rows were added, changed and left as they were."""
        return self.added.total(), self.changed.total(), self.unchanged.total()

    def note_change(self, label: str, name: str, old: object, new: object) -> None:
        """Tell of one field that was different in the working copy."""
        self.changes.append(FieldChange(label, name, _short(old), _short(new)))

    def lines(self) -> Iterator[str]:
        """Yield the report."""
        added, changed, unchanged = self.counts
        yield f"{self.conference}: 추가 {added}건, 변경 {changed}건, 그대로 {unchanged}건"
        for word, counter in (("추가", self.added), ("변경", self.changed)):
            if counter:
                yield f"  {word}: {', '.join(f'{noun} {number}' for noun, number in counter.items())}"
        yield from _section("바뀐 칸 (파일의 값으로)", map(str, self.changes))
        yield from _section("파일에 없는 것 (지우지 않음)", self.missing)
        yield from _section("열을 읽은 방법", [_reading(column) for column in self.columns])
        yield from _section("확인할 것", self.warnings)
        yield from _section("읽지 않은 것", self.passed_over)
        if self.is_dry_run:
            yield "시험 실행이어서 아무것도 저장하지 않았습니다."


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield f"{heading}:"
        yield f"  - {line}"


def _reading(column: ColumnReading) -> str:
    return f"{column.place} '{column.heading}': {column.meaning or '읽지 않음'}"


def _short(value: object) -> str:
    if value is None or value == "":
        return "(비어 있음)"
    if isinstance(value, datetime):
        value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    words = " ".join(
        {True: "예", False: "아니오"}.get(value, str(value)).split()
        if isinstance(value, bool)
        else str(value).split()
    )
    return f"'{words[:LONGEST]}…'" if len(words) > LONGEST else f"'{words}'"
