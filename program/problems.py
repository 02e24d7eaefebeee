"""What an organiser should look at before publishing: clashes, gaps and missing translations."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from program.models import Conference, Session


@dataclass(frozen=True)
class Problem:
    """One thing to look at; `sentence` names the records, `session` or `speaker` is what to open to mend it."""

    code: str
    key: str
    sentence: str
    session: int | None = None
    speaker: int | None = None
    also: int | None = None  # the other session of a clash
    subject: str = ""  # the session or the speaker that it is about

    @property
    def kind(self) -> str:
        """Return what sort of problem it is, as a heading."""
        return KINDS[self.code][0]

    @property
    def anchor(self) -> str:
        """Return the id of the form's field that mends it."""
        return KINDS[self.code][1]

    def concerns(self, session: Session) -> bool:
        """Say whether the problem is about this session."""
        return session.pk is not None and session.pk in (self.session, self.also)


KINDS = {
    "speaker_clash": ("연사가 같은 시간에 두 곳에 있음", "id_starts_at_0"),
    "without_time": ("시간 없음", "id_starts_at_0"),
    "without_room": ("장소 없음", "id_room"),
    "without_title": ("제목 없음", "id_title_ko"),
    "without_speaker": ("연사 없음", "id_speaker_1"),
    "without_english_title": ("영문 제목 없음", "id_title_en"),
    "without_english_abstract": ("소개의 영문 없음", "id_abstract_en"),
    "speaker_without_english_name": ("연사의 영문 성명 없음", "id_name_en"),
}  # heading and the field that mends it, in the order in which they are shown
NEEDS_NO_ROOM = {Session.Kind.SITE_VISIT, Session.Kind.BREAK}
NEEDS_SPEAKERS = {Session.Kind.KEYNOTE, Session.Kind.TALK, Session.Kind.PANEL}


def problems_of(conference: Conference) -> list[Problem]:
    """Return every problem of the working copy, clashes first; four queries, whatever the number of rows."""
    sessions = list(
        conference.sessions.public()
        .in_time_order()
        .select_related("parent", "room", "chair")
        .prefetch_related("appearances__speaker")
    )
    live = [s for s in sessions if not (s.cancelled_at or (s.parent and s.parent.cancelled_at))]
    return [
        *_clashes(live),
        *(problem for session in live for problem in _gaps(session)),
        *_speakers_without_english_name(conference),
    ]


def by_kind(problems: list[Problem]) -> list[tuple[str, list[Problem]]]:
    """Return the problems under the headings of their kinds, without empty ones."""
    groups = [(kind, [p for p in problems if p.code == code]) for code, (kind, _) in KINDS.items()]
    return [(kind, found) for kind, found in groups if found]


def by_subject(problems: list[Problem]) -> list[tuple[str, list[Problem]]]:
    """Return the problems of each session and of each speaker."""
    groups: dict[tuple[str, int | None, int | None], list[Problem]] = defaultdict(list)
    for problem in problems:
        is_clash = problem.also is not None
        groups[problem.subject, None if is_clash else problem.session, problem.speaker].append(problem)
    return [(subject, found) for (subject, _, _), found in groups.items()]


def _clashes(sessions: list[Session]) -> list[Problem]:
    """Find speakers (and chairs) who would have to be in two places at once."""
    engagements: dict[int, list[Session]] = defaultdict(list)
    names: dict[int, str] = {}
    for session in sessions:
        people = [place.speaker for place in session.appearances.all()] + (
            [session.chair] if session.chair else []
        )
        for speaker in {person.pk: person for person in people}.values():
            engagements[speaker.pk].append(session)
            names[speaker.pk] = speaker.name
    return [
        Problem(
            code="speaker_clash",
            key=f"speaker_clash:{speaker}:{one.uid}:{other.uid}",
            sentence=f"{names[speaker]} 연사가 같은 시간에 두 곳에 있습니다: '{one}', '{other}'",
            session=one.pk,
            also=other.pk,
            subject=names[speaker],
        )
        for speaker, engaged in engagements.items()
        for one, other in combinations(engaged, 2)
        if _overlap(one, other)
    ]


def _overlap(one: Session, other: Session) -> bool:
    if one.parent_id == other.pk or other.parent_id == one.pk:
        return False  # a chair who also gives a talk of the session
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _gaps(session: Session) -> list[Problem]:
    gaps = []
    if not session.starts_at:
        gaps.append(("without_time", "시간이 정해지지 않았습니다"))
    if (
        not session.room_id
        and session.kind not in NEEDS_NO_ROOM
        and not (session.parent and session.parent.room_id)
    ):
        gaps.append(("without_room", "장소가 없습니다"))
    if not session.title_ko and not session.title_en:
        gaps.append(("without_title", "제목이 없습니다"))
    elif not session.title_en:
        gaps.append(("without_english_title", "영문 제목이 없습니다"))
    if session.abstract_ko and not session.abstract_en:
        gaps.append(("without_english_abstract", "소개의 영문이 없습니다"))
    if session.kind in NEEDS_SPEAKERS and not session.appearances.all():
        gaps.append(("without_speaker", "연사가 없습니다"))
    return [
        Problem(
            code=code,
            key=f"{code}:{session.uid}",
            sentence=f"'{session}': {what}.",
            session=session.pk,
            subject=str(session),
        )
        for code, what in gaps
    ]


def _speakers_without_english_name(conference: Conference) -> list[Problem]:
    return [
        Problem(
            code="speaker_without_english_name",
            key=f"speaker_without_english_name:{speaker.uid}",
            sentence=f"{speaker}: 영문 성명이 없습니다.",
            speaker=speaker.pk,
            subject=str(speaker),
        )
        for speaker in conference.speakers.public().without_english_name()
    ]
