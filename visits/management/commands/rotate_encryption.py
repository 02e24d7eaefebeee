"""`manage.py rotate_encryption`: encrypt everything anew with the newest key, so that an old one can be taken away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pobatt.encryption import Undecipherable
from visits.models import VisitorDetails


class Command(BaseCommand):
    """Rotate; what no key of ours opens is counted and left as it is."""

    help = "암호로 보관한 것을 POBATT_ENCRYPTION_KEYS의 첫 번째 키로 다시 암호화합니다."

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Rotate row by row, each under its lock, so that nobody's change in between is lost."""
        done = lost = 0
        for key in VisitorDetails.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                details = VisitorDetails.objects.select_for_update().filter(pk=key).first()
                try:
                    if details:
                        details.rotate()
                        done += 1
                except Undecipherable:
                    lost += 1
        if lost:
            raise CommandError(
                f"{done}건을 다시 암호화했습니다. {lost}건은 지금 있는 키로 풀 수 없습니다: 예전 키를 되돌려 주세요."
            )
        self.stdout.write(f"{done}건을 다시 암호화했습니다.")
