"""Seats of a visit that staff give: to press, VIPs, the host's guests. Only staff see that they are kept."""

from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Sum

from pobatt.page_cache import raises_public_version
from visits.models.site_visit import SiteVisit


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Words for choosing allocations."""

    def of(self, visit: SiteVisit) -> Self:
        """Keep a visit's."""
        return self.filter(visit=visit)

    def seats(self) -> int:
        """Return how many seats they keep, given or not."""
        return self.aggregate(number=Sum("seats"))["number"] or 0

    def not_given(self) -> int:
        """Return how many seats they keep from everybody else at this moment."""
        return sum(max(0, seats - given) for seats, given in self.with_given().values_list("seats", "given"))

    def with_given(self) -> Any:
        """Annotate how many of the seats somebody has or is offered, helpers' included."""
        return self.annotate(given=Count("bookings__place") + Count("bookings__helper_place"))


class Allocation(models.Model):
    """So many seats of one visit, kept for one kind of guest."""

    class Kind(models.TextChoices):
        """For whom."""

        PRESS = "press", "언론"
        VIP = "vip", "초청 인사"
        HOST = "host", "방문 기업의 손님"

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="allocations", verbose_name="견학")
    kind = models.CharField("대상", max_length=5, choices=Kind)
    seats = models.PositiveSmallIntegerField(
        "자리", validators=[MinValueValidator(1)], help_text="정원 가운데 일반 신청에서 빼 둘 자리"
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "자리 배정"
        verbose_name_plural = "자리 배정"
        ordering = ["visit", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "kind"],
                name="one_allocation_per_kind_of_guest",
                violation_error_message="이 대상의 배정이 이미 있습니다. 그 자리 수를 고치세요.",
            )
        ]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return self.get_kind_display()
