"""A site visit is one departure to one site, with its places and its host's rules."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.db.models.functions import Now

from pobatt.page_cache import raises_public_version
from program.models import Conference, StoredFile
from program.models.page import MarkupField
from program.models.slugs import free_slug
from visits.models.host_rules import HostRules
from visits.models.list_lock import ListLock


class SiteVisitQuerySet(models.QuerySet["SiteVisit"]):
    """Words for choosing and locking."""

    def of(self, conference: Conference) -> Self:
        """Keep a conference's."""
        return self.filter(conference=conference)

    def current(self) -> Self:
        """Keep those of the conference that the addresses without a year show."""
        return self.filter(conference__is_current=True)

    def published_or_booked_by(self, attendee_id: int) -> Self:
        """Keep those that the public may read now, and those that somebody has booked before they were hidden."""
        return self.filter(Q(published_at__lte=Now()) | Q(bookings__attendee=attendee_id))

    def published(self, at: datetime) -> Self:
        """Keep those that the public may read at a moment."""
        return self.filter(published_at__lte=at)

    def called(self, slug: str) -> Self:
        """Keep the one with this address name."""
        return self.filter(slug=slug)

    def just_fixed(self, at: datetime) -> Self:
        """Keep those whose list is fixed, and no version of it is made yet."""
        return self.filter(list_locks_at__lte=at, list_versions=None)

    def with_picture(self, digest: str) -> Self:
        """Keep those that show this picture, and the picture."""
        return self.filter(picture=digest).select_related("picture")

    def meant_for_the_public(self) -> Self:
        """Keep those that are published, or will be by the clock alone."""
        return self.filter(published_at__isnull=False)

    def by_key(self, pk: int) -> Self:
        """Keep the one with this key."""
        return self.filter(pk=pk)

    def upcoming(self, at: datetime) -> Self:
        """Keep those that have not departed yet."""
        return self.filter(departs_at__gt=at)

    def in_order(self) -> Self:
        """Sort by departure, with the conference, whose clock they follow."""
        return self.select_related("conference").order_by("departs_at", "pk")

    def locked(self) -> Self:
        """Lock the rows in the order of their keys; whoever gives or takes seats does so after the person's."""
        return self.select_related("conference").order_by("pk").select_for_update(of=("self",), no_key=True)


