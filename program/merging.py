"""Two records of one person become one."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from program.models import Conference, MergedSpeaker, Speaker

FILLED_FROM_THE_OTHER = (
    "name_ko", "name_en", "affiliation_ko", "affiliation_en", "position_ko", "position_en", "biography_ko",
    "biography_en", "photo", "note", "source",
)  # fmt: skip


class MergingRefused(Exception):
    """Says in a Korean sentence why nothing was merged."""


def what_would_be_filled(kept: Speaker, gone: Speaker) -> list[str]:
    """Return the names of the fields that `kept` lacks and `gone` has."""
    return [name for name in FILLED_FROM_THE_OTHER if not getattr(kept, name) and getattr(gone, name)]


@transaction.atomic
def merge(kept: Speaker, gone: Speaker, *, by: User) -> None:
    """Let `kept` be whatever `gone` was: in sessions, as chair, at its address, in files. `gone` is deleted.

    What `kept` says of the person stands; what it leaves open is taken from `gone`. Releases stay as they are, so the
    public sees it with the next one. Raises `MergingRefused`.
    """
    Conference.objects.locked().get(pk=kept.conference_id)
    rows = {row.pk: row for row in Speaker.objects.filter(pk__in=[kept.pk, gone.pk])}
    if len(rows) != 2 or kept.conference_id != gone.conference_id:
        raise MergingRefused("합칠 수 없습니다. 이미 합쳤거나 지웠거나 다른 대회의 기록입니다.")
    kept, gone = rows[kept.pk], rows[gone.pk]
    filled = what_would_be_filled(kept, gone)
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    kept.is_public |= gone.is_public
    kept.save(update_fields=[*filled, "is_public"])
    both = kept.appearances.values("session")
    gone.appearances.exclude(session__in=both).update(speaker=kept)
    gone.chaired_sessions.update(chair=kept)
    gone.merged.update(into=kept)
    MergedSpeaker.objects.create(
        into=kept, uid=gone.uid, slug=gone.slug, name_ko=gone.name_ko, name_en=gone.name_en
    )
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Speaker), object_id=gone.pk
    ).update(object_id=kept.pk)
    LogEntry.objects.log_actions(
        by.pk, [kept], CHANGE, "같은 사람의 다른 기록을 합쳤습니다.", single_object=True
    )
    gone.delete()


def merged_into(edition: str, slug: str) -> list[str]:
    """Return the uids of the speakers into whose records one of that address was merged, the latest first."""
    merged = MergedSpeaker.objects.filter(into__conference__slug=edition, slug=slug).order_by("-merged_at")
    return [str(uid) for uid in merged.values_list("into__uid", flat=True)]
