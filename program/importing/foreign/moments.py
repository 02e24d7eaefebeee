"""Read dates, hours and durations in the ways that offices and other programs write them.

Everything raises ValueError with the end of a Korean sentence ('날짜가 아닙니다. …') for what cannot be understood.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from program.importing.values import DATE, YEARS
from program.models.conference import DAY_BEGINS_AT

LATEST_BEGINNING = time(8)  # of a day: one that "starts" at ten has no night until ten
MONTHS = {name: number for number, names in enumerate((
    "jan january januar", "feb february februar", "mar march märz mrz", "apr april", "may mai", "jun june juni",
    "jul july juli", "aug august", "sep sept september", "oct okt october oktober", "nov november",
    "dec dez december dezember"), start=1) for name in names.split()}  # fmt: skip
NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
KOREAN_DAY = re.compile(r"(?:(\d{4}|\d{2})\s*년\s*)?(\d{1,2})\s*월\s*(\d{1,2})\s*일")
GERMAN_DAY = re.compile(r"(?<!\d)(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})(?!\d)")
SLASHED_DAY = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
NAMED_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th)?\s*({NAME})\b\.?,?\s*(\d{{4}})?", re.IGNORECASE
)
NAMED_MONTH = re.compile(
    rf"\b({NAME})\b\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(\d{{4}}))?", re.IGNORECASE
)
SHORT_DAY = re.compile(
    r"(?<![\d:.])(\d{1,2})\s*[./]\s*(\d{1,2})\s*\.?(?=\s*(?:[()]|[월화수목금토일]|$|\s))(?!\s*[.:]?\d)"
)
NUMBERED_DAY = re.compile(
    r"(?:\bday|\btag)\s*(\d{1,2})\b|(\d{1,2})\s*일\s*차|제\s*(\d{1,2})\s*일", re.IGNORECASE
)
ORDINALS = {"첫째 날": 1, "첫째날": 1, "둘째 날": 2, "둘째날": 2, "셋째 날": 3, "셋째날": 3}
CLOCK = re.compile(
    r"(?P<half>오전|오후|[ap]\.?m\.?)?\s*(?<![\d.])(?P<hour>\d{1,2})\s*(?:"
    r"(?:[:：]|시|h(?=\d)|\.(?=\d\d(?!\d|\.)))\s*(?P<minute>\d{1,2})?(?::(?P<second>\d{2}))?\s*분?|(?=\s*(?:uhr|[ap]\.?m)))"
    r"\s*(?:uhr)?\s*(?P<after>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
HOURS, MINUTES = r"(?:시간|h|std|hours?|stunden?)", r"(?:분|m|min|minutes?|minuten)"
DURATION = re.compile(
    rf"(?:(\d{{1,2}})\s*{HOURS}\.?)?\s*(?:(\d{{1,3}})\s*{MINUTES}\s*간?\.?|(\d{{1,3}})['′]?)?", re.IGNORECASE
)
COLONS = re.compile(r"(?:(\d{1,2}):(?=\d+:\d+:))?(\d{1,3}):(\d{2})(?::(\d{2}))?")
ISO_DURATION = re.compile(r"P(?:(\d)D)?T?(?:(\d{1,2})H)?(?:(\d{1,3})M)?(?:(\d{1,5})S)?", re.IGNORECASE)
FIRST_SERIAL, LAST_SERIAL = 32874, 109938  # Excel's numbers of 1990-01-01 and 2200-12-31
LONGEST = timedelta(days=2)


@dataclass(frozen=True)
class Year:
    """What is known of a date that is written without its year, or as '2일차'."""

    year: int | None = None
    first_day: date | None = None


UNKNOWN = Year()


def day_in(words: str, known: Year = UNKNOWN) -> date | None:
    """Return the date that the words tell of, None when they tell of none."""
    if found := DATE.search(words):
        year, month, day = (int(part) for part in found.groups())
        return _date(year, month, day, words)
    if found := KOREAN_DAY.search(words):
        year = int(found[1]) if found[1] else _year(known, words)
        return _date(year + 2000 if year < 100 else year, int(found[2]), int(found[3]), words)
    if found := GERMAN_DAY.search(words):
        return _date(int(found[3]), int(found[2]), int(found[1]), words)
    if found := SLASHED_DAY.search(words):
        one, two, year = (int(part) for part in found.groups())
        if one <= 12 and two <= 12 and one != two:
            raise ValueError("며칠인지 두 가지로 읽힙니다. 2022-11-03처럼 쓰세요.")
        return _date(year, *((two, one) if one > 12 else (one, two)), words)
    if found := NAMED_DAY.search(words):
        year = int(found[3]) if found[3] else _year(known, words)
        return _date(year, MONTHS[found[2].lower()], int(found[1]), words)
    if found := NAMED_MONTH.search(words):
        year = int(found[3]) if found[3] else _year(known, words)
        return _date(year, MONTHS[found[1].lower()], int(found[2]), words)
    if known.year and (found := SHORT_DAY.search(words)):  # before the count: '1일차(11.3.목)' says both
        return _date(known.year, int(found[1]), int(found[2]), words)
    if found := NUMBERED_DAY.search(words):
        return _counted(int(next(part for part in found.groups() if part)), known)
    if number := next((number for name, number in ORDINALS.items() if name in words), None):
        return _counted(number, known)
    if found := SHORT_DAY.search(words):
        return _date(_year(known, words), int(found[1]), int(found[2]), words)
    return None


def day_of(value: Any, known: Year = UNKNOWN) -> date:
    """Return the date in a cell: a real one, Excel's number of one, or words."""
    if isinstance(value, datetime):
        return _date(value.year, value.month, value.day, str(value))
    if isinstance(value, date):
        return _date(value.year, value.month, value.day, str(value))
    if isinstance(value, int | float) and FIRST_SERIAL <= value <= LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(value))
    if found := day_in(str(value), known):
        return found
    raise ValueError("날짜가 아닙니다. 예: 2022-11-03")