class SiteVisit(HostRules, ListLock):
    """One departure to one site; an organiser enters it, and the host's rules are shown before anybody books."""

    class Photography(models.TextChoices):
        """Whether pictures may be taken."""

        FORBIDDEN = "forbidden", "촬영 금지"
        MARKED = "marked", "정해진 곳에서만 촬영"
        ALLOWED = "allowed", "촬영 가능"

    class Tongue(models.TextChoices):
        """In which language the tour is led."""

        KOREAN = "ko", "한국어"
        ENGLISH = "en", "영어"
        BOTH = "both", "한국어·영어"

    conference = models.ForeignKey(
        Conference, models.PROTECT, related_name="site_visits", verbose_name="대회"
    )
    slug = models.SlugField(
        "주소 이름", max_length=80, allow_unicode=True, blank=True, help_text="비워 두면 이름에서 만듭니다."
    )
    host_ko = models.CharField("방문 기업", max_length=100)
    host_en = models.CharField("방문 기업(영문)", max_length=100, blank=True)
    site_ko = models.CharField("견학 장소", max_length=100)
    site_en = models.CharField("견학 장소(영문)", max_length=100, blank=True)
    description_ko = MarkupField("소개")
    description_en = MarkupField("소개(영문)", help_text="")
    bring_ko = models.CharField("가져올 것", max_length=200, blank=True)
    bring_en = models.CharField("가져올 것(영문)", max_length=200, blank=True)
    wear_ko = models.CharField("옷차림", max_length=200, blank=True)
    wear_en = models.CharField("옷차림(영문)", max_length=200, blank=True)
    access_ko = models.CharField("계단·휠체어", max_length=200, blank=True)
    access_en = models.CharField("계단·휠체어(영문)", max_length=200, blank=True)
    photography = models.CharField(
        "사진 촬영", max_length=10, choices=Photography, default=Photography.FORBIDDEN
    )
    tour_language = models.CharField("안내 언어", max_length=4, choices=Tongue, default=Tongue.KOREAN)
    meeting_point_ko = models.CharField("모이는 곳", max_length=200)
    meeting_point_en = models.CharField("모이는 곳(영문)", max_length=200, blank=True)
    departs_at = models.DateTimeField("출발")
    returns_at = models.DateTimeField("도착")
    buffer_minutes = models.PositiveSmallIntegerField(
        "이동 여유(분)", default=30, validators=[MaxValueValidator(240)],
        help_text="돌아온 뒤 이만큼 지나야 다음 견학에 갈 수 있습니다.",
    )  # fmt: skip
    capacity = models.PositiveIntegerField(
        "정원", help_text="줄여도 이미 자리를 받은 사람은 그대로이고, 늘리면 대기자에게 차례로 돌아갑니다."
    )
    opens_at = models.DateTimeField(
        "신청 시작", null=True, blank=True, help_text="이 초부터 받습니다. 비어 있으면 받지 않습니다."
    )
    closes_at = models.DateTimeField(
        "신청 마감", null=True, blank=True, help_text="비어 있으면 출발할 때까지 받습니다."
    )
    offer_hours = models.PositiveSmallIntegerField(
        "자리 제안 기한(시간)", default=24, validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text="대기자에게 난 자리를 이 시간 동안 제안합니다. 출발 뒤까지 가지는 않습니다.",
    )  # fmt: skip
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="시각이 바뀔 때마다 오르는, 캘린더 파일의 SEQUENCE"
    )
    picture = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, verbose_name="사진", related_name="+"
    )
    published_at = models.DateTimeField(
        "공개 시각", null=True, blank=True, help_text="비어 있으면 초안입니다."
    )

    objects = SiteVisitQuerySet.as_manager()

    class Meta(HostRules.Meta):
        abstract = False
        verbose_name = "현장견학"
        verbose_name_plural = "현장견학"
        ordering = ["departs_at", "pk"]
        constraints = [
            *ListLock.Meta.constraints,
            models.UniqueConstraint(
                fields=["conference", "slug"],
                name="one_site_visit_per_address",
                violation_error_message="같은 주소 이름을 쓰는 견학이 있습니다.",
            ),
            models.CheckConstraint(
                condition=Q(returns_at__gt=F("departs_at")),
                name="site_visit_returns_after_it_departs",
                violation_error_message="도착은 출발보다 늦어야 합니다.",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="site_visit_booking_closes_after_it_opens",
                violation_error_message="신청 마감은 신청 시작보다 늦어야 합니다.",
            ),
            *HostRules.Meta.constraints,
        ]
        triggers = raises_public_version()

    def __str__(self) -> str:
        return f"{self.host_ko} {self.site_ko}"

    def clean(self) -> None:
        """Put what the database would refuse at its field."""
        wrong: dict[str, str] = self.wrong_lock()
        if self.departs_at and self.returns_at and self.returns_at <= self.departs_at:
            wrong["returns_at"] = "도착은 출발보다 늦어야 합니다."
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            wrong["closes_at"] = "신청 마감은 신청 시작보다 늦어야 합니다."
        wrong |= self.wrong_rules(self.opens_at, self.departs_at)
        if wrong:
            raise ValidationError(wrong)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, under an address name made from host and site if none was given."""
        if not self.slug:
            others = SiteVisit.objects.filter(conference=self.conference_id)
            self.slug = free_slug(others, f"{self.host_en} {self.site_en}", str(self))
        super().save(*args, **kwargs)

    @property
    def period(self) -> DateTimeTZRange:
        """Return the time it takes of a person: from departure to return, with the way to the next one."""
        return DateTimeTZRange(self.departs_at, self.returns_at + timedelta(minutes=self.buffer_minutes))

    @property
    def last_moment(self) -> datetime:
        """Return the moment from which nobody can book any more."""
        return min(self.closes_at or self.departs_at, self.offers_end_at)

    @property
    def details_destroyed_on(self) -> date:
        """Return the last day on which the organisers keep what visitors have told for this visit."""
        there = self.returns_at.astimezone(self.conference.zone)
        return there.date() + timedelta(days=self.details_kept_days)

    @property
    def consent_subject(self) -> str:
        """Return what the consent texts of its host are filed under, whatever its address becomes."""
        return f"site-visit-{self.pk}"
