"""명단 확정: the moment that fixes who goes along."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q


class ListLock(models.Model):
    """Until when people change something by themselves; then the list goes to the host, and they call the desk."""

    list_locks_at = models.DateTimeField(
        "명단 확정",
        null=True,
        blank=True,
        help_text="이때부터 본인이 바꾸지 못하고, 빈자리는 버스 앞에서 드립니다.",
    )

    departs_at: datetime | None

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(list_locks_at=None) | Q(list_locks_at__lte=F("departs_at")),
                name="site_visit_list_locks_before_it_departs",
                violation_error_message="명단 확정은 출발보다 늦을 수 없습니다.",
            )
        ]

    @property
    def offers_end_at(self) -> Any:
        """Return until when free seats are offered to who waits; later they are given away at the bus."""
        return min(filter(None, (self.list_locks_at, self.departs_at)))

    def list_is_locked(self, now: datetime) -> bool:
        """Say whether the list is fixed."""
        return self.list_locks_at is not None and self.list_locks_at <= now

    def wrong_lock(self) -> dict[str, str]:
        """Return what the database would refuse, by field, in sentences."""
        if self.list_locks_at and self.departs_at and self.list_locks_at > self.departs_at:
            return {"list_locks_at": "명단 확정은 출발보다 늦을 수 없습니다."}
        return {}
