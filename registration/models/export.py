"""A list that somebody takes out: asked for, made, kept for a day under lock, given to the same person once."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from program.models import Conference
from registration.models.download import Download
from registration.models.ledger import only_added


class ExportQuerySet(models.QuerySet["Export"]):
    """Words for choosing exports."""

    def of_account(self, user_id: int | None) -> Self:
        """Keep what one account has asked for, and may still look at."""
        return self.filter(user_id=user_id, expires_at__gt=Now())

    def expired(self) -> Self:
        """Keep those whose day is over."""
        return self.filter(expires_at__lte=Now())

    def with_person(self, code: str) -> Self:
        """Keep those in which the person of this 접수번호 is."""
        return self.filter(codes__contains=[code])


class Export(models.Model):
    """One file, from the wish for it until it expires; what was taken stands in the ledger from then on."""

    class State(models.TextChoices):
        """What has become of it."""

        MAKING = "making", "만드는 중"
        READY = "ready", "준비됨"
        TAKEN = "taken", "받음"
        FAILED = "failed", "만들지 못함"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    account = models.CharField(max_length=254)
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.MAKING)
    asked = models.JSONField(help_text="what the list was asked for, as its address says it")
    preset = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    columns = ArrayField(models.CharField(max_length=40))
    form = models.CharField(max_length=4)
    order = models.CharField(max_length=8)
    reason = models.CharField(max_length=10, choices=Download.Reason)
    reason_text = models.CharField(max_length=200, blank=True)
    destroy_by = models.DateField()
    sealed_password = models.TextField(blank=True, help_text="empty where the file opens without one")
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    codes = ArrayField(models.CharField(max_length=24), default=list)
    titles = ArrayField(models.CharField(max_length=120), default=list)
    taken_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "명단 내려받기"
        verbose_name_plural = "명단 내려받기"
        ordering = ["-asked_at"]
        permissions = [
            ("choose_export", "모든 구성과 항목으로 명단을 내려받을 수 있음"),
            ("set_export_rules", "구성별 열기 암호와 대행사 사용을 정할 수 있음"),
        ]
        indexes = [models.Index(fields=["user", "-asked_at"], name="export_newest")]

    def __str__(self) -> str:
        return self.title


class ExportPiece(models.Model):
    """A piece of an export's file, encrypted: a file of 100,000 people never is in memory as a whole."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name = "명단 조각"
        verbose_name_plural = "명단 조각"
        ordering = ["export", "number"]
        constraints = [
            models.UniqueConstraint(fields=["export", "number"], name="export_pieces_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.export_id} {self.number}"


class ColumnChoice(models.Model):
    """Columns that somebody has chosen and named, so that tomorrow's list has the same ones; everybody may use it."""

    name = models.CharField("이름", max_length=60, unique=True)
    columns = ArrayField(models.CharField(max_length=40), verbose_name="항목")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="만든 사람"
    )
    at = models.DateTimeField("일시", auto_now=True)

    class Meta:
        verbose_name = "저장한 항목 구성"
        verbose_name_plural = "저장한 항목 구성"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PresetRuleQuerySet(models.QuerySet["PresetRule"]):
    """Words for what is allowed now."""

    def in_force(self) -> dict[tuple[str, str], bool]:
        """Return the newest word for each preset and rule."""
        newest = self.order_by("preset", "rule", "-at", "-pk").distinct("preset", "rule")
        return {(row.preset, row.rule): row.is_on for row in newest}


class PresetRule(models.Model):
    """What a city administrator has decided of a preset; the newest row holds, and every one is kept."""

    class Rule(models.TextChoices):
        """What can be decided."""

        PASSWORD = "password", "열기 암호"  # nosec B105 (a word, not a password)
        AGENCY = "agency", "대행사 사용"

    preset = models.CharField("구성", max_length=40)
    rule = models.CharField("정한 것", max_length=8, choices=Rule)
    is_on = models.BooleanField("켬")
    at = models.DateTimeField("일시", db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="담당자")
    account = models.CharField("계정", max_length=254)
    address = models.GenericIPAddressField("접속지")

    objects = PresetRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "구성별 규칙"
        verbose_name_plural = "구성별 규칙"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(preset=""), name="preset_rule_names_a_preset")]
        triggers: list[Any] = only_added("preset_rule", table="registration_presetrule", kept_for="3 years")

    def __str__(self) -> str:
        return f"{self.preset} {self.rule} {self.is_on}"
