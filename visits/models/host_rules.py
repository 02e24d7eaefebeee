"""What the host of a visit asks of its visitors: who may come, who decides, what must be told beforehand."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Detail(models.TextChoices):
    """What a visitor tells once the seat is theirs, where this host requires it; never the number of anything."""

    DOCUMENT = "document", "가져올 신분증의 종류"
    COUNTRY = "country", "국적 국가(외국 국적자)"
    BIRTH_DATE = "birth_date", "생년월일"
    SHOE_SIZE = "shoe_size", "안전화 치수"
    CAR_PLATE = "car_plate", "차량 번호"


class HostRules(models.Model):
    """The rules of one visit; what the consent text says is made from them."""

    class Foreigners(models.TextChoices):
        """Whether foreign nationals may come."""

        WELCOME = "welcome", "국적을 묻지 않음"
        IN_TIME = "in_time", "외국 국적자는 정한 때까지 신청"
        REFUSED = "refused", "외국 국적자는 신청할 수 없음"

    needs_approval = models.BooleanField("방문 기업의 승인이 필요함", default=False)
    foreigners = models.CharField("외국 국적자", max_length=8, choices=Foreigners, default=Foreigners.WELCOME)
    foreigners_until = models.DateTimeField("외국 국적자 신청 마감", null=True, blank=True)
    document_ko = models.CharField(
        "가져올 신분증", max_length=100, blank=True, help_text="예: 여권. 번호는 받지 않습니다."
    )
    document_en = models.CharField("가져올 신분증(영문)", max_length=100, blank=True)
    minimum_age = models.PositiveSmallIntegerField("나이 제한(만)", null=True, blank=True)
    per_affiliation = models.PositiveSmallIntegerField(
        "같은 소속에서", null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="같은 소속에서 자리를 받을 수 있는 사람 수. 비어 있으면 제한이 없습니다.",
    )  # fmt: skip
    competitors = models.TextField(
        "동종 업계 목록", blank=True,
        help_text="한 줄에 회사 이름이나 메일 도메인 하나. 여기에 걸리면 저절로 거절되지 않고 승인 심사로 갑니다.",
    )  # fmt: skip
    details = ArrayField(
        models.CharField(max_length=12, choices=Detail), verbose_name="방문자 상세 정보", default=list, blank=True,
        help_text="자리를 받은 뒤에 묻습니다. 방문 기업이 요구하는 것만 고르세요. 동의문에 저절로 들어갑니다.",
    )  # fmt: skip
    details_due_at = models.DateTimeField(
        "상세 정보 제출 기한",
        null=True,
        blank=True,
        help_text="3일 전과 하루 전에 아직 적지 않은 분께 알립니다.",
    )
    details_kept_days = models.PositiveSmallIntegerField(
        "상세 정보 보관(견학 뒤 일수)", default=7, validators=[MaxValueValidator(60)],
        help_text="이 날수가 지나면 저절로 파기하고 파기 기록을 남깁니다.",
    )  # fmt: skip
    host_keeps_ko = models.CharField(
        "방문 기업의 보유 기간", max_length=100, blank=True,
        help_text="방문 기업이 명단을 언제까지 가지고 있는지. 예: 견학일부터 30일. 없으면 신청을 시작할 수 없습니다.",
    )  # fmt: skip
    host_keeps_en = models.CharField("방문 기업의 보유 기간(영문)", max_length=100, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | ~Q(host_keeps_ko=""),
                name="site_visit_opens_only_with_the_hosts_retention_period",
                violation_error_message="방문 기업의 보유 기간이 있어야 신청을 시작할 수 있습니다.",
            ),
            models.CheckConstraint(
                condition=~Q(foreigners="in_time") | Q(foreigners_until__isnull=False),
                name="site_visit_says_until_when_foreigners_may_apply",
                violation_error_message="외국 국적자의 신청 마감을 적으세요.",
            ),
            models.CheckConstraint(
                condition=Q(details=[]) | Q(details_due_at__isnull=False),
                name="site_visit_says_until_when_details_are_due",
                violation_error_message="상세 정보의 제출 기한을 적으세요.",
            ),
        ]

    @property
    def asks_nationality(self) -> bool:
        """Say whether booking asks for Korean or foreign nationality."""
        return self.foreigners != self.Foreigners.WELCOME

    @property
    def may_review(self) -> bool:
        """Say whether the host may look at somebody before they are let in."""
        return self.needs_approval or bool(self.competitors.strip())

    def wrong_rules(self, opens_at: datetime | None, departs_at: datetime | None) -> dict[str, Any]:
        """Return what the database would refuse, by field, in sentences."""
        wrong = {}
        if opens_at and not self.host_keeps_ko:
            wrong["host_keeps_ko"] = (
                "방문 기업의 보유 기간이 있어야 신청을 시작할 수 있습니다. 기간을 적거나 신청 시작을 비워 두세요."
            )
        if self.foreigners == self.Foreigners.IN_TIME and not self.foreigners_until:
            wrong["foreigners_until"] = "외국 국적자의 신청 마감을 적으세요."
        if self.details and not self.details_due_at:
            wrong["details_due_at"] = "상세 정보를 언제까지 받을지 적으세요."
        elif self.details and departs_at and self.details_due_at and self.details_due_at > departs_at:
            wrong["details_due_at"] = "제출 기한은 출발보다 늦을 수 없습니다."
        return wrong
