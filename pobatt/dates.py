"""Days and hours in words, as Korean offices and English readers write them (no leading zeros, 24 hours)."""

from datetime import date, datetime

WEEKDAYS = {
    "ko": "월화수목금토일",
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def short_day(day: date, language: str) -> str:
    """Return '11. 3.(목)' or 'Thu 3 Nov'."""
    weekday = WEEKDAYS[language][day.weekday()]
    if language == "ko":
        return f"{day.month}. {day.day}.({weekday})"
    return f"{weekday} {day.day} {MONTHS[day.month - 1][:3]}"


def long_day(day: date, language: str) -> str:
    """Return '2022. 11. 3.(목)' or 'Thu 3 November 2022'."""
    weekday = WEEKDAYS[language][day.weekday()]
    if language == "ko":
        return f"{day.year}. {day.month}. {day.day}.({weekday})"
    return f"{weekday} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date, language: str) -> str:
    """Return '2023. 2. 4.' or '4 February 2023'."""
    if language == "ko":
        return f"{day.year}. {day.month}. {day.day}."
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days(first: date, last: date, language: str) -> str:
    """Return '2022. 11. 3.(목) ~ 11. 4.(금)' or '3–4 November 2022'."""
    if first == last:
        return long_day(first, language)
    if language == "ko":
        return f"{long_day(first, language)} ~ {(short_day if first.year == last.year else long_day)(last, language)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} – {last.day} {MONTHS[last.month - 1]} {last.year}"
    return f"{long_day(first, language)} – {long_day(last, language)}"


def hours(start: datetime, end: datetime, language: str) -> str:
    """Return '10:00~10:30' or '10:00–10:30' in the zone the moments carry."""
    return f"{start:%H:%M}{'~' if language == 'ko' else '–'}{end:%H:%M}"


def moment(at: datetime, language: str) -> str:
    """Return '2022. 11. 3.(목) 10:00' or 'Thu 3 November 2022, 10:00'."""
    return f"{long_day(at.date(), language)}{' ' if language == 'ko' else ', '}{at:%H:%M}"


def span(minutes: int, language: str) -> str:
    """Return '2시간' or '2 hours' of whole hours, and '90분' or '90 minutes' of others."""
    number, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    if language == "ko":
        return f"{number}{'시간' if unit == 'hour' else '분'}"
    return f"{number} {unit}{'' if number == 1 else 's'}"
