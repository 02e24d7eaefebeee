"""Programmes of every shape as documents, without a database: what hypothesis hands to tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from hypothesis import strategies as some

from program.document import Document
from program.feeds.wording import plain
from program.models import Organisation, Session, Track
from program.public import Programme

ZONES = ["Asia/Seoul", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]
DAYS = [date(2022, 11, 3), date(2022, 3, 26), date(2022, 10, 29), date(2011, 12, 29), date(2199, 12, 1)]
WORDS = some.one_of(
    some.text(max_size=60),
    some.sampled_from(
        [
            "",
            "추후 공지",
            "배터리 소재",
            "李在鎔 이차전지 二次電池 Überblick",
            "<b>&amp;]]></b>",
            "?><?pobatt x?>",
            "=1+1",
            "a\x01\x0b\ufffe\u2028b",
            "🔋" * 40,
            "아주 긴 제목 " * 20,
            "#set page(width: 1pt)",
            "  space  ",
        ]
    ),
)
SLUGS = some.from_regex(r"[-\w]{1,24}", fullmatch=True).filter(lambda slug: slug.isprintable())
Rows = list[dict[str, Any]]
BOTH = ("ko", "en")


def programme_in(document: Document, language: str = "ko", number: int | None = 1) -> Programme:
    """Return the document as its public programme of a release."""
    published_at = datetime(2022, 8, 25, tzinfo=UTC) if number else None
    with translation.override(language):
        return Programme(document, language, number=number, published_at=published_at)


@some.composite
def documents(draw: Any, longest: int = 8) -> Document:
    """Return a programme of up to `longest` sessions: with or without times, rooms, themed sessions, people."""
    first, zone = draw(some.sampled_from(DAYS)), ZoneInfo(draw(some.sampled_from(ZONES)))
    last = first + timedelta(days=draw(some.integers(0, 3)))
    tracks = [
        {
            **_texts(draw, "name", at_least=True),
            "slug": slug,
            "sign": draw(some.sampled_from(Track.Sign.values)),
        }
        for slug in draw(_slugs(3))
    ]
    rooms = [{**_texts(draw, "name", at_least=True), "slug": slug} for slug in draw(_slugs(3))]
    speakers = [
        {
            **_texts(draw, "name", at_least=True),
            **_texts(draw, "affiliation", "position", "biography"),
            "uid": str(draw(some.uuids())),
            "slug": slug,
            "photo": None,
        }
        for slug in draw(_slugs(4))
    ]
    sessions: Rows = []
    for slug in draw(_slugs(longest)):
        sessions.append(_session(draw, slug, first, last, zone, (tracks, rooms, speakers, sessions)))
    return {
        "schema": 1,
        "conference": {
            **_texts(draw, "name", at_least=True),
            **_texts(draw, "theme", "venue", "city", "address"),
            "slug": draw(some.sampled_from(["2022", "a", "Pobatt-2022", "x_-y"])),
            "number": draw(some.none() | some.integers(1, 30)),
            "short_name": draw(WORDS),
            "starts_on": first.isoformat(),
            "ends_on": last.isoformat(),
            "time_zone": zone.key,
            "hours_are_provisional": draw(some.booleans()),
            "latitude": draw(some.sampled_from([None, "36.0139"])),
            "longitude": draw(some.sampled_from([None, "129.3232"])),
        },
        "organisations": [
            {**_texts(draw, "name", at_least=True), "role": role, "url": "", "logo": None}
            for role in draw(some.lists(some.sampled_from(Organisation.Role.values), max_size=5).map(sorted))
        ],
        "tracks": tracks,
        "rooms": rooms,
        "speakers": speakers,
        "sessions": sessions,
        "gone": [],
    }


def _slugs(longest: int) -> Any:
    return some.lists(SLUGS, unique=True, max_size=longest)


def _texts(draw: Any, *names: str, at_least: bool = False) -> dict[str, str]:
    found = {f"{name}_{language}": draw(WORDS) for name in names for language in BOTH}
    return {
        name: words if plain(words) or not (at_least and name.endswith("_ko")) else "이름"
        for name, words in found.items()
    }


def _session(
    draw: Any,
    slug: str,
    first: date,
    last: date,
    zone: ZoneInfo,
    there: tuple[Rows, Rows, Rows, Rows],
) -> dict[str, Any]:
    tracks, rooms, speakers, sessions = there
    tops = [session["uid"] for session in sessions if session["parent"] is None]
    people = [speaker["uid"] for speaker in speakers]
    opens = datetime(first.year, first.month, first.day, 5, tzinfo=zone)
    starts_at = (
        opens + timedelta(minutes=draw(some.integers(0, 24 * 60 * ((last - first).days + 1) - 2)))
    ).astimezone(UTC)
    ends_at = starts_at + timedelta(seconds=draw(some.sampled_from([1, 60, 1800, 5400, 36000, 400_000])))
    has_time = draw(some.booleans())
    return {
        **_texts(draw, "title", "abstract"),
        "uid": str(draw(some.uuids())),
        "slug": slug,
        "parent": draw(some.sampled_from([None, *tops])),
        "kind": draw(some.sampled_from(Session.Kind.values)),
        "track": draw(some.sampled_from([None, *(track["slug"] for track in tracks)])),
        "room": draw(some.sampled_from([None, *(room["slug"] for room in rooms)])),
        "starts_at": starts_at.astimezone(zone).isoformat() if has_time else None,
        "ends_at": ends_at.astimezone(zone).isoformat() if has_time else None,
        "language": draw(some.sampled_from(["", "ko", "en", "de", "zh-Hans"])),
        **{
            flag: draw(some.booleans())
            for flag in ("is_interpreted", "is_invitation_only", "is_placeholder", "is_cancelled")
        },
        "chair": draw(some.sampled_from([None, *people])),
        "speakers": draw(some.lists(some.sampled_from(people), unique=True)) if people else [],
        "slides": draw(some.none() | some.just("0" * 64)),
        "slides_url": draw(some.sampled_from(["", "https://example.com/슬라이드?a=1&b=<2>"])),
        "sequence": 0,
        "changed_at": None,
    }
