"""What people agree to, word for word, and who has agreed when."""

from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import Max, Q

from pobatt.history import tracked
from program.models import Conference
from registration.models.attendee import Attendee
from registration.models.registration_settings import Basis


class Purpose(models.TextChoices):
    """What personal data is used for; each is agreed to, or told of, by itself (개인정보 보호법 제22조 제1항)."""

    PARTICIPATION = "participation", "참가 접수"
    PROMOTION = "promotion", "다음 행사 안내(홍보)"
    AGE = "age", "만 14세 이상"
    HOST = "host", "방문 기업 제공"


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Words for choosing texts."""

    def valid(self) -> Self:
        """Keep the texts that are shown now."""
        return self.filter(valid_until__isnull=True)

    def of_registration(self, conference: Conference) -> Self:
        """Keep those of a conference's own form; what a host is given has texts of its own."""
        return self.filter(conference=conference, subject="")

    def latest_version(self, purpose: str) -> int:
        """Return the highest number of a purpose's texts, or 0."""
        return self.filter(purpose=purpose).aggregate(last=Max("version"))["last"] or 0


class ConsentText(models.Model):
    """One version of the text for one purpose, in both languages; never changed, only followed by the next."""

    conference = models.ForeignKey(
        Conference, models.PROTECT, related_name="consent_texts", verbose_name="대회"
    )
    purpose = models.CharField("목적", max_length=14, choices=Purpose)
    subject = models.CharField(
        "상대", max_length=80, blank=True, help_text="제3자 제공일 때, 무엇에 관한 것인지"
    )
    basis = models.CharField("근거", max_length=8, choices=Basis)
    version = models.PositiveSmallIntegerField("판")
    body_ko = models.JSONField("글", help_text="제목과 항목(이름, 내용, 강조)")
    body_en = models.JSONField("글(영문)")
    valid_from = models.DateTimeField("시행", auto_now_add=True)
    kept_until = models.DateField(
        "보유 기한", null=True, blank=True, help_text="이 글이 말하는 날. 없으면 기한을 말하지 않는 글입니다."
    )
    valid_until = models.DateTimeField("끝", null=True, blank=True)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = "동의문"
        verbose_name_plural = "동의문"
        ordering = ["conference", "purpose", "subject", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "purpose", "subject", "version"], name="consent_texts_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["conference", "purpose", "subject"],
                condition=Q(valid_until__isnull=True),
                name="one_valid_consent_text_per_purpose",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="consent_text_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["valid_until"]),
                func="""
                RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_text_never_changes',
                    MESSAGE = 'a consent text is never changed';
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} 제{self.version}판"

    @property
    def is_needed(self) -> bool:
        """Say whether participation rests on it."""
        return self.purpose in (Purpose.PARTICIPATION, Purpose.AGE)

    def body(self, language: str) -> dict[str, Any]:
        """Return the text in 'ko' or 'en'."""
        return self.body_en if language == "en" else self.body_ko


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Words for choosing consents."""

    def in_force(self) -> Self:
        """Keep those that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def agreed_to(self) -> Self:
        """Keep what was agreed to; what was only told cannot be withdrawn."""
        return self.filter(text__basis=Basis.CONSENT)


@tracked(belongs_to="attendee")
class Consent(models.Model):
    """That an attendee agreed to exactly this text, or was shown it, and in which language."""

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name="동의문")
    language = models.CharField("언어", max_length=2)
    given_at = models.DateTimeField("동의일시")
    withdrawn_at = models.DateTimeField("철회일시", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "동의"
        verbose_name_plural = "동의"
        ordering = ["text__purpose", "-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendee", "text"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_in_force_per_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee.code}: {self.text}"

    @property
    def is_withdrawable(self) -> bool:
        """Say whether it was agreed to, and still holds; what was only told is no consent."""
        return self.withdrawn_at is None and self.text.basis == Basis.CONSENT
