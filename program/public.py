"""The public programme: typed and read-only, in one language, made from a release (or, for a preview, a working copy).

Pages, feeds and calendars are made from this alone; nothing here asks the database for anything but the document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_noop

from pobatt import dates
from pobatt.localized import Text, korean_only_note, pick, to_be_announced
from program.document import Document
from program.grid import Timetable, timetable_of
from program.models.conference import DAY_BEGINS_AT

LANGUAGE_NAMES = {"ko": {"ko": "한국어", "en": "영어"}, "en": {"ko": "Korean", "en": "English"}}


KINDS = {
    "registration": gettext_noop("등록"),
    "ceremony": gettext_noop("공식행사"),
    "keynote": gettext_noop("기조강연"),
    "session": gettext_noop("세션"),
    "talk": gettext_noop("발표"),
    "panel": gettext_noop("패널토론"),
    "break": gettext_noop("휴식"),
    "side_event": gettext_noop("부대행사"),
    "site_visit": gettext_noop("현장견학"),
}


def kind_name(kind: str) -> str:
    """Return the public word for a kind of session."""
    return _(KINDS[kind]) if kind in KINDS else kind


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


@dataclass(frozen=True, eq=False)
class PublicSpeaker:
    """A person of the programme."""

    programme: "Programme"
    uid: str
    slug: str
    name: Text
    affiliation: Text
    position: Text
    biography: Text
    photo: str | None  # digest of the picture

    @property
    def is_korean_only(self) -> bool:
        """Say whether any part of the line about the person is untranslated."""
        return any(part.is_korean_only for part in (self.name, self.affiliation, self.position))

    @cached_property
    def line(self) -> SafeString:
        """Return HTML: name, affiliation and position on one line, with one note if any of it is untranslated."""
        post = format_html_join(
            " ", "{}", ((part.marked,) for part in (self.affiliation, self.position) if part)
        )
        note = korean_only_note() if self.is_korean_only else ""
        html = '<b class="person-name">{}</b> <span class="person-post">{}</span>{}'
        return format_html(html, self.name.marked, post, note)

    @property
    def initial(self) -> str:
        """Return what stands in the cell where there is no photo."""
        return self.name[:1]

    @cached_property
    def sessions(self) -> tuple["PublicSession", ...]:
        """Return the sessions in which the person speaks or takes the chair, in time order."""
        return tuple(
            s for s in self.programme.sessions if self.uid in s.speaker_uids or self.uid == s.chair_uid
        )


@dataclass(frozen=True)
class Tag:
    """A short word beside a title, and its name for stylesheets and machines."""

    name: str
    word: str


@dataclass(frozen=True, eq=False)
class PublicSession:
    """One item of the programme; moments carry the conference's zone."""

    programme: "Programme"
    uid: str
    slug: str
    kind: str
    parent_uid: str | None
    track_slug: str | None
    room_slug: str | None
    chair_uid: str | None
    speaker_uids: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    title: Text
    abstract: Text
    language: str  # code; "" when unknown
    is_interpreted: bool
    is_invitation_only: bool
    is_placeholder: bool
    is_cancelled: bool
    slides: str | None  # digest of the file, only with the speaker's consent
    slides_url: str
    sequence: int
    changed_at: datetime | None

    @property
    def kind_name(self) -> str:
        """Return the public word for what it is."""
        return kind_name(self.kind)

    @property
    def language_name(self) -> str:
        """Return the name of the language that is spoken, or ''."""
        return LANGUAGE_NAMES[self.programme.language].get(self.language, self.language)

    @cached_property
    def parent(self) -> "PublicSession | None":
        """Return the themed session around a talk."""
        return self.programme.session_by_uid.get(self.parent_uid or "")

    @cached_property
    def talks(self) -> tuple["PublicSession", ...]:
        """Return the talks inside a themed session."""
        return self.programme.talks_by_parent.get(self.uid, ())

    @cached_property
    def track(self) -> PublicTrack | None:
        """Return its theme; a talk has its themed session's unless it names another."""
        slug = self.track_slug or (self.parent.track_slug if self.parent else None)
        return self.programme.track_by_slug.get(slug or "")

    @cached_property
    def room(self) -> PublicRoom | None:
        """Return its place; a talk has its themed session's unless it names another."""
        slug = self.room_slug or (self.parent.room_slug if self.parent else None)
        return self.programme.room_by_slug.get(slug or "")

    @property
    def chair(self) -> PublicSpeaker | None:
        """Return who takes the chair."""
        return self.programme.speaker_by_uid.get(self.chair_uid or "")

    @cached_property
    def speakers(self) -> tuple[PublicSpeaker, ...]:
        """Return who speaks, in order."""
        return tuple(self.programme.speaker_by_uid[uid] for uid in self.speaker_uids)

    @property
    def awaits_speakers(self) -> bool:
        """Say whether somebody is going to speak who is not announced yet."""
        return self.kind in ("keynote", "talk", "panel") and not self.speaker_uids

    @property
    def has_people(self) -> bool:
        """Say whether there is somebody to name, or a place to leave open for a name."""
        return bool(self.speaker_uids or self.chair_uid) or self.awaits_speakers

    @property
    def day(self) -> date | None:
        """Return the day of the conference it belongs to: the night belongs to the day before."""
        if self.starts_at is None:
            return None
        early = self.starts_at.time() < DAY_BEGINS_AT
        return self.starts_at.date() - timedelta(days=1) if early else self.starts_at.date()

    @property
    def hours(self) -> str:
        """Return '10:00~10:30', or that it is to be announced."""
        if self.starts_at is None or self.ends_at is None:
            return to_be_announced()
        return dates.hours(self.starts_at, self.ends_at, self.programme.language)

    @property
    def starts(self) -> str:
        """Return '10:00', or ''."""
        return f"{self.starts_at:%H:%M}" if self.starts_at else ""

    @property
    def ends(self) -> str:
        """Return '10:30', or ''."""
        return f"{self.ends_at:%H:%M}" if self.ends_at else ""

    @property
    def range_sign(self) -> str:
        """Return what stands between start and end: '~' in Korean, an en dash in English."""
        return "~" if self.programme.language == "ko" else "–"

    @property
    def is_after_midnight(self) -> bool:
        """Say whether it starts in the night that still belongs to the day before."""
        return self.starts_at is not None and self.starts_at.date() != self.day

    @property
    def status(self) -> str:
        """Return what a machine may want to know: cancelled, provisional or confirmed."""
        return "cancelled" if self.is_cancelled else "provisional" if self.is_placeholder else "confirmed"

    @cached_property
    def tags(self) -> tuple["Tag", ...]:
        """Return the short words that stand beside the title."""
        return tuple(self._tags())

    def _tags(self) -> Iterator["Tag"]:
        if self.is_cancelled:
            yield Tag("cancelled", _("취소"))
        if self.is_placeholder:
            yield Tag("provisional", _("잠정"))
        if self.is_invitation_only:
            yield Tag("invitation", _("초청자만"))
        if self.language:
            yield Tag("language", _("%(language)s 진행") % {"language": self.language_name})
        if self.is_interpreted:
            yield Tag("interpreted", _("동시통역"))

    @property
    def day_name(self) -> str:
        """Return '2022. 11. 3.(목)', or ''."""
        return dates.long_day(self.day, self.programme.language) if self.day else ""

    @property
    def when(self) -> str:
        """Return day and hours in words."""
        if self.day is None:
            return to_be_announced()
        return f"{dates.long_day(self.day, self.programme.language)} {self.hours}"

    @property
    def parallel(self) -> tuple["PublicSession", ...]:
        """Return the other sessions that run at the same time, its own themed session and talks apart."""
        if self.starts_at is None or self.ends_at is None:
            return ()
        start, end = self.starts_at, self.ends_at
        return tuple(
            other
            for other in self.programme.sessions
            if other is not self
            and self.uid != other.parent_uid
            and other.uid != self.parent_uid
            and other.starts_at is not None
            and other.ends_at is not None
            and other.starts_at < end
            and start < other.ends_at
        )

    @property
    def neighbours(self) -> tuple["PublicSession | None", "PublicSession | None"]:
        """Return the previous and the next session with a page, in time order."""
        order = self.programme.sessions
        place = order.index(self)
        return (order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None)


