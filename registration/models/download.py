"""다운로드 대장: who took which personal data out, when, from where, and why (안전성 확보조치 기준 제8조·제12조)."""

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from registration.models.ledger import only_added


class DownloadQuerySet(models.QuerySet["Download"]):
    """Words for choosing from the ledger."""

    def without_codes(self) -> Self:
        """Leave the numbers of the people out, of which there may be 100,000 in a row."""
        return self.defer("codes")

    def files(self) -> Self:
        """Keep what left the site and has to be destroyed one day."""
        return self.filter(destroy_by__isnull=False)

    def kept(self) -> Self:
        """Keep files of which nobody has said yet that they are destroyed."""
        return self.files().filter(disposal__isnull=True)

    def overdue(self, today: date) -> Self:
        """Keep files that should have been destroyed before today."""
        return self.kept().filter(destroy_by__lt=today)

    def due(self, today: date) -> Self:
        """Keep files that are to be destroyed today, or should have been before, newest first."""
        return self.kept().filter(destroy_by__lte=today)

    def of_account(self, user_id: int | None) -> Self:
        """Keep what one account took."""
        return self.filter(user_id=user_id)

    def between(self, first: datetime, end: datetime) -> Self:
        """Keep what was taken from one moment until before another."""
        return self.filter(at__gte=first, at__lt=end)

    def unreviewed(self) -> Self:
        """Keep what nobody else has looked at since its month was over."""
        looked_at = DownloadReview.objects.filter(begins_at__lte=OuterRef("at"), ends_at__gt=OuterRef("at"))
        return self.exclude(Exists(looked_at.exclude(by=Coalesce(OuterRef("user_id"), 0))))

    def views_of(self, code: str) -> Self:
        """Keep those by which this one person was seen in full."""
        return self.filter(kind=Download.Kind.VIEW, codes=[code])

    def within(self, past: timedelta) -> Self:
        """Keep those of the last minutes."""
        return self.filter(at__gt=Now() - past)

    def with_person(self, code: str) -> Self:
        """Keep downloads that the person of this 접수번호 was part of."""
        return self.filter(codes__contains=[code])


class Download(models.Model):
    """One taking out of personal data: a file, a paper, or one person seen in full. Rows are only ever added."""

    class Kind(models.TextChoices):
        """How the data was taken out."""

        FILE = "file", "파일"
        PAPER = "paper", "출력물"
        VIEW = "view", "열람"

    class Reason(models.TextChoices):
        """What for; each preset of an export brings its own."""

        BADGES = "badges", "명찰 제작"
        HOST = "host", "견학 기업 제출"
        LETTER = "letter", "안내 문자 발송"
        ROSTER = "roster", "현장 등록부"
        VISIT = "visit", "견학 인솔·인원 점검"
        OPERATION = "operation", "행사 운영"
        REPORT = "report", "결과 보고"
        PERSON = "person", "본인 문의 처리"
        OTHER = "other", "기타"

    at = models.DateTimeField("일시", db_default=Now(), editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="downloads", verbose_name="담당자",
        help_text="계정 없이 전용 링크로 받은 방문 기업에는 없습니다.",
    )  # fmt: skip
    account = models.CharField("계정", max_length=254)
    address = models.GenericIPAddressField("접속지")
    kind = models.CharField("종류", max_length=6, choices=Kind)
    what = models.CharField("무엇을", max_length=120, help_text="예: 참가자 명단(명찰용)")
    form = models.CharField("형식", max_length=8, blank=True, help_text="예: XLSX")
    has_password = models.BooleanField("열기 암호", default=False)
    filters = models.JSONField("조건", default=dict, help_text="물음과 답")
    columns = ArrayField(models.CharField(max_length=120), verbose_name="항목")
    count = models.PositiveIntegerField("건수")
    codes = ArrayField(models.CharField(max_length=24), verbose_name="접수번호")
    reason = models.CharField("사유", max_length=10, choices=Reason)
    reason_text = models.CharField("사유(기타)", max_length=200, blank=True)
    destroy_by = models.DateField("파기 예정일", null=True, blank=True)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = "다운로드 대장"
        verbose_name_plural = "다운로드 대장"
        ordering = ["-at", "-pk"]
        permissions = [("review_download", "다른 사람의 다운로드를 점검할 수 있음")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(reason_text=""),
                name="download_for_another_reason_says_which",
            ),
            models.CheckConstraint(
                condition=~Q(kind="file") | Q(destroy_by__isnull=False),
                name="download_says_when_it_is_destroyed",
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="download_newest")]
        triggers = only_added("download", table="registration_download")

    def __str__(self) -> str:
        return f"{self.what} {self.count}명"

    @property
    def why(self) -> str:
        """Return the reason in words."""
        return self.reason_text if self.reason == self.Reason.OTHER else self.get_reason_display()


class Disposal(models.Model):
    """파기 완료: that somebody has destroyed what they took; said once, never taken back."""

    download = models.OneToOneField(Download, models.CASCADE, related_name="disposal")
    at = models.DateTimeField("일시", db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="담당자"
    )
    account = models.CharField("계정", max_length=254)
    address = models.GenericIPAddressField("접속지")

    class Meta:
        verbose_name = "파기 완료"
        verbose_name_plural = "파기 완료"
        ordering = ["-at"]
        triggers = only_added(
            "disposal",
            table="registration_disposal",
            age_of_row="(SELECT at FROM registration_download WHERE id = OLD.download_id)",
            age_of_table="(SELECT at FROM registration_download WHERE id = download_id)",
        )

    def __str__(self) -> str:
        return f"{self.download_id} {self.at:%Y-%m-%d}"


class DownloadReview(models.Model):
    """월별 점검: that another person than who took them has looked at the downloads of a month."""

    begins_at = models.DateTimeField("처음")
    ends_at = models.DateTimeField("끝", help_text="이 순간은 포함하지 않습니다.")
    at = models.DateTimeField("일시", db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="점검자")
    account = models.CharField("계정", max_length=254)
    address = models.GenericIPAddressField("접속지")
    count = models.PositiveIntegerField("건수")
    remark = models.CharField("점검 의견", max_length=200, blank=True)

    class Meta:
        verbose_name = "월별 점검"
        verbose_name_plural = "월별 점검"
        ordering = ["-begins_at", "-at"]
        constraints = [
            models.UniqueConstraint(fields=["begins_at", "by"], name="one_review_a_month_and_person"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")) & Q(at__gte=models.F("ends_at")),
                name="download_review_follows_its_month",
            ),
        ]
        triggers = only_added("download_review", table="registration_downloadreview")

    def __str__(self) -> str:
        return f"{self.begins_at:%Y-%m}"
