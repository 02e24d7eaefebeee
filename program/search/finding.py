"""Find sessions and speakers of a public programme."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from program.models import SearchEntry
from program.public import Programme, PublicSession, PublicSpeaker
from program.search.question import Question

LONGEST_TIME = "1s"  # then PostgreSQL gives up, so that no question can hold the site
LIKENESS = "0.4"  # of 1; one wrong letter in a word of three syllables is still found
MOST = 2000  # entries
SHOWN = 100  # sessions, and speakers; whoever gets more should ask for more


@dataclass(frozen=True)
class Found:
    """What answers a question, the best first; `is_similar` when nothing has just those words."""

    question: Question
    sessions: tuple[PublicSession, ...] = ()
    speakers: tuple[PublicSpeaker, ...] = ()
    is_similar: bool = False
    problem: str = ""


def find(programme: Programme, question: Question, among: Collection[PublicSession]) -> Found:
    """Look for the question's words among these sessions and, if they are fewer than all, the people in them.

    Three queries at most. Nothing is raised: a question that cannot be answered gives a `problem` in words.
    """
    if question.problem:
        return Found(question, problem=question.problem)
    try:
        with transaction.atomic():
            _limit()
            entries = SearchEntry.objects.of_edition(programme.conference.slug).only("kind", "uid")
            found = _among(programme, entries.matching(question.words)[:MOST], among)
            is_similar = not any(found)
            if is_similar:
                found = _among(programme, entries.resembling(question.words)[:MOST], among)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return Found(question, problem=_("지금은 검색이 오래 걸립니다. 잠시 뒤에 다시 찾아 주세요."))
    return Found(question, *found, is_similar=is_similar and any(found))


def _limit() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true),"
            " set_config('pg_trgm.word_similarity_threshold', %s, true)",
            [LONGEST_TIME, LIKENESS],
        )


def _among(
    programme: Programme, entries: Collection[SearchEntry], among: Collection[PublicSession]
) -> tuple[tuple[PublicSession, ...], tuple[PublicSpeaker, ...]]:
    """Turn entries into what the programme shows; what it no longer has, or the filters leave out, falls away."""
    fitting = {session.uid: session for session in among}
    people = {uid for session in among for uid in (*session.speaker_uids, session.chair_uid)}
    everybody = len(fitting) == len(programme.sessions)
    sessions, speakers = [], []
    for entry in entries:
        uid = str(entry.uid)
        if entry.kind == SearchEntry.Kind.SESSION and uid in fitting:
            sessions.append(fitting[uid])
        elif entry.kind == SearchEntry.Kind.SPEAKER and (everybody or uid in people):
            if (speaker := programme.speaker_by_uid.get(uid)) is not None:
                speakers.append(speaker)
    return tuple(sessions[:SHOWN]), tuple(speakers[:SHOWN])
