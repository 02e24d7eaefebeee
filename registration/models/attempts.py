"""How often something has been tried lately, by whom and for which address; nothing in it names anybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from django.db import connection, models

# One statement, so that many at once cannot cheat; rows in one order, so that none wait for each other in a circle.
COUNT = """
INSERT INTO registration_attempts AS kept (key, number, until)
SELECT key, 1, statement_timestamp() + period
FROM unnest(%s::text[], %s::interval[]) AS tried (key, period) ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN kept.until > statement_timestamp() THEN kept.number + 1 ELSE 1 END,
    until = CASE WHEN kept.until > statement_timestamp() THEN kept.until ELSE EXCLUDED.until END
RETURNING key, number
"""


class AttemptsQuerySet(models.QuerySet["Attempts"]):
    """Words for counting attempts."""

    def count_one_more(self, periods: Mapping[str, timedelta]) -> dict[str, int]:
        """Count an attempt under each key, and return how many there have been in its period."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [list(periods), list(periods.values())])
            return dict(cursor.fetchall())

    def over(self, now: datetime) -> Self:
        """Keep counts whose period is over."""
        return self.filter(until__lte=now)


class Attempts(models.Model):
    """A count; the key is a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField()
    number = models.PositiveIntegerField()

    objects = AttemptsQuerySet.as_manager()

    class Meta:
        verbose_name = "시도 횟수"
        verbose_name_plural = "시도 횟수"
        indexes = [models.Index(fields=["until"], name="attempts_until")]

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
