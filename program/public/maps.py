"""Plain links to the maps that people in Korea use; nothing of them is loaded into our pages."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class MapLink:
    """A map's name and the address at which it shows the venue."""

    name: str
    url: str


def map_links(venue: str, where: str, coordinates: tuple[str, str] | None) -> list[MapLink]:
    """Return links that show the venue, at its coordinates (degrees, as text) where these are known."""
    words = " ".join(filter(None, (where, venue)))
    pinned = ",".join(coordinates) if coordinates else ""
    kakao = f"map/{quote(venue, safe='')},{pinned}" if pinned else f"search/{quote(words, safe='')}"
    google = urlencode({"api": 1, "query": pinned or words})
    return [
        MapLink("네이버 지도", f"https://map.naver.com/p/search/{quote(words, safe='')}"),
        MapLink("카카오맵", f"https://map.kakao.com/link/{kakao}"),
        MapLink("Google Maps", f"https://www.google.com/maps/search/?{google}"),
    ]
