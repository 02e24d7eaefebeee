"""A password that somebody else has seen: it opens nothing but the page where it is replaced."""

from django.conf import settings
from django.db import models


class InitialPassword(models.Model):
    """Says that the account still has the password it was made with."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="initial_password")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "첫 비밀번호"
        verbose_name_plural = "첫 비밀번호"

    def __str__(self) -> str:
        return str(self.user)
