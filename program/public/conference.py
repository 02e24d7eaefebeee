"""The edition itself, its themes and its places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pobatt import dates
from pobatt.localized import LANGUAGES, Text, pick, to_be_announced
from program.public.maps import MapLink, map_links


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
    scripts: tuple["PlaceName", ...]  # the venue as each script writes it, Korean first

    @property
    def map_links(self) -> list[MapLink]:
        """Return where maps show the venue; empty while it is unknown."""
        place = next(iter(self.scripts), None)
        return map_links(place.venue, place.where, self.coordinates) if place else []


@dataclass(frozen=True)
class PlaceName:
    """The venue in one script, to show to a driver: its name, and its address or at least its city."""

    language: str
    venue: str
    where: str


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
        scripts=tuple(
            PlaceName(script, row[f"venue_{script}"], row[f"address_{script}"] or row[f"city_{script}"])
            for script in LANGUAGES
            if row[f"venue_{script}"]
        ),
    )
