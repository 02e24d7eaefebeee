"""A bus of a visit, who sits on it, and who was counted out and back."""

import secrets
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models

from visits.models.booking import Booking
from visits.models.site_visit import SiteVisit


def new_bus_code() -> str:
    """Return 72 random bits for an address."""
    return secrets.token_urlsafe(9)


class BusQuerySet(models.QuerySet["Bus"]):
    """Words for choosing buses."""

    def of(self, visit: SiteVisit) -> Self:
        """Keep a visit's, in their order."""
        return self.filter(visit=visit).order_by("position", "pk")

    def called(self, code: str) -> Self:
        """Keep the one of this code, with its visit."""
        return self.filter(code=code).select_related("visit__conference")


class Bus(models.Model):
    """Seats of a visit on wheels, and who leads them."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="buses", verbose_name="견학")
    code = models.CharField(max_length=16, unique=True, default=new_bus_code, editable=False)
    position = models.PositiveSmallIntegerField("순서", default=1)
    name = models.CharField("이름", max_length=30, help_text="예: 1호차")
    capacity = models.PositiveSmallIntegerField("좌석", validators=[MinValueValidator(1)])
    leader = models.CharField("인솔자", max_length=40, blank=True)
    plate = models.CharField("차량 번호", max_length=20, blank=True)

    objects = BusQuerySet.as_manager()

    class Meta:
        verbose_name = "버스"
        verbose_name_plural = "버스"
        ordering = ["visit", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "name"],
                name="one_bus_per_name",
                violation_error_message="같은 이름의 버스가 있습니다.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BusSeat(models.Model):
    """On which bus somebody sits; who was moved by hand stays there when seats are assigned again."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="bus_seat")
    bus = models.ForeignKey(Bus, models.CASCADE, related_name="seats")
    moved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "버스 자리"
        verbose_name_plural = "버스 자리"

    def __str__(self) -> str:
        return f"{self.bus_id}: {self.booking_id}"


class HeadCount(models.Model):
    """That somebody was counted, on the way out or back: there, or not."""

    class Way(models.TextChoices):
        """When people are counted."""

        OUT = "out", "출발"
        BACK = "back", "복귀"

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="head_counts")
    way = models.CharField(max_length=4, choices=Way)
    is_there = models.BooleanField()
    counted_at = models.DateTimeField()
    counted_by = models.CharField(max_length=60)

    class Meta:
        verbose_name = "인원 점검"
        verbose_name_plural = "인원 점검"
        constraints = [models.UniqueConstraint(fields=["booking", "way"], name="one_head_count_a_way")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.way}"
