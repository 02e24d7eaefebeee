"""A code that shows whose a mail address is: it counts the guesses, and knows the mail that carries it."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Subquery, Sum
from django.utils import timezone

from registration.models.message import Message

GUESSES = 5  # for one code
GUESSES_A_DAY = 20  # for one address, whoever makes them; its owner has the mail's button


class LoginCodeQuerySet(models.QuerySet["LoginCode"]):
    """Words for choosing codes, and for using them up."""

    def good(self) -> Self:
        """Keep those whose time is not over."""
        return self.filter(expires_at__gt=timezone.now())

    def of_the_last_day(self, email: str) -> Self:
        """Keep those of an address that still count against its guesses."""
        return self.filter(email=email, requested_at__gt=timezone.now() - timedelta(days=1))

    def forgettable(self) -> Self:
        """Keep those that no longer count."""
        return self.filter(requested_at__lte=timezone.now() - timedelta(days=1))

    def spend_guess(self, key: str, email: str) -> bool:
        """Count a guess before it is looked at, and say whether it may be made; many at once cannot cheat."""
        of_address = self.of_the_last_day(email).order_by().values("email")
        spent = Subquery(of_address.annotate(spent=Sum("guesses")).values("spent"))
        may = self.good().filter(key=key, guesses__lt=GUESSES).alias(spent=spent)
        return bool(may.filter(spent__lt=GUESSES_A_DAY).update(guesses=F("guesses") + 1))

    def supersede(self, key: str) -> None:
        """Let a code lose its meaning, since another one takes its place; if it has not left, it never will."""
        Message.objects.waiting().filter(login_code__key=key).delete()
        self.filter(key=key).update(expires_at=timezone.now())


class LoginCode(models.Model):
    """One code; the digits themselves are in the visitor's session and, until it has left, in the mail."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    message = models.OneToOneField(Message, models.SET_NULL, related_name="login_code", null=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    guesses = models.PositiveSmallIntegerField(default=0)

    objects = LoginCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "로그인 코드"
        verbose_name_plural = "로그인 코드"
        indexes = [models.Index(fields=["email", "requested_at"], name="login_code_of_address")]

    def __str__(self) -> str:
        return str(self.key)
