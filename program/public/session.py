"""One item of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pobatt import dates
from pobatt.localized import Text, language_name, pick, to_be_announced
from program.models.conference import DAY_BEGINS_AT
from program.public.conference import PublicRoom, PublicTrack
from program.public.kinds import kind_name
from program.public.speaker import PublicSpeaker

if TYPE_CHECKING:
    from program.public.programme import Programme


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
        return language_name(self.language, self.programme.language) if self.language else ""

    @property
    def is_untitled(self) -> bool:
        """Say whether its title is still to be announced."""
        return self.title == to_be_announced()

    @property
    def headline(self) -> Text:
        """Return what is read from afar: the title; without one, who speaks, what it is part of, or what it is."""
        if not self.is_untitled:
            return self.title
        if self.speakers:
            first = self.speakers[0].name
            names = ", ".join(speaker.name for speaker in self.speakers)
            return Text(names, language=first.language, wanted=first.wanted)
        if self.parent and not self.parent.is_untitled:
            return self.parent.title
        wanted = self.programme.language
        return Text(self.kind_name, language=wanted, wanted=wanted)

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
    def tags(self) -> tuple[Tag, ...]:
        """Return the short words that stand beside the title."""
        marks = (
            (self.is_cancelled, "cancelled", _("취소")),
            (self.is_placeholder, "provisional", _("잠정")),
            (self.is_invitation_only, "invitation", _("초청자만")),
            (self.language, "language", _("%(language)s 진행") % {"language": self.language_name}),
            (self.is_interpreted, "interpreted", _("동시통역")),
        )
        return tuple(Tag(name, word) for holds, name, word in marks if holds)

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


def session_from(programme: "Programme", row: Mapping[str, Any]) -> PublicSession:
    """Read one of a document's sessions."""

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
