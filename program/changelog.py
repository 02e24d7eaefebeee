"""'프로그램 변경 안내': what the public has been told of each release."""

from dataclasses import dataclass
from datetime import datetime

from pobatt import dates
from pobatt.localized import Text, pick
from program.models import Release
from program.public import Programme, PublicSession


@dataclass(frozen=True)
class Entry:
    """One change in words, and the session it is about if that still has a page."""

    kind: str
    uid: str
    words: Text
    session: PublicSession | None


@dataclass(frozen=True)
class ReleaseNote:
    """What one release told the public."""

    number: int
    published_at: datetime
    published: str  # in words
    note: Text
    entries: tuple[Entry, ...]
    is_first: bool


def changelog_of(programme: Programme) -> tuple[ReleaseNote, ...]:
    """Return the releases that had something to say, the latest first; one query."""
    releases = (
        Release.objects.filter(conference__slug=programme.conference.slug).newest_first().defer("document")
    )
    return tuple(
        _note(release, programme)
        for release in releases
        if release.number == 1 or release.changes or release.note_ko or release.note_en
    )


def _note(release: Release, programme: Programme) -> ReleaseNote:
    language = programme.language
    published_at = release.published_at.astimezone(programme.zone)
    entries = tuple(
        Entry(
            kind=change["kind"],
            uid=change["uid"],
            words=pick({"words_ko": change["ko"], "words_en": change["en"]}, "words", language),
            session=programme.session_by_uid.get(change["uid"]),
        )
        for change in release.changes
    )
    return ReleaseNote(
        number=release.number,
        published_at=published_at,
        published=dates.moment(published_at, language),
        note=pick({"note_ko": release.note_ko, "note_en": release.note_en}, "note", language),
        entries=entries,
        is_first=release.number == 1,
    )
