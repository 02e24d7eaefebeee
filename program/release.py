"""Publishing: the working copy becomes the public programme."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from program.differences import Change, changes_between
from program.document import Document, working_document
from program.jobs import draw_release
from program.models import Conference, Release
from program.problems import Problem, problems_of
from program.search import reindex


class PublishingRefused(Exception):
    """Says in a Korean sentence why nothing was published."""


class NothingToPublish(PublishingRefused):
    """The working copy equals what is public."""


class NewProblems(PublishingRefused):
    """The working copy has problems that nobody has accepted yet; they are in `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            f"확인하지 않은 문제가 {len(problems)}건 있습니다. 문제를 보고 '알고도 게시'에 표시하세요."
        )
        self.problems = problems


class Treatment(StrEnum):
    """What becomes of a change when it is published."""

    ANNOUNCE = "announce"  # told to the public
    LEAVE_OUT = "leave_out"  # not told; calendars still learn of it
    TYPO = "typo"  # a correction: not told, and calendars are not disturbed


@dataclass(frozen=True)
class Decision:
    """How an organiser wants a change to be published; empty words mean the computed ones."""

    treatment: Treatment = Treatment.ANNOUNCE
    ko: str = ""
    en: str = ""


@dataclass(frozen=True)
class Draft:
    """What publishing now would do, for an organiser to look at."""

    working_version: int
    first: bool
    differs: bool
    changes: list[Change]
    problems: list[Problem]
    new_problems: list[Problem]


def draft(conference: Conference) -> Draft:
    """Compute, without writing anything, what publishing the conference would do."""
    last = latest(conference)
    document = working_document(conference)
    problems = problems_of(conference)
    return Draft(
        working_version=conference.working_version,
        first=last is None,
        differs=last is None or _differs(last.document, document),
        changes=changes_between(last.document, document) if last else [],
        problems=problems,
        new_problems=_not_accepted(problems, last),
    )


@transaction.atomic
def publish(
    conference: Conference,
    *,
    by: User | None,
    expected_version: int | None = None,
    decisions: Mapping[str, Decision] | None = None,
    accept_problems: bool = False,
    note_ko: str = "",
    note_en: str = "",
) -> Release:
    """Make the next release from the working copy.

    `decisions` maps the key of a change to what becomes of it; the others are announced. `expected_version` is the
    `working_version` somebody has reviewed. Raises `PublishingRefused` when the working copy has moved on since,
    `NothingToPublish` and `NewProblems`.
    """
    # Locked first: nobody is halfway through changing the working copy, and two who publish at once take turns.
    conference = Conference.objects.locked().get(pk=conference.pk)
    if expected_version is not None and expected_version != conference.working_version:
        raise PublishingRefused(
            "확인하시는 동안 다른 사람이 프로그램을 고쳤습니다. 바뀐 내용을 다시 확인하고 게시하세요."
        )
    last = latest(conference)
    document = working_document(conference)
    if last and not _differs(last.document, document):
        raise NothingToPublish("지난 게시 뒤로 바뀐 것이 없습니다.")
    problems = problems_of(conference)
    if not accept_problems and (new_problems := _not_accepted(problems, last)):
        raise NewProblems(new_problems)

    now = timezone.now()
    told: list[Change] = []
    if last:
        decisions = decisions or {}
        decided = [
            (change, decisions.get(change.key, Decision()))
            for change in changes_between(last.document, document)
        ]
        told = [
            _worded(change, decision)
            for change, decision in decided
            if decision.treatment is Treatment.ANNOUNCE
        ]
        quiet = {change.uid for change, decision in decided if _is_quiet(change, decision)}
        _number_sessions(document, last.document, quiet, now)
    else:
        for session in document["sessions"]:
            session["changed_at"] = now.isoformat()
    release = Release.objects.create(
        conference=conference,
        number=last.number + 1 if last else 1,
        document=document,
        changes=[asdict(change) for change in told],
        accepted_problems=[problem.key for problem in problems],
        note_ko=note_ko,
        note_en=note_en,
        working_version=conference.working_version,
        published_at=now,
        published_by=by,
    )
    reindex(release)
    draw_release.defer(release_id=release.pk)
    return release


def typos_in(conference: Conference, uids: set[str]) -> dict[str, Decision]:
    """Return the decisions that make a typo of what changed in these sessions, and of nothing else."""
    return {c.key: Decision(Treatment.TYPO) for c in draft(conference).changes if c.uid in uids}


def latest(conference: Conference) -> Release | None:
    """Return the conference's public release, if it has one."""
    return conference.releases.newest_first().first()


def _differs(public: Document, working: Document) -> bool:
    return _without_sequences(public) != _without_sequences(working)


def _without_sequences(document: Document) -> Document:
    bare = deepcopy({**document, "gone": []})
    for session in bare["sessions"]:
        session["sequence"], session["changed_at"] = 0, None
    return bare


def _not_accepted(problems: list[Problem], last: Release | None) -> list[Problem]:
    accepted = set(last.accepted_problems) if last else set()
    return [problem for problem in problems if problem.key not in accepted]


def _worded(change: Change, decision: Decision) -> Change:
    return Change(change.kind, change.uid, ko=decision.ko or change.ko, en=decision.en or change.en)


def _is_quiet(change: Change, decision: Decision) -> bool:
    """Say whether calendars need not hear of a change; that something comes or goes is never a mere typo."""
    return decision.treatment is Treatment.TYPO and change.kind in ("moved", "renamed", "speakers")


def _number_sessions(document: Document, last: Document, quiet: set[str], now: datetime) -> None:
    """Give every session the SEQUENCE of its calendar entry (RFC 5545 §3.8.7.4); it only ever rises.

    It rises when anything that the entry shows has changed, unless the session is among the `quiet` ones. A session
    that is gone, or has lost its hours, stays in `gone`, one number higher, so that calendars learn that
    it is cancelled.
    """
    was = {session["uid"]: session for session in last["sessions"]}
    was_gone = {session["uid"]: session for session in last["gone"]}
    before, after = _calendar_entries(last), _calendar_entries(document)
    for session in document["sessions"]:
        uid = session["uid"]
        old = was.get(uid) or was_gone.get(uid)
        if uid in was and (uid in quiet or before[uid] == after[uid]):
            session["sequence"], session["changed_at"] = was[uid]["sequence"], was[uid]["changed_at"]
        else:
            session["sequence"] = old["sequence"] + 1 if old else 0
            session["changed_at"] = now.isoformat()
        timed = next((row for row in (was.get(uid), was_gone.get(uid)) if row and row["starts_at"]), None)
        if timed and not session["starts_at"]:
            numbered = {name: session[name] for name in ("sequence", "changed_at")}
            document["gone"].append({**timed, "is_cancelled": True, **numbered})
    present = {session["uid"] for session in document["sessions"]}
    for uid, old in {**was, **was_gone}.items():
        if uid not in present:
            told = uid in was_gone and uid not in was
            fresh = {} if told else {"sequence": old["sequence"] + 1, "changed_at": now.isoformat()}
            document["gone"].append({**old, "is_cancelled": True, **fresh})


SHOWN_IN_CALENDARS = (
    "slug", "starts_at", "ends_at", "title_ko", "title_en", "is_cancelled", "is_invitation_only", "language",
    "speakers", "chair",
)  # fmt: skip


def _calendar_entries(document: Document) -> dict[str, tuple[object, ...]]:
    """Return what calendars show of each session: its own facts, its room's or its session's room's name, the venue."""
    rooms = {room["slug"]: (room["name_ko"], room["name_en"]) for room in document["rooms"]}
    sessions = {session["uid"]: session for session in document["sessions"]}
    venue = (document["conference"]["venue_ko"], document["conference"]["venue_en"])
    entries: dict[str, tuple[object, ...]] = {}
    for uid, session in sessions.items():
        around = sessions.get(session["parent"] or "", {})
        room = rooms.get(session["room"] or around.get("room") or "")
        own = tuple(session[name] for name in SHOWN_IN_CALENDARS)
        entries[uid] = (*own, room, venue, around.get("title_ko"), around.get("title_en"))
    return entries
