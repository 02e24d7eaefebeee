"""A release is a published state of the whole programme: numbered, immutable, with what changed."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models

from pobatt.page_cache import raises_public_version
from program.models.conference import Conference


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Words for choosing releases."""

    def newest_first(self) -> Self:
        """Sort by number, the latest first."""
        return self.order_by("-number")


class Release(models.Model):
    """One JSON document (`program.document` gives its shape) and the difference to the one before.

    PostgreSQL refuses to change or delete a release, and to empty the table. The one exception is `program.withdrawal`,
    which takes a person, or a photo, out of every release.
    """

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="releases", verbose_name="대회")
    number = models.PositiveIntegerField("번호")
    document = models.JSONField("내용")
    changes = models.JSONField("변경 안내", default=list, help_text="what the public is told, in words")
    accepted_problems = models.JSONField("알고 게시한 문제", default=list)
    note_ko = models.TextField("알리는 말", blank=True)
    note_en = models.TextField("알리는 말(영문)", blank=True)
    working_version = models.PositiveIntegerField(help_text="of the working copy it was made from")
    redactions = models.PositiveSmallIntegerField(
        default=0, help_text="how often a person was taken out of it"
    )
    published_at = models.DateTimeField("게시 시각")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="게시한 사람"
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "게시본"
        verbose_name_plural = "게시본"
        ordering = ["conference", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="releases_are_numbered"),
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
            ),
            *raises_public_version(),  # an update is a redaction
        ]

    def __str__(self) -> str:
        return f"{self.conference} 게시본 {self.number}"
