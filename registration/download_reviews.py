"""월별 점검 and 파기 완료: what people say afterwards of what was taken out (안전성 확보조치 기준 제8조)."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from registration.downloads import Taker
from registration.models import Disposal, Download, DownloadReview

SHORTEST_MONTH = timedelta(days=28)


class Month(NamedTuple):
    """A month of the ledger: how much was taken out, how much of it nobody else has looked at, and who has looked."""

    begins_at: datetime
    ends_at: datetime
    taken: int
    unreviewed: int
    is_over: bool
    reviews: list[DownloadReview]


def months() -> list[Month]:
    """Return the months in which something was taken out, the newest first; each in the site's own time zone."""
    here = timezone.get_default_timezone()
    looked_at = Download.objects.unreviewed().values("pk")
    counted = (
        Download.objects.order_by()
        .annotate(month=TruncMonth("at", tzinfo=here))
        .values("month")
        .annotate(count=Count("pk"), unreviewed=Count("pk", filter=Q(pk__in=looked_at)))
        .order_by("-month")
    )
    reviews: dict[datetime, list[DownloadReview]] = {}
    for review in DownloadReview.objects.order_by("at"):
        reviews.setdefault(review.begins_at.astimezone(here), []).append(review)
    return [
        Month(
            row["month"], _next(row["month"]), row["count"], row["unreviewed"], timezone.now() >= _next(row["month"]),
            reviews.get(row["month"], []),
        )
        for row in counted
    ]  # fmt: skip


def review(month: Month, taker: Taker, remark: str = "") -> bool:
    """Write down that somebody has looked at a month that is over; False when they had before, or it is not over."""
    if not month.is_over or taker.user_id is None:
        return False
    others = Download.objects.between(month.begins_at, month.ends_at).exclude(user_id=taker.user_id).count()
    try:
        with transaction.atomic():
            DownloadReview.objects.create(
                begins_at=month.begins_at, ends_at=month.ends_at, by_id=taker.user_id, account=taker.account,
                address=taker.address, count=others, remark=remark[:200],
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


def dispose(downloads: Any, taker: Taker) -> int:
    """Write down that these files are destroyed, each once; return how many that is news of."""
    said = 0
    for download in downloads.kept():
        with transaction.atomic():
            _row, is_new = Disposal.objects.get_or_create(
                download=download,
                defaults={"by_id": taker.user_id, "account": taker.account, "address": taker.address},
            )
        said += is_new
    return said


def _next(month: datetime) -> datetime:
    later = month + SHORTEST_MONTH + timedelta(days=4)
    return later.replace(day=1)
