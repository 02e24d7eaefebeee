"""A processor (수탁자) handles personal data on behalf of the city, which must say so (개인정보 보호법 제26조)."""

from django.db import models

from pobatt.page_cache import raises_public_version
from program.models.conference import Conference


class Processor(models.Model):
    """Who does which work with the data, and whether for the city or for another processor."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="processors", verbose_name="대회")
    name_ko = models.CharField("수탁자", max_length=120)
    name_en = models.CharField("수탁자(영문)", max_length=120, blank=True)
    work_ko = models.CharField("위탁 업무", max_length=200, help_text="예: 사전등록 접수와 안내 메일 발송")
    work_en = models.CharField("위탁 업무(영문)", max_length=200, blank=True)
    is_subprocessor = models.BooleanField("재수탁자", default=False, help_text="수탁자가 다시 맡긴 곳")
    position = models.PositiveSmallIntegerField("순서", default=0)

    class Meta:
        verbose_name = "수탁자"
        verbose_name_plural = "개인정보 처리 위탁"
        ordering = ["position", "id"]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return self.name_ko
