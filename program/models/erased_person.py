"""Somebody who asked to be erased leaves a mark behind that names nobody, so that no file brings them back."""

from django.db import models
from django.utils import timezone

from program.models.conference import Conference


class ErasedPerson(models.Model):
    """A keyed hash (`program.erasure` makes it) of what a file could say of the person; its key is in no dump."""

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="erased_people", verbose_name="대회"
    )
    mark = models.CharField(max_length=64, help_text="HMAC-SHA256, in hex")
    erased_at = models.DateTimeField("지운 시각", default=timezone.now)

    class Meta:
        verbose_name = "지운 연사의 표시"
        verbose_name_plural = "지운 연사의 표시"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["conference", "mark"], name="one_mark_for_an_erased_person"),
        ]

    def __str__(self) -> str:
        return self.mark[:12]
