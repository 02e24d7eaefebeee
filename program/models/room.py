"""A room is a place where one session happens at a time."""

from django.db import models

from program.models.conference import Conference
from program.models.working_copy import raises_working_version


class Room(models.Model):
    """A place of a conference, in the order in which the agenda shows its columns."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="rooms", verbose_name="대회")
    slug = models.SlugField("주소 이름", max_length=40)
    name_ko = models.CharField("이름", max_length=80)
    name_en = models.CharField("이름(영문)", max_length=80, blank=True)
    capacity = models.PositiveIntegerField("좌석 수", null=True, blank=True)
    position = models.PositiveSmallIntegerField("순서", default=0)
    source = models.TextField("출처", blank=True, help_text="공개하지 않습니다.")

    class Meta:
        verbose_name = "장소"
        verbose_name_plural = "장소"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["conference", "slug"], name="one_room_per_address")]
        triggers = raises_working_version()

    def __str__(self) -> str:
        return self.name_ko
