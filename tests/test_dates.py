"""Days and hours in words, as offices in Korea and readers of English expect them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from pobatt import dates

THURSDAY, FRIDAY = date(2022, 11, 3), date(2022, 11, 4)
SEOUL = ZoneInfo("Asia/Seoul")


def test_a_day_is_written_short() -> None:
    assert dates.short_day(THURSDAY, "ko") == "11. 3.(목)"
    assert dates.short_day(THURSDAY, "en") == "Thu 3 Nov"


def test_a_day_is_written_long() -> None:
    assert dates.long_day(THURSDAY, "ko") == "2022. 11. 3.(목)"
    assert dates.long_day(THURSDAY, "en") == "Thu 3 November 2022"


@pytest.mark.parametrize(
    ("day", "korean", "english"),
    [
        (date(2022, 5, 2), "월", "Mon"),
        (date(2022, 5, 3), "화", "Tue"),
        (date(2022, 5, 4), "수", "Wed"),
        (date(2022, 5, 5), "목", "Thu"),
        (date(2022, 5, 6), "금", "Fri"),
        (date(2022, 5, 7), "토", "Sat"),
        (date(2022, 5, 8), "일", "Sun"),
    ],
)
def test_every_day_of_the_week_has_its_name(day: date, korean: str, english: str) -> None:
    assert dates.short_day(day, "ko") == f"5. {day.day}.({korean})"
    assert dates.short_day(day, "en") == f"{english} {day.day} May"


@pytest.mark.parametrize(
    ("first", "last", "korean", "english"),
    [
        (THURSDAY, THURSDAY, "2022. 11. 3.(목)", "Thu 3 November 2022"),
        (THURSDAY, FRIDAY, "2022. 11. 3.(목) ~ 11. 4.(금)", "3–4 November 2022"),
        (
            date(2022, 9, 30),
            date(2022, 10, 1),
            "2022. 9. 30.(금) ~ 10. 1.(토)",
            "30 September – 1 October 2022",
        ),
        (
            date(2022, 12, 31),
            date(2023, 1, 1),
            "2022. 12. 31.(토) ~ 2023. 1. 1.(일)",
            "Sat 31 December 2022 – Sun 1 January 2023",
        ),
    ],
)
def test_several_days_are_said_without_repeating_themselves(
    first: date, last: date, korean: str, english: str
) -> None:
    assert (dates.days(first, last, "ko"), dates.days(first, last, "en")) == (korean, english)


def test_hours_are_written_with_24_hours_and_the_dash_of_the_language() -> None:
    start, end = datetime(2022, 11, 3, 9, 5, tzinfo=SEOUL), datetime(2022, 11, 3, 17, 30, tzinfo=SEOUL)
    assert dates.hours(start, end, "ko") == "09:05~17:30"
    assert dates.hours(start, end, "en") == "09:05–17:30"


def test_a_moment_is_written_in_the_zone_it_carries() -> None:
    at = datetime(2022, 11, 3, 0, 30, tzinfo=SEOUL)
    assert dates.moment(at, "ko") == "2022. 11. 3.(목) 00:30"
    assert dates.moment(at, "en") == "Thu 3 November 2022, 00:30"
    assert dates.moment(at.astimezone(ZoneInfo("UTC")), "ko") == "2022. 11. 2.(수) 15:30"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_an_english_day_can_be_read_back(day: date) -> None:
    assert datetime.strptime(dates.long_day(day, "en"), "%a %d %B %Y").date() == day  # noqa: DTZ007  a day has no zone


@given(st.dates(), st.dates())
def test_no_korean_day_has_a_leading_zero(one: date, other: date) -> None:
    first, last = sorted((one, other))
    words = dates.days(first, last, "ko").replace(str(first.year), "").replace(str(last.year), "")
    assert " 0" not in words


@pytest.mark.parametrize(
    ("minutes", "korean", "english"),
    [(120, "2시간", "2 hours"), (60, "1시간", "1 hour"), (90, "90분", "90 minutes"), (1, "1분", "1 minute")],
)
def test_a_span_is_told_in_hours_when_they_are_whole(minutes: int, korean: str, english: str) -> None:
    assert (dates.span(minutes, "ko"), dates.span(minutes, "en")) == (korean, english)