@dataclass(frozen=True)
class Day:
    """A day of the conference with its top-level sessions in time order (talks are inside them)."""

    date: date
    name: str  # 11. 3.(목)
    long_name: str  # 2022. 11. 3.(목)
    sessions: tuple[PublicSession, ...]

    @property
    def highlights(self) -> tuple[PublicSession, ...]:
        """Return what the day is about: neither breaks nor the registration desk."""
        return tuple(session for session in self.sessions if session.kind not in ("registration", "break"))

    @property
    def timetable(self) -> Timetable:
        """Return where each session stands on a wide screen."""
        return timetable_of(self.sessions)


@dataclass(frozen=True)
class Theme:
    """A track with what belongs to it: its sessions of the first level."""

    track: PublicTrack
    sessions: tuple[PublicSession, ...]


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
    host: Text
    starts_on: date
    ends_on: date
    time_zone: str
    hours_are_provisional: bool
    dates: str  # 2022. 11. 3.(목) ~ 11. 4.(금)


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
        self.language = language
        self.number = number
        self.published_at = published_at
        self.conference = _conference(document["conference"], language)
        self.zone = ZoneInfo(self.conference.time_zone)
        self.tracks = tuple(
            PublicTrack(track["slug"], pick(track, "name", language), track["sign"])
            for track in document["tracks"]
        )
        self.rooms = tuple(
            PublicRoom(room["slug"], pick(room, "name", language)) for room in document["rooms"]
        )
        self.speakers = tuple(sorted((_speaker(self, row) for row in document["speakers"]), key=_by_name))
        self.sessions = tuple(_session(self, row) for row in document["sessions"])
        self.gone = tuple(_session(self, row) for row in document["gone"])

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
        return frozenset(speaker.photo for speaker in self.speakers if speaker.photo)

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

    def days_of(self, sessions: tuple[PublicSession, ...]) -> Iterator[Day]:
        """Yield the days of these sessions; a talk whose themed session is not among them stands for itself."""
        present = {session.uid for session in sessions}
        tops = [session for session in sessions if session.parent_uid not in present]
        for day in self.all_days:
            if todays := tuple(session for session in tops if session.day == day):
                yield Day(
                    day, dates.short_day(day, self.language), dates.long_day(day, self.language), todays
                )


