"""A speaker is a person of the programme; no account is needed."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from program.models.conference import Conference
from program.models.slugs import free_slug
from program.models.stored_file import StoredFile
from program.models.working_copy import raises_working_version


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    """Words for choosing speakers."""

    def public(self) -> Self:
        """Keep those whom a release may name."""
        return self.filter(is_public=True)

    def without_english_name(self) -> Self:
        """Keep those who have no name in Latin letters yet."""
        return self.filter(name_en="")


class Speaker(models.Model):
    """Who speaks: a name in one or two scripts, where they work, and what they do there."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="speakers", verbose_name="대회")
    slug = models.SlugField(
        "주소 이름", max_length=80, allow_unicode=True, blank=True, help_text="비워 두면 이름에서 만듭니다."
    )
    name_ko = models.CharField("성명", max_length=80, blank=True)
    name_en = models.CharField("성명(영문)", max_length=80, blank=True)
    affiliation_ko = models.CharField("소속", max_length=120, blank=True)
    affiliation_en = models.CharField("소속(영문)", max_length=120, blank=True)
    position_ko = models.CharField("직위", max_length=120, blank=True)
    position_en = models.CharField("직위(영문)", max_length=120, blank=True)
    biography_ko = models.TextField("약력", blank=True)
    biography_en = models.TextField("약력(영문)", blank=True)
    photo = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="사진"
    )
    is_public = models.BooleanField(
        "공개", default=True, help_text="확인을 기다리는 동안에는 끄세요. 게시할 때 이름이 빠집니다."
    )
    note = models.TextField("운영 메모", blank=True, help_text="공개하지 않습니다.")
    source = models.TextField("출처", blank=True, help_text="공개하지 않습니다.")

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = "연사"
        verbose_name_plural = "연사"
        ordering = ["name_ko", "name_en", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="one_speaker_per_address",
                violation_error_message="같은 주소 이름을 쓰는 연사가 있습니다.",
            ),
            models.CheckConstraint(
                condition=~Q(name_ko="") | ~Q(name_en=""),
                name="speaker_has_a_name",
                violation_error_message="성명을 한글이나 영문으로 입력하세요.",
            ),
        ]
        triggers = raises_working_version()

    def __str__(self) -> str:
        affiliation = self.affiliation_ko or self.affiliation_en
        return f"{self.name} ({affiliation})" if affiliation else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, under an address name made from the name if none was given."""
        if not self.slug:
            self.slug = free_slug(
                Speaker.objects.filter(conference=self.conference_id), self.name_en, self.name_ko
            )
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """Return the name that organisers know the person by."""
        return self.name_ko or self.name_en
