"""The edition itself, its themes and its places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pobatt import dates
from pobatt.localized import Text, pick, to_be_announced


@dataclass(frozen=True)
class PublicConference:
    """The names, dates and place of the edition."""

    slug: str
    number: int | None
    short_name: str
    name: Text
    theme: Text
    venue: Text
    city: Text
    address: Text
    coordinates: tuple[str, str] | None  # latitude and longitude, degrees
    starts_on: date
    ends_on: date
    time_zone: str
    hours_are_provisional: bool
    dates: str  # 2022. 11. 3.(목) ~ 11. 4.(금)


@dataclass(frozen=True)
class PublicTrack:
    """A theme: its word and its sign."""

    slug: str
    name: Text
    sign: str


@dataclass(frozen=True)
class PublicRoom:
    """A place."""

    slug: str
    name: Text


def conference_from(row: Mapping[str, Any], language: str) -> PublicConference:
    """Read a document's conference."""
    first, last = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
    return PublicConference(
        slug=row["slug"],
        number=row["number"],
        short_name=row["short_name"],
        name=pick(row, "name", language),
        theme=pick(row, "theme", language),
        venue=pick(row, "venue", language, otherwise=to_be_announced()),
        city=pick(row, "city", language),
        address=pick(row, "address", language),
        coordinates=(row["latitude"], row["longitude"]) if row["latitude"] and row["longitude"] else None,
        starts_on=first,
        ends_on=last,
        time_zone=row["time_zone"],
        hours_are_provisional=row["hours_are_provisional"],
        dates=dates.days(first, last, language),
    )
