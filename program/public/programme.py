"""A whole programme in one language."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from pobatt import dates
from pobatt.localized import pick
from program.document import Document
from program.grid import Timetable, timetable_of
from program.public.conference import PublicRoom, PublicTrack, conference_from
from program.public.organisation import PublicOrganisation, organisations_from
from program.public.session import PublicSession, session_from
from program.public.speaker import PublicSpeaker, speaker_from


@dataclass(frozen=True)
class Day:
    """A day of the conference with its top-level sessions in time order (talks are inside them)."""

    date: date
    name: str  # 11. 3.(목)
    long_name: str  # 2022. 11. 3.(목)
    sessions: tuple[PublicSession, ...]
    shown: frozenset[str]  # the permanent names of what may be shown of it, talks too
    now: datetime | None = None  # what is past and what is on, when somebody looks at that moment

    @property
    def highlights(self) -> tuple[PublicSession, ...]:
        """Return what the day is about: neither breaks nor the registration desk."""
        return tuple(session for session in self.sessions if session.kind not in ("registration", "break"))

    @property
    def timetable(self) -> Timetable:
        """Return where each session stands on a wide screen."""
        return timetable_of(self.sessions, self.shown, self.now)


@dataclass(frozen=True)
class Theme:
    """A track with what belongs to it: its sessions of the first level."""

    track: PublicTrack
    sessions: tuple[PublicSession, ...]


class Programme:
    """A whole programme in one language.

    `number` and `published_at` are the release's (None for a preview); `sessions` holds all of them, talks too, in time
    order; `gone` those of earlier releases that calendars must hear of as cancelled.
    """

    def __init__(
        self,
        document: Document,
        language: str,
        *,
        number: int | None = None,
        published_at: datetime | None = None,
    ) -> None:
        self.document = document
        self.language = language
        self.number = number
        self.published_at = published_at
        self.conference = conference_from(document["conference"], language)
        self.zone = ZoneInfo(self.conference.time_zone)
        self.organisations = organisations_from(document["organisations"], language)
        self.tracks = tuple(
            PublicTrack(track["slug"], pick(track, "name", language), track["sign"])
            for track in document["tracks"]
        )
        self.rooms = tuple(
            PublicRoom(room["slug"], pick(room, "name", language)) for room in document["rooms"]
        )
        self.speakers = tuple(sorted((speaker_from(self, row) for row in document["speakers"]), key=_by_name))
        self.sessions = tuple(session_from(self, row) for row in document["sessions"])
        self.gone = tuple(session_from(self, row) for row in document["gone"])
        self.rendered: dict[Hashable, SafeString] = {}  # what `{% timetable_item %}` keeps

    @property
    def is_preview(self) -> bool:
        """Say whether this is a working copy that only organisers see."""
        return self.number is None

    @property
    def published(self) -> str:
        """Return when the release was published, in words; '' for a preview."""
        return (
            dates.moment(self.published_at.astimezone(self.zone), self.language) if self.published_at else ""
        )

    @cached_property
    def track_by_slug(self) -> dict[str, PublicTrack]:
        """Tracks by their address name."""
        return {track.slug: track for track in self.tracks}

    @cached_property
    def room_by_slug(self) -> dict[str, PublicRoom]:
        """Rooms by their address name."""
        return {room.slug: room for room in self.rooms}

    @cached_property
    def speaker_by_uid(self) -> dict[str, PublicSpeaker]:
        """Speakers by their permanent name."""
        return {speaker.uid: speaker for speaker in self.speakers}

    @cached_property
    def speaker_by_slug(self) -> dict[str, PublicSpeaker]:
        """Speakers by their address name."""
        return {speaker.slug: speaker for speaker in self.speakers}

    @cached_property
    def session_by_uid(self) -> dict[str, PublicSession]:
        """Sessions by their permanent name."""
        return {session.uid: session for session in self.sessions}

    @cached_property
    def session_by_slug(self) -> dict[str, PublicSession]:
        """Sessions by their address name."""
        return {session.slug: session for session in self.sessions}

    @cached_property
    def talks_by_parent(self) -> dict[str, tuple[PublicSession, ...]]:
        """The talks of each themed session, in time order."""
        talks: dict[str, list[PublicSession]] = {}
        for session in self.sessions:
            if session.parent_uid:
                talks.setdefault(session.parent_uid, []).append(session)
        return {uid: tuple(inside) for uid, inside in talks.items()}

    @cached_property
    def photos(self) -> frozenset[str]:
        """The digests of every picture the programme shows."""
        logos = {member.logo for group in self.organisations for member in group.organisations}
        return frozenset(digest for digest in {*logos, *(s.photo for s in self.speakers)} if digest)

    @property
    def hosts(self) -> tuple[PublicOrganisation, ...]:
        """Return whose conference it is (주최)."""
        return next((group.organisations for group in self.organisations if group.role == "host"), ())

    @cached_property
    def all_days(self) -> tuple[date, ...]:
        """Every day of the conference, also those without sessions."""
        length = (self.conference.ends_on - self.conference.starts_on).days
        return tuple(self.conference.starts_on + timedelta(days=n) for n in range(length + 1))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days that have sessions."""
        return tuple(self.days_of(self.sessions))

    @cached_property
    def slots(self) -> tuple[PublicSession, ...]:
        """What somebody gives: keynotes, talks and panels that are not cancelled, those with speakers first."""
        given = [s for s in self.sessions if s.kind in ("keynote", "talk", "panel") and not s.is_cancelled]
        return tuple(sorted(given, key=lambda session: session.awaits_speakers))

    @property
    def announced_slots(self) -> int:
        """Return for how many of the slots the speakers are announced."""
        return sum(not session.awaits_speakers for session in self.slots)

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The tracks with their sessions."""
        tops = [session for session in self.sessions if session.parent is None]
        return tuple(Theme(track, tuple(top for top in tops if top.track == track)) for track in self.tracks)

    @cached_property
    def unscheduled(self) -> tuple[PublicSession, ...]:
        """Top-level sessions whose time is not known yet."""
        return tuple(session for session in self.sessions if session.day is None and session.parent is None)

    def days_of(self, sessions: tuple[PublicSession, ...], now: datetime | None = None) -> Iterator[Day]:
        """Yield the days of these sessions; a talk whose themed session is not among them stands for itself.

        With `now`, the days say what is past and what is on.
        """
        present = frozenset(session.uid for session in sessions)
        tops = [session for session in sessions if session.parent_uid not in present]
        for day in self.all_days:
            if todays := tuple(session for session in tops if session.day == day):
                names = dates.short_day(day, self.language), dates.long_day(day, self.language)
                yield Day(day, *names, todays, present, now)


def _by_name(speaker: PublicSpeaker) -> tuple[bool, str]:
    """Sort Hangul 가나다 first (code point order does that), then Latin."""
    return (speaker.name[:1].isascii(), str(speaker.name).casefold())