def _by_name(speaker: PublicSpeaker) -> tuple[bool, str]:
    """Sort Hangul 가나다 first (code point order does that), then Latin."""
    return (speaker.name[:1].isascii(), str(speaker.name).casefold())


def _conference(row: Mapping[str, Any], language: str) -> PublicConference:
    first, last = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
    return PublicConference(
        slug=row["slug"],
        number=row["number"],
        short_name=row["short_name"],
        name=pick(row, "name", language),
        theme=pick(row, "theme", language),
        venue=pick(row, "venue", language, otherwise=to_be_announced()),
        city=pick(row, "city", language),
        host=pick(row, "host", language),
        starts_on=first,
        ends_on=last,
        time_zone=row["time_zone"],
        hours_are_provisional=row["hours_are_provisional"],
        dates=dates.days(first, last, language),
    )


def _speaker(programme: Programme, row: Mapping[str, Any]) -> PublicSpeaker:
    texts = {
        name: pick(row, name, programme.language) for name in ("name", "affiliation", "position", "biography")
    }
    return PublicSpeaker(programme=programme, uid=row["uid"], slug=row["slug"], photo=row["photo"], **texts)


def _session(programme: Programme, row: Mapping[str, Any]) -> PublicSession:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]).astimezone(programme.zone) if row[name] else None

    return PublicSession(
        programme=programme,
        uid=row["uid"],
        slug=row["slug"],
        kind=row["kind"],
        parent_uid=row["parent"],
        track_slug=row["track"],
        room_slug=row["room"],
        chair_uid=row["chair"],
        speaker_uids=tuple(uid for uid in row["speakers"] if uid in programme.speaker_by_uid),
        starts_at=moment("starts_at"),
        ends_at=moment("ends_at"),
        title=pick(row, "title", programme.language, otherwise=to_be_announced()),
        abstract=pick(row, "abstract", programme.language),
        language=row["language"],
        is_interpreted=row["is_interpreted"],
        is_invitation_only=row["is_invitation_only"],
        is_placeholder=row["is_placeholder"],
        is_cancelled=row["is_cancelled"],
        slides=row["slides"],
        slides_url=row["slides_url"],
        sequence=row["sequence"],
        changed_at=moment("changed_at"),
    )
