"""A greeting (인사말) is what a person says to welcome the visitors."""

from typing import Self

from django.db import models

from pobatt.page_cache import raises_public_version
from program.models.conference import Conference
from program.models.page import MarkupField
from program.models.stored_file import StoredFile


class GreetingQuerySet(models.QuerySet["Greeting"]):
    """Words for choosing greetings."""

    def of(self, conference: Conference) -> Self:
        """Keep one conference's."""
        return self.filter(conference=conference)

    def written(self) -> Self:
        """Keep those that have words."""
        return self.exclude(body_ko="", body_en="")


class Greeting(models.Model):
    """The words of one person, with name and position; without words there is no greeting on the site."""

    conference = models.OneToOneField(
        Conference, models.CASCADE, related_name="greeting", verbose_name="대회"
    )
    name_ko = models.CharField("성명", max_length=80)
    name_en = models.CharField("성명(영문)", max_length=80, blank=True)
    position_ko = models.CharField("직위", max_length=120, blank=True, help_text="예: 포항시장")
    position_en = models.CharField("직위(영문)", max_length=120, blank=True)
    body_ko = MarkupField("인사말")
    body_en = MarkupField("인사말(영문)", help_text="")
    photo = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="사진"
    )

    objects = GreetingQuerySet.as_manager()

    class Meta:
        verbose_name = "인사말"
        verbose_name_plural = "인사말"
        triggers = raises_public_version()

    def __str__(self) -> str:
        return f"{self.conference} {self.name_ko}"
