"""접속 기록: who logged in, who logged out, who tried in vain; kept for two years (안전성 확보조치 기준 제8조)."""

import pgtrigger
from django.db import models


class LoginRecord(models.Model):
    """One event of a staff account; no password, right or wrong, is ever in it."""

    class Event(models.TextChoices):
        """What happened."""

        IN = "in", "로그인"
        OUT = "out", "로그아웃"
        FAILED = "failed", "실패"

    at = models.DateTimeField("일시", auto_now_add=True)
    event = models.CharField("종류", max_length=6, choices=Event)
    account = models.CharField("계정", max_length=254)
    address = models.GenericIPAddressField("접속지")

    class Meta:
        verbose_name = "접속 기록"
        verbose_name_plural = "접속 기록"
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="login_record_is_final", operation=pgtrigger.Update),
            pgtrigger.Protect(
                name="login_record_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.at > now() - interval '2 years'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.event}"
