"""A pass for one day: a QR that the organiser hands to whoever works at a door, who has no account."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count

from program.models import Conference


class DayPassQuerySet(models.QuerySet["DayPass"]):
    """Words for choosing passes."""

    def in_force(self) -> Self:
        """Keep those that nobody has revoked."""
        return self.filter(revoked_at=None)

    def to(self, kind: str, subject: str = "") -> Self:
        """Keep those to one kind of door, of one thing behind it if it has a name."""
        return self.filter(kind=kind, subject=subject)

    def with_holders(self) -> Self:
        """Count who works with each."""
        return self.annotate(number_of_holders=Count("holders"))


class DayPass(models.Model):
    """What one QR opens, and on which day; its address is computed from `key`, so no row gives it away."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="day_passes", verbose_name="대회")
    kind = models.CharField("여는 것", max_length=20, help_text="registration.day_passes에 있는 문의 이름")
    subject = models.CharField(
        "대상", max_length=80, blank=True, help_text="문 하나에 여럿이 있을 때, 어느 것인지 (버스의 번호)"
    )
    day = models.DateField("쓰는 날", help_text="이날 자정부터 다음 자정까지, 대회의 시간대로")
    note = models.CharField("메모", max_length=60, blank=True, help_text="예: 2번 등록대")
    issued_at = models.DateTimeField("발급", auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="발급한 사람"
    )
    revoked_at = models.DateTimeField("거둔 시각", null=True, blank=True)

    objects = DayPassQuerySet.as_manager()

    class Meta:
        verbose_name = "하루 출입 QR"
        verbose_name_plural = "하루 출입 QR"
        ordering = ["-day", "-issued_at"]

    def __str__(self) -> str:
        return f"{self.day:%Y. %-m. %-d.} {self.note or self.kind}"

    def opens_on(self, day: date) -> bool:
        """Say whether it opens its door on a day."""
        return self.revoked_at is None and self.day == day


class PassHolder(models.Model):
    """Who has opened a pass on a telephone, by the name they typed; what they do is written down with it."""

    day_pass = models.ForeignKey(DayPass, models.CASCADE, related_name="holders", verbose_name="QR")
    name = models.CharField("이름", max_length=40)
    entered_at = models.DateTimeField("들어온 시각", auto_now_add=True)

    class Meta:
        verbose_name = "QR로 일하는 사람"
        verbose_name_plural = "QR로 일하는 사람"
        ordering = ["entered_at"]

    def __str__(self) -> str:
        return self.name
