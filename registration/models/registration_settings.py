"""How registration for one conference goes: when, how many, how long, and what is said."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from pobatt.page_cache import raises_public_version
from program.models import Conference

RETENTION_DAYS = 92  # three months, until the organiser says otherwise
PROMOTION_MONTHS = 24
LONGEST_PROMOTION = 60  # months


class Basis(models.TextChoices):
    """Why personal data may be used for a purpose (개인정보 보호법 제15조 제1항)."""

    CONSENT = "consent", "동의 (제15조 제1항 제1호)"
    DUTY = "duty", "공공기관의 소관 업무 (제15조 제1항 제3호, 알림만)"
    CONTRACT = "contract", "신청에 따른 절차 (제15조 제1항 제4호, 알림만)"


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a month that is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class RegistrationSettingsQuerySet(models.QuerySet["RegistrationSettings"]):
    """Words for choosing and locking."""

    def current(self) -> Self:
        """Keep those of the conference that the addresses without a year show."""
        return self.filter(conference__is_current=True).select_related("conference")

    def locked(self) -> Self:
        """Lock the row: whoever gives or takes a place of the conference takes this lock after the person's."""
        return self.select_related("conference").select_for_update(of=("self",))


class RegistrationSettings(models.Model):
    """Registration for one conference; a row is made with the first look, the organiser fills it in."""

    class PlacesShown(models.TextChoices):
        """How the public is told of places left."""

        NUMBER = "number", "남은 자리 수"
        WORDS = "words", "여유 / 마감 임박 / 마감"
        HIDDEN = "hidden", "표시하지 않음"

    class Reminder(models.TextChoices):
        """When who comes to the venue is reminded."""

        EVE = "eve", "첫 참석일 전날"
        DAY = "day", "첫 참석일 당일"
        NONE = "none", "보내지 않음"

    conference = models.OneToOneField(
        Conference, models.CASCADE, related_name="registration", verbose_name="대회"
    )
    opens_at = models.DateTimeField("접수 시작", null=True, blank=True, help_text="이 초부터 접수합니다.")
    closes_at = models.DateTimeField(
        "접수 마감", null=True, blank=True, help_text="이 초부터 접수하지 않습니다."
    )
    onsite_capacity = models.PositiveIntegerField(
        "현장 정원",
        default=300,
        help_text="줄여도 이미 등록한 사람은 그대로이고, 늘리면 대기자에게 차례로 돌아갑니다.",
    )
    online_capacity = models.PositiveIntegerField("온라인 정원", default=1000)
    places_shown = models.CharField(
        "남은 자리 표시", max_length=8, choices=PlacesShown, default=PlacesShown.NUMBER
    )
    hold_minutes = models.PositiveSmallIntegerField(
        "확인 기한(분)",
        default=120,
        validators=[MinValueValidator(20), MaxValueValidator(72 * 60)],
        help_text="신청한 자리를 메일 확인 전까지 이 시간 동안 잡아 둡니다. 확인 번호는 15분 동안 쓸 수 있습니다.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        "자리 제안 기한(시간)",
        default=24,
        validators=[MaxValueValidator(168)],
        help_text="대기자에게 난 자리를 이 시간 동안 제안합니다. 0이면 묻지 않고 바로 확정합니다.",
    )
    edits_freeze_at = models.DateTimeField(
        "수정 마감", null=True, blank=True, help_text="이때부터는 등록 내용을 스스로 고칠 수 없습니다."
    )
    code_prefix = models.CharField(
        "접수번호 머리글",
        max_length=12,
        default="POBATT22",
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*$", "영문 대문자와 숫자만 쓸 수 있습니다.")],
        help_text="예: POBATT22 → POBATT22-000123P",
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)
    asks_for_receiver = models.BooleanField("동시통역 수신기를 물음", default=True)
    offers_promotion = models.BooleanField("다음 행사 안내(홍보) 동의를 물음", default=True)
    promotion_months = models.PositiveSmallIntegerField(
        "홍보 동의 보유 기간(개월)",
        default=PROMOTION_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMOTION)],
    )
    participation_basis = models.CharField(
        "참가 접수의 근거", max_length=8, choices=Basis, default=Basis.CONSENT,
        help_text="'알림만'을 고르면 참가 접수에는 동의를 받지 않고 알리기만 합니다. 시의 판단에 따릅니다.",
    )  # fmt: skip
    text_number = models.CharField(
        "문자 문의 번호", max_length=30, blank=True, help_text="편의 지원을 문자로도 부탁할 수 있게 합니다."
    )
    intro_ko = models.TextField("신청 안내", blank=True, max_length=2000)
    intro_en = models.TextField("신청 안내(영문)", blank=True, max_length=2000)
    reminder = models.CharField(
        "행사 전 안내 메일", max_length=4, choices=Reminder, default=Reminder.EVE,
        help_text="확정된 현장 참가자에게 날짜, 장소, 참가증을 한 번 보냅니다. "
                  "온라인 참가자는 중계 주소가 열릴 때 받습니다.",
    )  # fmt: skip
    reminder_at = models.TimeField("보내는 시각", default=time(18), help_text="대회 시간대의 시각입니다.")
    stream_url = models.URLField("온라인 중계 주소", blank=True)
    stream_opens_at = models.DateTimeField("중계 주소 공개", null=True, blank=True)

    objects = RegistrationSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = "접수 설정"
        verbose_name_plural = "접수 설정"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="registration_closes_after_it_opens",
                violation_error_message="접수 마감은 접수 시작보다 늦어야 합니다.",
            )
        ]

        triggers = [
            *raises_public_version(),
            pgtrigger.Trigger(
                name="numbers_are_given_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.last_number < OLD.last_number"),
                func="NEW.last_number := OLD.last_number; RETURN NEW;  -- a form was older than the row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference} 접수"

    def clean(self) -> None:
        """Put an inverted window on its field."""
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "접수 마감은 접수 시작보다 늦어야 합니다."})

    @property
    def hold(self) -> timedelta:
        """Return how long a place is held for somebody who has not confirmed yet."""
        return timedelta(minutes=self.hold_minutes)

    @property
    def destroyed_on(self) -> date:
        """Return the one day after which the personal data is destroyed."""
        days = self.conference.retention_days
        return self.conference.ends_on + timedelta(days=RETENTION_DAYS if days is None else days)

    def kept_until(self, days: int | None) -> date:
        """Return until when something is kept that has so many days of its own (None: none), never longer than all."""
        own = self.destroyed_on if days is None else self.conference.ends_on + timedelta(days=days)
        return min(own, self.destroyed_on)

    @property
    def promotion_ends_on(self) -> date:
        """Return the day until which news of the next event may be sent to who agreed to that."""
        return months_after(self.conference.ends_on, self.promotion_months)

    def is_open(self, now: datetime) -> bool:
        """Say whether registration is open at a moment."""
        return bool(
            self.opens_at and self.opens_at <= now and (self.closes_at is None or now < self.closes_at)
        )

    def edits_are_frozen(self, now: datetime) -> bool:
        """Say whether attendees may no longer change what they have filled in."""
        return bool(self.edits_freeze_at and self.edits_freeze_at <= now)

    def capacity(self, attendance: str) -> int:
        """Return how many places there are for 'onsite' or 'online'."""
        return self.onsite_capacity if attendance == "onsite" else self.online_capacity
