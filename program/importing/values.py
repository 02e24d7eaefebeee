"""Read the values of one record of a file: each is checked where it stands, and what is wrong is collected."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

DATE = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?(?:\s*\(.\))?")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
RANGE = re.compile(r"\s+[/-]\s+|\s*[~–—]\s*|(?<=\d)/(?=\d{4})")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]")
KOREAN = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\u4e00-\u9fff]")  # Hangul and Hanja
YES, NO = {"true", "yes", "on", "1", "예", "네"}, {"false", "no", "off", "0", "아니오", "아니요"}
YEARS = range(1990, 2200)  # a slip of the pen further away
LAST_HOUR = 47  # 25:30 is half past one of the next day

Value = TypeVar("Value")
Stated = str | None


class Entry:
    """One record of a file: `{key: value}`, where a value may also be `{value, source, note}`.

    What is wrong goes into `errors` as 'label key: sentence', and the value then counts as not stated (None).
    """

    def __init__(self, label: str, content: Any, errors: list[str]) -> None:
        self.label = label
        self.errors = errors
        self.asked: set[str] = set()
        if not isinstance(content, Mapping):
            self.errors.append(f"{label}: '이름: 값'으로 된 항목이어야 합니다.")
            content = {}
        self.content: Mapping[str, Any] = {str(key): value for key, value in content.items()}

    def refuse(self, key: str, sentence: str) -> None:
        """Note what is wrong with a key."""
        self.errors.append(f"{self.label} {key}: {sentence}")

    def first_key(self, *keys: str) -> str:
        """Return the first of the keys that states something, or the first one."""
        return next((key for key in keys if self.raw(key) is not None), keys[0])

    def raw(self, key: str) -> Any:
        """Return what the file says, without its source; None when it does not say."""
        self.asked.add(key)
        value = self.content.get(key)
        return value.get("value") if isinstance(value, Mapping) and "value" in value else value

    def text(self, key: str, *, lines: bool = False) -> Stated:
        """Return a text; without `lines` on one line."""
        value = self.raw(key)
        if value is None:
            return None
        sentence = ""
        words = str(value).replace("\r\n", "\n").strip()
        if isinstance(value, Mapping | list | tuple | set | bytes):
            sentence = "글자여야 합니다."
        elif CONTROL.search(words):
            sentence = "쓸 수 없는 제어 문자가 있습니다."
        if sentence:
            self.refuse(key, sentence)
            return None
        return words if lines else " ".join(words.split())

    def texts(self, name: str, *, lines: bool = False) -> dict[str, str]:
        """Return `name_ko` and `name_en` as far as stated; a bare `name` counts for the language of its script."""
        stated = {key: self.text(key, lines=lines) for key in (f"{name}_ko", f"{name}_en")}
        found = {key: words for key, words in stated.items() if words is not None}
        several = self.raw(name)
        if isinstance(several, list):
            parts = Entry(
                self.label, {f"{name}[{n}]": part for n, part in enumerate(several, start=1)}, self.errors
            )
            bare: Stated = " · ".join(filter(None, (parts.text(key) for key in parts.content)))
        else:
            bare = self.text(name, lines=lines)
        if bare:
            found.setdefault(by_script(name, bare), bare)
        return found

    def number(self, key: str) -> int | None:
        """Return a whole number from 0."""
        return self._read(key, _number)

    def flag(self, key: str) -> bool | None:
        """Return yes or no."""
        return self._read(key, _flag)

    def day(self, key: str) -> date | None:
        """Return a date written as 2022-11-03 or 2022. 11. 3.(목)."""
        return self._read(key, _day)

    def days(self, key: str) -> tuple[date, date] | None:
        """Return first and last day, written '2022-11-03 ~ 2022-11-04' or with a slash; one day is both."""
        ends = self._read(key, lambda words: [_day(part) for part in RANGE.split(words, maxsplit=1)])
        return (ends[0], ends[-1]) if ends else None

    def moment(self, key: str, day: date | None) -> datetime | None:
        """Return a moment from '10:30' on `day`, or from a full '2022-11-03 10:30' (with its zone, if it names one)."""
        return self._read(key, lambda words: _moment(words, day))

    def items(self, key: str) -> list[Any] | None:
        """Return a list; a single value is a list of one."""
        value = self.raw(key)
        if value is None:
            return None
        return list(value) if isinstance(value, list | tuple) else [value]

    def sources(self) -> str:
        """Return where the record comes from, one line each: its own source, then those of single fields."""
        lines = [self.text("source") or ""]
        for key, value in self.content.items():
            if key.endswith("_source") and (words := self.text(key, lines=True)):
                lines.append(f"{key}: {words}")
            elif isinstance(value, Mapping):
                inner = Entry(f"{self.label}.{key}", value, self.errors)
                if words := inner.text("source"):
                    remark = inner.text("note")
                    lines.append(f"{key}: {words} ({remark})" if remark else f"{key}: {words}")
        return "\n".join(line for line in lines if line)

    def notes(self) -> str:
        """Return the remarks of the file, one a line."""
        remarks = {key: self.text(key, lines=True) for key in self.content if key.endswith("_note")}
        lines = [f"{key.removesuffix('_note')}: {words}" for key, words in remarks.items() if words]
        return "\n".join([words for words in [self.text("note", lines=True)] if words] + lines)

    def unread(self) -> list[str]:
        """Return the keys that nobody has asked for."""
        return [key for key, value in self.content.items() if key not in self.asked and value is not None]

    def _read(self, key: str, convert: Callable[[str], Value]) -> Value | None:
        words = self.text(key)
        if not words:
            return None
        try:
            return convert(words)
        except ValueError as error:
            self.refuse(key, f"'{words}'은(는) {error}")
            return None


def by_script(name: str, words: str) -> str:
    """Return the field that a text of unknown language belongs to: 'title_ko' for Hangul, otherwise 'title_en'."""
    return f"{name}_{'ko' if KOREAN.search(words) else 'en'}"


def _number(words: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", words):
        raise ValueError("수가 아닙니다.")
    return int(words)


def _flag(words: str) -> bool:
    if words.lower() not in YES | NO:
        raise ValueError("true나 false가 아닙니다.")
    return words.lower() in YES


def _day(words: str) -> date:
    if found := DATE.fullmatch(words.strip()):
        year, month, day = (int(part) for part in found.groups())
        with suppress(ValueError):
            if year in YEARS:
                return date(year, month, day)
    raise ValueError("날짜가 아닙니다. 예: 2022-11-03")


def _moment(words: str, day: date | None) -> datetime:
    if clock := CLOCK.fullmatch(words):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        if hours <= LAST_HOUR and minutes < 60 and seconds < 60:
            if day is None:
                raise ValueError("날짜(date)가 없어 언제인지 알 수 없습니다.")
            return datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    elif ":" in words:
        with suppress(ValueError):
            moment = datetime.fromisoformat(words)
            if moment.year in YEARS:
                return moment
    raise ValueError("시각이 아닙니다. 예: 10:30. 자정을 넘기면 25:30처럼 씁니다.")
