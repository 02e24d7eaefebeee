"""A conference is one edition; exactly one is current."""

from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from pobatt.page_cache import raises_public_version

DAY_BEGINS_AT = time(5)  # what happens at 02:00 belongs to the night of the day before, as in frab


RESERVED = {
    "en",
    "ko",
    "admin",
    "accounts",
    "staff",
    "static",
    "program",
    "registration",
    "visits",
    "notices",
    "about",
    "venue",
    "faq",
    "privacy",
    "accessibility",
    "copyright",
}

SHOWN_AT_ONCE = (
    "is_current", "slug", "short_name", "starts_on", "ends_on", "time_zone", "department_ko", "department_en",
    "phone", "phone_hours_ko", "phone_hours_en", "email", "privacy_officer_ko", "privacy_officer_en",
    "retention_days",
)  # fmt: skip  # the rest is public with the next release


class ConferenceQuerySet(models.QuerySet["Conference"]):
    """Words for choosing conferences."""

    def current(self) -> Self:
        """Keep the one that the addresses without a year show."""
        return self.filter(is_current=True)

    def called(self, slug: str) -> Self:
        """Keep the one with this address name."""
        return self.filter(slug=slug)

    def to_visitors(self) -> Self:
        """Keep the current one and those of which a programme was published, the latest first."""
        return self.filter(Q(is_current=True) | Q(releases__number=1)).distinct()

    def locked(self) -> Self:
        """Lock the rows: whoever changes or publishes a working copy takes this lock first."""
        return self.select_for_update(of=("self",))


