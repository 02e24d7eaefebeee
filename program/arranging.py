"""Arrange many sessions at once: all of them, or none and the reason why."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from program.models import Conference, Room, Session, Track
from program.models.session import SessionQuerySet
from program.refusals import sentence_for

FURTHEST = 7 * 24 * 60  # minutes


class ArrangingRefused(Exception):
    """Nothing was changed; the message is a sentence for organisers."""


def cancel(sessions: QuerySet[Session]) -> int:
    """Cancel the sessions with their talks; return how many were not cancelled yet."""
    with _at_once():
        return _with_talks(sessions).live().update(cancelled_at=timezone.now())


def reinstate(sessions: QuerySet[Session]) -> int:
    """Take the cancellation back, of talks too that were cancelled along with their session; return how many."""
    with _at_once():
        along = Q(parent__in=_keys(sessions), cancelled_at=F("parent__cancelled_at"))
        chosen = Session.objects.filter(Q(pk__in=_keys(sessions)) | along).exclude(cancelled_at=None)
        return Session.objects.filter(pk__in=_keys(chosen)).update(cancelled_at=None)


def move(sessions: QuerySet[Session], minutes: int) -> int:
    """Move the sessions with their talks by so many minutes; return how many have hours and were moved."""
    if not 0 < abs(minutes) <= FURTHEST:
        raise ArrangingRefused(
            f"옮길 시간을 -{FURTHEST}분에서 {FURTHEST}분 사이로 입력하세요(0은 안 됩니다)."
        )
    with _at_once():
        by = timedelta(minutes=minutes)
        chosen = _with_talks(sessions).exclude(starts_at=None)
        return chosen.update(starts_at=F("starts_at") + by, ends_at=F("ends_at") + by)


def place(sessions: QuerySet[Session], room: Room) -> int:
    """Put the sessions into a room, and those of their talks that have one; return how many."""
    _same_conference(sessions, room)
    with _at_once():
        along = Q(parent__in=_keys(sessions), room__isnull=False)
        return Session.objects.filter(Q(pk__in=_keys(sessions)) | along).update(room=room)


def assign(sessions: QuerySet[Session], track: Track) -> int:
    """Give the sessions a track; return how many."""
    _same_conference(sessions, track)
    with _at_once():
        return Session.objects.filter(pk__in=_keys(sessions)).update(track=track)


@contextmanager
def _at_once() -> Iterator[None]:
    """Have the database check when everything is where it will be: sessions may pass through each other."""
    try:
        with transaction.atomic():
            list(Conference.objects.locked().order_by("pk"))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                yield
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (IntegrityError, DataError) as error:
        raise ArrangingRefused(f"아무것도 바꾸지 않았습니다. {sentence_for(error)}") from error


def _keys(sessions: QuerySet[Session]) -> list[int]:
    return list(sessions.order_by().values_list("pk", flat=True))


def _with_talks(sessions: QuerySet[Session]) -> SessionQuerySet:
    keys = _keys(sessions)
    return Session.objects.filter(Q(pk__in=keys) | Q(parent__in=keys))


def _same_conference(sessions: QuerySet[Session], chosen: Room | Track) -> None:
    if sessions.order_by().exclude(conference=chosen.conference_id).exists():
        raise ArrangingRefused(f"아무것도 바꾸지 않았습니다. '{chosen}'은(는) 다른 대회의 것입니다.")
