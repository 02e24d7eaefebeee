"""A second record of a speaker that was merged into the first: what it was called, so that nobody finds it gone."""

from django.db import models
from django.utils import timezone

from program.models.speaker import Speaker


class MergedSpeaker(models.Model):
    """Its address leads to the speaker it was merged into, a file that still has it means that one, an erasure both."""

    into = models.ForeignKey(Speaker, models.CASCADE, related_name="merged", verbose_name="연사")
    uid = models.UUIDField(unique=True, editable=False)
    slug = models.SlugField("주소 이름", max_length=80, allow_unicode=True)
    name_ko = models.CharField("성명", max_length=80, blank=True)
    name_en = models.CharField("성명(영문)", max_length=80, blank=True)
    merged_at = models.DateTimeField("합친 시각", default=timezone.now)

    class Meta:
        verbose_name = "합친 연사 기록"
        verbose_name_plural = "합친 연사 기록"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name_ko or self.name_en
