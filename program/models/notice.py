"""A notice (공지) is a news item; it may be pinned as a banner and may have files."""

import re
import uuid
from datetime import datetime
from pathlib import PurePath
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from pobatt.page_cache import raises_public_version
from program.models.conference import Conference
from program.models.page import MarkupField
from program.models.slugs import free_slug
from program.models.stored_file import StoredFile

UNFIT = re.compile(r'[\x00-\x1f\x7f"*:<>?|\\/]')  # in file names, on one system or another
LONGEST_NAME = 150  # characters, so that its ending fits behind


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Words for choosing notices."""

    def of(self, conference: Conference) -> Self:
        """Keep one conference's."""
        return self.filter(conference=conference)

    def current(self) -> Self:
        """Keep the current conference's."""
        return self.filter(conference__is_current=True)

    def called(self, slug: str) -> Self:
        """Keep the one with this address name."""
        return self.filter(slug=slug)

    def published(self, at: datetime) -> Self:
        """Keep those that the public may read at a moment."""
        return self.filter(published_at__lte=at)

    def newest_first(self) -> Self:
        """Sort by publication, the latest first; drafts before all."""
        return self.order_by(F("published_at").desc(nulls_first=True), "-pk")

    def watched(self, at: datetime) -> Self:
        """Keep those that the clock alone will change: they are going to appear, or their banner is going to go."""
        return self.filter(Q(published_at__gt=at) | Q(published_at__isnull=False, pinned_until__gt=at))

    def watched_or_among(self, others: Self, at: datetime) -> Self:
        """Keep those that are watched, and those of `others`, all in one query."""
        return self.watched(at) | self.filter(pk__in=others.values("pk"))


class Notice(models.Model):
    """One news item in two languages; a draft has no `published_at`, and one in the future appears by itself."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="notices", verbose_name="대회")
    slug = models.SlugField(
        "주소 이름", max_length=80, allow_unicode=True, blank=True, help_text="비워 두면 제목에서 만듭니다."
    )
    title_ko = models.CharField("제목", max_length=200)
    title_en = models.CharField("제목(영문)", max_length=200, blank=True)
    body_ko = MarkupField("본문")
    body_en = MarkupField("본문(영문)", help_text="")
    published_at = models.DateTimeField(
        "공개 시각", null=True, blank=True,
        help_text="비어 있으면 초안입니다. 앞으로의 시각을 넣으면 그 시각에 저절로 공개됩니다.",
    )  # fmt: skip
    pinned_until = models.DateTimeField(
        "띠 공지 기한", null=True, blank=True,
        help_text="이때까지 모든 페이지 맨 위에 제목이 띠로 보입니다. 비어 있으면 띠로 보이지 않습니다.",
    )  # fmt: skip
    updated_at = models.DateTimeField("고친 때", auto_now=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "공지"
        verbose_name_plural = "공지"
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="one_notice_per_address",
                violation_error_message="같은 주소 이름을 쓰는 공지가 있습니다.",
            ),
            models.CheckConstraint(
                condition=Q(pinned_until=None) | Q(published_at=None) | Q(pinned_until__gt=F("published_at")),
                name="notice_pinned_after_it_appears",
                violation_error_message="띠 공지 기한이 공개 시각보다 늦어야 합니다.",
            ),
        ]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return self.title_ko

    def clean(self) -> None:
        """Put what the database would refuse at its field."""
        if self.pinned_until and self.published_at and self.pinned_until <= self.published_at:
            raise ValidationError({"pinned_until": "띠 공지 기한이 공개 시각보다 늦어야 합니다."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, under an address name made from the title if none was given."""
        if not self.slug:
            self.slug = free_slug(
                Notice.objects.filter(conference=self.conference_id), self.title_ko, self.title_en
            )
        super().save(*args, **kwargs)

    def is_published(self, at: datetime) -> bool:
        """Say whether the public may read it at a moment."""
        return self.published_at is not None and self.published_at <= at

    def is_pinned(self, at: datetime) -> bool:
        """Say whether it stands above every page at a moment."""
        return self.is_published(at) and self.pinned_until is not None and self.pinned_until > at

    def is_watched(self, at: datetime) -> bool:
        """Say whether the clock alone will change it."""
        return self.published_at is not None and (self.published_at > at or self.is_pinned(at))

    def next_change(self, after: datetime) -> datetime:
        """Return when the clock will change it, for one that is `watched`."""
        return min(moment for moment in (self.published_at, self.pinned_until) if moment and moment > after)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Words for choosing files."""

    def of(self, notices: NoticeQuerySet) -> Self:
        """Keep those of these notices."""
        return self.filter(notice__in=notices)

    def called(self, digest: str, name: str) -> Self:
        """Keep the one at this address."""
        return self.filter(file=digest, name=name)


class Attachment(models.Model):
    """A file of a notice under a name that people can read."""

    class Kind(models.TextChoices):
        """What a file is; `program.attachments` recognises it by its content."""

        PDF = "pdf", "PDF"
        HWPX = "hwpx", "HWPX"
        HWP = "hwp", "HWP"
        XLSX = "xlsx", "XLSX"
        PICTURE = "webp", "WebP"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments", verbose_name="공지")
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="+", verbose_name="파일")
    name = models.CharField(
        "파일 이름", max_length=200, blank=True, help_text="비워 두면 올린 이름을 씁니다."
    )
    kind = models.CharField("종류", max_length=5, choices=Kind, editable=False)
    position = models.PositiveSmallIntegerField("순서", default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "첨부 파일"
        verbose_name_plural = "첨부 파일"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "file"],
                name="file_attached_once_to_a_notice",
                violation_error_message="같은 파일을 두 번 첨부할 수 없습니다.",
            )
        ]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the ending of its kind behind its name."""
        stem = UNFIT.sub("_", PurePath(self.name).stem)[:LONGEST_NAME] or "첨부"
        self.name = f"{stem}.{self.kind}"
        super().save(*args, **kwargs)
