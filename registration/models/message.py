"""A message is one mail to one person: why, when it was queued, and what became of it."""

import hashlib
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from registration.models.attendee import Attendee

INVITATIONS = ("reminder", "stream")


def message_id_of(key: str) -> str:
    """Return the Message-ID (RFC 5322, 3.6.4) of a reason: the same at every try, and it tells nothing."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{settings.SITE_DOMAIN}>"


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for choosing messages."""

    def letters(self) -> Self:
        """Leave out codes for logging in, which are nobody's letters."""
        return self.filter(expires_at=None)

    def waiting(self) -> Self:
        """Keep those that have still to leave."""
        return self.filter(sent_at=None, parked_at=None)

    def not_begun(self) -> Self:
        """Keep those that no worker has in hand."""
        return self.waiting().filter(sending_since=None)

    def sent(self) -> Self:
        """Keep those that have left."""
        return self.exclude(sent_at=None)

    def parked(self) -> Self:
        """Keep those that were given up."""
        return self.exclude(parked_at=None)

    def queued_since(self, moment: datetime, kind: str) -> Self:
        """Keep those of a kind that were queued at a moment or later."""
        return self.filter(kind=kind, queued_at__gte=moment)

    def invitations(self) -> Self:
        """Keep those that ask people to come: who has cancelled is not to get one that was still waiting."""
        return self.filter(kind__in=INVITATIONS)

    def of_attendees(self) -> Any:
        """Return the keys of the attendees whom they are for."""
        return self.exclude(attendee=None).order_by().values("attendee")

    def expired(self, now: datetime) -> Self:
        """Keep codes that have lost their meaning."""
        return self.filter(expires_at__lte=now)


class Message(models.Model):
    """One mail, written when it was queued, so that what is shown is what was sent."""

    key = models.CharField(
        "까닭", max_length=200, unique=True, editable=False, help_text="까닭 하나에 메일 한 통"
    )
    kind = models.CharField("종류", max_length=40, editable=False)
    attendee = models.ForeignKey(
        Attendee, models.CASCADE, related_name="messages", null=True, blank=True, verbose_name="참가자"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True, verbose_name="계정"
    )
    address = models.EmailField("받는 주소", max_length=320)
    recipient = models.CharField("받는 사람", max_length=100, blank=True)
    language = models.CharField(
        "언어", max_length=2, choices=[("ko", "한국어"), ("en", "영어")], default="ko"
    )
    subject = models.CharField("제목", max_length=200)
    text = models.TextField("본문")
    html = models.TextField("본문(HTML)", blank=True)
    has_ticket = models.BooleanField(
        "참가증 첨부", default=False, help_text="QR과 캘린더 파일은 보낼 때 만듭니다."
    )
    message_id = models.CharField("Message-ID", max_length=320, editable=False)

    queued_at = models.DateTimeField("접수", auto_now_add=True)
    expires_at = models.DateTimeField(
        "쓸모 있는 때까지", null=True, blank=True, help_text="로그인 코드에만 있습니다."
    )
    tried_from = models.DateTimeField(
        "보내기 시작", auto_now_add=True, help_text="여기부터 사흘 동안 보내 봅니다."
    )
    attempts = models.PositiveSmallIntegerField("시도", default=0)
    sending_since = models.DateTimeField("보내는 중", null=True, blank=True)
    interrupted = models.PositiveSmallIntegerField(
        "결과를 모르는 시도", default=0, help_text="메일 서버에 건넨 뒤 끊긴 횟수: 두 번째는 사람이 정합니다."
    )
    sent_at = models.DateTimeField("발송", null=True, blank=True)
    parked_at = models.DateTimeField("보류", null=True, blank=True)
    problem = models.CharField("문제", max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "안내 발송"
        verbose_name_plural = "안내 발송"
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(parked_at=None), name="message_is_sent_or_parked_not_both"
            )
        ]
        indexes = [
            models.Index(fields=["attendee", "queued_at"], name="message_of_attendee"),
            models.Index(fields=["parked_at"], condition=Q(parked_at__isnull=False), name="message_parked"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def status(self) -> str:
        """Say what became of it, in one word for machines."""
        if self.sent_at:
            return "sent"
        return "parked" if self.parked_at else "queued"
