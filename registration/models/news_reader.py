"""Who agreed to hear of the next event: what is left of a registration when everything else of it is destroyed."""

from datetime import date
from typing import Self

from django.db import models

from program.models import Conference
from registration.models.consent import ConsentText


class NewsReaderQuerySet(models.QuerySet["NewsReader"]):
    """Words for choosing readers."""

    def over(self, today: date) -> Self:
        """Keep those whose text named a day that is past."""
        return self.filter(text__kept_until__lt=today)

    def in_force(self, today: date) -> Self:
        """Keep those who may still be written to."""
        return self.exclude(text__kept_until__lt=today)

    def at(self, addresses: models.QuerySet[models.Model]) -> Self:
        """Keep those with one of these addresses (rows with an `email`)."""
        return self.filter(email__in=addresses.values("email"))


class NewsReader(models.Model):
    """Address and telephone number of one person, and the text that says until when they may be kept."""

    conference = models.ForeignKey(
        Conference, models.PROTECT, related_name="news_readers", verbose_name="대회"
    )
    email = models.EmailField("이메일")
    phone = models.CharField("휴대전화", max_length=16)
    language = models.CharField("언어", max_length=2)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name="동의문")
    given_at = models.DateTimeField("동의일시")

    objects = NewsReaderQuerySet.as_manager()

    class Meta:
        verbose_name = "홍보 수신 동의자"
        verbose_name_plural = "홍보 수신 동의자"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "email"], name="one_news_reader_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.conference} #{self.pk}"
