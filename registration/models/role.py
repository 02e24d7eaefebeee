"""Roles of accounts: until when somebody has one, and the record of who gave it to whom and who took it away."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User, UserManager
from django.db import models
from django.db.models.functions import Now

from registration.models.ledger import only_added


class StaffAccountManager(UserManager):
    """The accounts of those who work here."""

    def get_queryset(self) -> Any:
        """Leave out attendees."""
        return super().get_queryset().filter(is_staff=True).order_by("-is_active", "first_name", "email")


class StaffAccount(User):
    """An account with a password, a second factor and roles, as the city administrator sees it."""

    objects = StaffAccountManager()  # type: ignore[misc]  # a proxy may have a manager of its own

    class Meta:
        proxy = True
        verbose_name = "업무 계정과 역할"
        verbose_name_plural = "업무 계정과 역할"

    def __str__(self) -> str:
        return f"{self.first_name} ({self.email})"


class RoleTerm(models.Model):
    """The last day on which an account has a role; a role without a term stays until somebody takes it away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_terms")
    role = models.CharField("역할", max_length=40)
    until = models.DateField("계약 종료일")

    class Meta:
        verbose_name = "역할의 기한"
        verbose_name_plural = "역할의 기한"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_term_per_role")]

    def __str__(self) -> str:
        return f"{self.role} ~ {self.until}"


class RoleChangeQuerySet(models.QuerySet["RoleChange"]):
    """Words for choosing from the record."""

    def of(self, user: User) -> Self:
        """Keep what happened to an account."""
        return self.filter(user_id=user.pk)


class RoleChange(models.Model):
    """권한 부여 기록: a role given or taken; kept for three years (안전성 확보조치 기준 제5조 제3항)."""

    class What(models.TextChoices):
        """What happened."""

        GIVEN = "given", "줌"
        TAKEN = "taken", "거둠"
        ENDED = "ended", "기한이 끝남"
        OPENED = "opened", "계정을 만들거나 새 비밀번호를 줌"
        CLOSED = "closed", "계정을 닫음"

    at = models.DateTimeField("일시", db_default=Now(), editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_changes", verbose_name="누구의"
    )
    account = models.CharField("계정", max_length=254)
    what = models.CharField("무엇을", max_length=6, choices=What)
    role = models.CharField("역할", max_length=40, blank=True)
    until = models.DateField("기한", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="누가",
        help_text="명령으로 했거나 저절로 되었으면 비어 있습니다.",
    )  # fmt: skip

    objects = RoleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "역할 기록"
        verbose_name_plural = "역할 기록"
        ordering = ["-at", "-pk"]
        triggers = only_added("role_change", table="registration_rolechange", kept_for="3 years")

    def __str__(self) -> str:
        return f"{self.account} {self.role} {self.get_what_display()}"
