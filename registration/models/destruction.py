"""파기 기록: what was destroyed when and why, in numbers; nothing in it names anybody."""

import pgtrigger
from django.db import models


class Destruction(models.Model):
    """One destruction; PostgreSQL refuses to change or delete it (표준 개인정보 보호지침 제55조)."""

    at = models.DateTimeField("일시", auto_now_add=True)
    what = models.CharField("대상", max_length=100)
    because = models.CharField("근거", max_length=200)
    counts = models.JSONField("건수", help_text="종류별 건수")

    class Meta:
        verbose_name = "파기 기록"
        verbose_name_plural = "파기 기록"
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="destruction_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.what