def clocks_of(value: Any) -> list[timedelta]:
    """Return the hours in a cell, as time since midnight: one, or start and end ('10:00~10:30')."""
    if isinstance(value, datetime):
        return [timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)]
    if isinstance(value, time):
        return [timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)]
    if isinstance(value, timedelta):
        return [value] if timedelta() <= value < LONGEST else _no_clock()
    if isinstance(value, int | float):
        return (
            [timedelta(minutes=round(value * 1440))]
            if 0 <= value < 2 and not isinstance(value, int)
            else _no_clock()
        )
    words = str(value)
    for pattern in (DATE, KOREAN_DAY, GERMAN_DAY, SLASHED_DAY):
        words = pattern.sub(" ", words)
    found = [match for match in CLOCK.finditer(words) if match["hour"]]
    if not found:
        return _no_clock()
    halves = [(match["half"] or match["after"] or "").lower() for match in found]
    if len(found) > 1 and not found[1]["half"] and found[0]["half"] and not halves[1]:
        halves[1] = halves[0] if int(found[1]["hour"]) >= int(found[0]["hour"]) else ""
    return [_clock(match, half) for match, half in zip(found[:2], halves, strict=False)]


def duration_of(value: Any) -> timedelta:
    """Return a duration: '1:30', '90', '1시간 30분', '45 min', 'PT1H30M'."""
    if isinstance(value, datetime | time):
        found = clocks_of(value)[0]
    elif isinstance(value, timedelta):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = timedelta(minutes=round(value * 1440 if 0 < value < 1 else min(value, 100_000)))
    else:
        found = _duration_in(str(value).strip())
    if not timedelta() < found <= LONGEST:
        raise ValueError("길이(분)가 아닙니다. 예: 30, 1:30")
    return found


def _duration_in(words: str) -> timedelta:
    if match := COLONS.fullmatch(words):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if words and (match := ISO_DURATION.fullmatch(words)) and any(match.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if words and (match := DURATION.fullmatch(words)) and any(match.groups()):
        return timedelta(hours=int(match[1] or 0), minutes=int(match[2] or match[3] or 0))
    raise ValueError("길이(분)가 아닙니다. 예: 30, 1:30")


def on(day: date, clock: timedelta, begins: time = DAY_BEGINS_AT) -> datetime:
    """Return a moment of a conference day without a zone: what is before the day's beginning is the night after it."""
    midnight = datetime.combine(day, time())
    return midnight + clock + timedelta(days=clock < timedelta(hours=begins.hour, minutes=begins.minute))


def iso(words: Any) -> datetime:
    """Return a moment written as ISO 8601."""
    if isinstance(words, str):
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(words.strip())
            if moment.year in YEARS:
                return moment
    raise ValueError("시각이 아닙니다. 예: 2022-11-03T10:30:00+09:00")


def zone_named(name: Any) -> ZoneInfo | None:
    """Return the time zone of that name, None when there is none."""
    if isinstance(name, str) and name in available_timezones() - {"localtime", "Factory"}:
        return ZoneInfo(name)
    return None


def _date(year: int, month: int, day: int, words: str) -> date:
    with suppress(ValueError):
        if year in YEARS:
            return date(year, month, day)
    raise ValueError("날짜가 아닙니다. 예: 2022-11-03")


def _year(known: Year, words: str) -> int:
    if known.year is None:
        raise ValueError("연도를 알 수 없습니다. 2022-11-03처럼 쓰세요.")
    return known.year


def _counted(number: int, known: Year) -> date:
    if known.first_day is None:
        raise ValueError("대회의 첫날을 알 수 없어 며칠인지 모릅니다. 2022-11-03처럼 쓰세요.")
    if not 1 <= number <= 31:
        raise ValueError("그런 날은 없습니다.")
    return known.first_day + timedelta(days=number - 1)


def _clock(match: re.Match[str], half: str) -> timedelta:
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if half.startswith(("오후", "p")) and hour < 12:
        hour += 12
    elif half.startswith(("오전", "a")) and hour == 12:
        hour = 0
    if hour > 47 or minute > 59 or second > 59:
        _no_clock()
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _no_clock() -> list[timedelta]:
    raise ValueError("시각이 아닙니다. 예: 10:30, 10:00~10:30")
