"""A file of people waits here between its dry run and the press of the button that brings them in."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from program.models import Conference

KEPT_FOR = timedelta(hours=2)


class UploadedPeopleQuerySet(models.QuerySet["UploadedPeople"]):
    """Words for choosing uploaded files."""

    def of(self, user_id: int | None) -> Self:
        """Keep those that a person has uploaded and that are still valid."""
        return self.filter(uploaded_by=user_id, uploaded_at__gt=timezone.now() - KEPT_FOR)

    def stale(self) -> Self:
        """Keep those that nobody may bring in any more."""
        return self.filter(uploaded_at__lte=timezone.now() - KEPT_FOR)


class UploadedPeople(models.Model):
    """The bytes that were shown are the bytes that are taken; only who uploaded them can, for two hours."""

    code = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    objects = UploadedPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = "올린 참가자 파일"
        verbose_name_plural = "올린 참가자 파일"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