class Conference(models.Model):
    """One edition: names, theme, dates, venue."""

    slug = models.SlugField(
        "주소 이름", max_length=40, unique=True, help_text="예: 2022. 지난 대회는 이 이름의 주소에 남습니다."
    )
    number = models.PositiveSmallIntegerField("회차", null=True, blank=True)
    short_name = models.CharField("약칭", max_length=40, help_text="예: POBATT 2022")
    name_ko = models.CharField("이름", max_length=120)
    name_en = models.CharField("이름(영문)", max_length=120, blank=True)
    theme_ko = models.CharField("주제", max_length=200, blank=True)
    theme_en = models.CharField("주제(영문)", max_length=200, blank=True)
    starts_on = models.DateField("첫날")
    ends_on = models.DateField("마지막 날")
    time_zone = models.CharField("시간대", max_length=40, default="Asia/Seoul")
    venue_ko = models.CharField("장소", max_length=120, blank=True)
    venue_en = models.CharField("장소(영문)", max_length=120, blank=True)
    city_ko = models.CharField("도시", max_length=60, blank=True, default="포항")
    city_en = models.CharField("도시(영문)", max_length=60, blank=True, default="Pohang")
    address_ko = models.CharField(
        "주소",
        max_length=200,
        blank=True,
        help_text="확인한 도로명 주소만. 비워 두면 '추후 공지'로 표시됩니다.",
    )
    address_en = models.CharField("주소(영문)", max_length=200, blank=True)
    latitude = models.DecimalField(
        "위도", max_digits=8, decimal_places=6, null=True, blank=True, help_text="예: 36.012345. 지도 링크에 씁니다.",
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        "경도", max_digits=9, decimal_places=6, null=True, blank=True, help_text="예: 129.321098",
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    department_ko = models.CharField("담당 부서", max_length=120, blank=True)
    department_en = models.CharField("담당 부서(영문)", max_length=120, blank=True)
    phone = models.CharField(
        "전화",
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ()-]+$", "예: 054-123-4567")],
    )
    phone_hours_ko = models.CharField(
        "전화 시간", max_length=80, blank=True, help_text="예: 평일 09:00~18:00"
    )
    phone_hours_en = models.CharField(
        "전화 시간(영문)", max_length=80, blank=True, help_text="예: weekdays 09:00–18:00"
    )
    email = models.EmailField("이메일", blank=True)
    privacy_officer_ko = models.CharField(
        "개인정보 보호책임자", max_length=120, blank=True, help_text="소속과 직위, 성명"
    )
    privacy_officer_en = models.CharField("개인정보 보호책임자(영문)", max_length=120, blank=True)
    retention_days = models.PositiveSmallIntegerField(
        "개인정보 보관 일수", null=True, blank=True, help_text="대회가 끝난 날부터. 지나면 파기합니다. 예: 90"
    )
    hours_are_provisional = models.BooleanField(
        "시간 미확정",
        default=True,
        help_text="켜 두면 '프로그램은 사정에 따라 변경될 수 있습니다'가 표시됩니다.",
    )
    is_current = models.BooleanField("이번 대회", default=False)
    source = models.TextField("출처", blank=True, help_text="공개하지 않습니다.")
    working_version = models.PositiveIntegerField(default=0, editable=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "대회"
        verbose_name_plural = "대회"
        ordering = ["-starts_on"]
        permissions = [("publish_programme", "프로그램을 게시할 수 있음")]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="only_one_current_conference",
                violation_error_message="이번 대회는 하나뿐이어야 합니다. 지금의 대회에서 먼저 표시를 지우세요.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="conference_ends_on_or_after_its_first_day",
                violation_error_message="마지막 날이 첫날보다 빠릅니다.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=date(1990, 1, 1), ends_on__lt=date(2200, 1, 1)),
                name="conference_in_our_times",
                violation_error_message="1990년부터 2199년까지의 날짜를 입력하세요.",
            ),
        ]
        triggers = [
            *raises_public_version(*SHOWN_AT_ONCE),
            pgtrigger.Trigger(
                name="working_version_of_own_row",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["working_version"]),
                func="NEW.working_version := OLD.working_version + 1; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="sessions_stay_inside_conference",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("starts_on", "ends_on", "time_zone"),
                timing=pgtrigger.Immediate,
                func="""
                IF EXISTS (
                    SELECT 1 FROM program_session WHERE conference_id = NEW.id AND starts_at IS NOT NULL AND (
                        starts_at < (NEW.starts_on + time '05:00') AT TIME ZONE NEW.time_zone
                        OR ends_at > (NEW.ends_on + 1 + time '05:00') AT TIME ZONE NEW.time_zone
                    )
                ) THEN
                    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'session_inside_conference',
                        MESSAGE = 'a session lies outside the conference';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        """Refuse an inverted range and an unknown time zone in words."""
        if self.slug in RESERVED:
            raise ValidationError({"slug": "사이트의 다른 주소와 겹치는 이름입니다. 예: 2022"})
        if self.time_zone not in available_timezones() - {"localtime", "Factory"}:
            raise ValidationError({"time_zone": "알 수 없는 시간대입니다. 예: Asia/Seoul"})
        if self.starts_on and self.ends_on:
            if not 1990 <= self.starts_on.year <= self.ends_on.year < 2200 and self.ends_on >= self.starts_on:
                raise ValidationError({"starts_on": "1990년부터 2199년까지의 날짜를 입력하세요."})
            if self.ends_on < self.starts_on:
                raise ValidationError({"ends_on": "마지막 날이 첫날보다 빠릅니다."})
            if (self.ends_on - self.starts_on).days > 31:
                raise ValidationError({"ends_on": "대회는 31일을 넘을 수 없습니다."})
            if self.pk and (stranded := self.sessions.outside(self).first()):
                raise ValidationError(
                    f"'{stranded}'이(가) 대회 기간 밖에 놓입니다. 세션의 날짜를 먼저 옮기세요."
                )

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which the conference's clock runs."""
        return ZoneInfo(self.time_zone)

    @property
    def days(self) -> list[date]:
        """Return every day of the conference."""
        return [self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1)]

    @property
    def opens_at(self) -> datetime:
        """Return the first moment at which a session may begin."""
        return datetime.combine(self.starts_on, DAY_BEGINS_AT, self.zone)

    @property
    def closes_at(self) -> datetime:
        """Return the last moment at which a session may end."""
        return datetime.combine(self.ends_on + timedelta(days=1), DAY_BEGINS_AT, self.zone)
