"""That a person took part on a day: at the door, or in the stream."""

from django.conf import settings
from django.db import models

from registration.models.attendee import Attendee


class CheckIn(models.Model):
    """One attendee on one day; who let them in, when and where."""

    class Way(models.TextChoices):
        """How the person came in."""

        DOOR = "door", "현장"
        STREAM = "stream", "온라인"

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="check_ins", verbose_name="참가자")
    day = models.DateField("날짜")
    way = models.CharField("입장", max_length=6, choices=Way)
    at = models.DateTimeField("시각")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="담당자",
    )

    class Meta:
        verbose_name = "입장 확인"
        verbose_name_plural = "입장 확인"
        ordering = ["day", "at"]
        constraints = [models.UniqueConstraint(fields=["attendee", "day"], name="one_check_in_per_day")]

    def __str__(self) -> str:
        return f"{self.attendee.code} {self.day}"
