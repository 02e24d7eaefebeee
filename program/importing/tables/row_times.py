"""Find out when the session of a row is, from cells of every sort."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from program.importing.foreign.moments import Year, clocks_of, day_in, day_of, duration_of, on
from program.importing.tables.sheet import words

DAY = timedelta(days=1)
LONGEST_NIGHT = DAY / 2  # what lasts longer into the next day has its hours exchanged
NO_DAY = "날짜를 알 수 없습니다. 날짜 열이나 시트 이름에 날짜를 쓰세요."
NO_YEAR = "날짜를 알 수 없습니다. 날짜 열이나 시트 이름에 2022-11-03처럼 연도까지 쓰거나 기간이 있는 대회로 읽으세요."


@dataclass
class RowTimes:
    """Reads rows one after the other; the day of one that names none is that of the row, heading or sheet before it."""

    known: Year
    day: date | None = None
    warnings: list[str] = field(default_factory=list)

    def read(self, cells: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
        """Return start and end without a zone, None for what the row does not say. Raises ValueError in Korean."""
        if (stated := cells.get("date")) is not None:
            self.day = day_of(stated, self.known)
        start, end = self._clocks(cells)
        if start is None:
            return None, None
        if self.day is None and self.known.first_day:
            self.day = self.known.first_day
            self.warnings.append(f"날짜가 적혀 있지 않은 세션은 대회의 첫날({self.day})로 읽었습니다.")
        if self.day is None:
            raise ValueError(NO_DAY if self.known.year else NO_YEAR)
        begins = on(self.day, start)
        if (length := cells.get("duration")) is not None:
            return begins, begins + duration_of(length)
        return begins, self._end(begins, end) if end is not None else None

    def _clocks(self, cells: dict[str, Any]) -> tuple[timedelta | None, timedelta | None]:
        found: list[timedelta] = []
        for name in ("time", "start"):
            if not found and (value := cells.get(name)) is not None:
                if isinstance(value, datetime) or (isinstance(value, str) and "date" not in cells):
                    self.day = day_named(value, self.known) or self.day
                found = clocks_of(value)
        if not found:
            return None, None
        if (value := cells.get("end")) is not None:
            return found[0], clocks_of(value)[0]
        return found[0], found[1] if len(found) > 1 else None

    def _end(self, begins: datetime, clock: timedelta) -> datetime:
        """Return the end: after the start, in the afternoon ('11:30~1:00') or else the day after."""
        assert self.day is not None
        midnight = datetime.combine(self.day, datetime.min.time())
        end = midnight + clock
        if (
            end <= begins
            and clock < DAY / 2
            and begins - midnight < DAY
            and begins < end + DAY / 2 <= begins + DAY / 4
        ):
            return end + DAY / 2
        if end <= begins and end + DAY > begins + LONGEST_NIGHT:
            raise ValueError("끝나는 시각이 시작보다 이릅니다.")
        return end + DAY if end <= begins else end


def day_named(text: Any, known: Year) -> date | None:
    """Return the day that a heading or the name of a sheet tells of, None for any other."""
    try:
        return day_of(text, known) if isinstance(text, datetime | date) else day_in(words(text), known)
    except ValueError:
        return None
