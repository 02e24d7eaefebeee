"""A version of a visit's list: who stood on it when it was fixed, so that every later change can be told."""

from typing import Self

from django.db import models

from visits.models.booking import Booking
from visits.models.site_visit import SiteVisit


class ListVersionQuerySet(models.QuerySet["ListVersion"]):
    """Words for choosing versions."""

    def of(self, visit: SiteVisit) -> Self:
        """Keep a visit's, the newest first."""
        return self.filter(visit=visit).order_by("-number")


class ListVersion(models.Model):
    """One version; the first is made when the list locks, another whenever it has changed since."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="list_versions", verbose_name="견학")
    number = models.PositiveSmallIntegerField("판")
    made_at = models.DateTimeField("확정 시각")

    objects = ListVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "명단의 판"
        verbose_name_plural = "명단의 판"
        ordering = ["visit", "-number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="one_list_version_a_number")]

    def __str__(self) -> str:
        return f"{self.visit} 제{self.number}판"


class ListEntry(models.Model):
    """That somebody stood on a version, and the keyed digest of each thing told of them: no copy of the person."""

    version = models.ForeignKey(ListVersion, models.CASCADE, related_name="entries")
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="list_entries")
    digests = models.JSONField()

    class Meta:
        verbose_name = "명단의 줄"
        verbose_name_plural = "명단의 줄"
        constraints = [
            models.UniqueConstraint(fields=["version", "booking"], name="one_list_entry_per_booking")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.booking_id}"
