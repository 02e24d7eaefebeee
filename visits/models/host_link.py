"""A link by which a visit's host, who has no account, reads the list and answers it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from visits.models.site_visit import SiteVisit


class HostLinkQuerySet(models.QuerySet["HostLink"]):
    """Words for choosing links."""

    def of(self, visit: SiteVisit) -> Self:
        """Keep a visit's, the newest first."""
        return self.filter(visit=visit).select_related("issued_by").order_by("-issued_at", "-pk")

    def unrevoked(self) -> Self:
        """Keep those that nobody has taken back."""
        return self.filter(revoked_at=None)

    def open(self) -> Self:
        """Keep those that still show something: not over by the database's clock, not taken back, not answered."""
        return self.unrevoked().filter(answered_at=None, expires_at__gt=Now())


class HostLink(models.Model):
    """What one link shows, and until when; its address is computed from `key`, so no row gives it away."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="host_links", verbose_name="견학")
    issued_at = models.DateTimeField("발급", auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="발급한 사람"
    )
    expires_at = models.DateTimeField("기한")
    answered_at = models.DateTimeField("답을 마친 시각", null=True, blank=True)
    revoked_at = models.DateTimeField("거둔 시각", null=True, blank=True)

    objects = HostLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "방문 기업 링크"
        verbose_name_plural = "방문 기업 링크"
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.visit} 방문 기업 링크"
