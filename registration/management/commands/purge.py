"""`manage.py purge`: destroy what has outlived its period, and say how much it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registration.purge import purge


class Command(BaseCommand):
    """Run the nightly purge now."""

    help = "Destroys personal data whose period is over, and leaves a record in numbers (파기 기록)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--dry-run", action="store_true", help="세기만 하고 지우지 않습니다.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was destroyed, or would be."""
        done = purge(dry_run=options["dry_run"])
        verb = "파기 예정" if options["dry_run"] else "파기"
        for what, counts in done.items():
            self.stdout.write(
                f"{what} {verb}: " + ", ".join(f"{kind} {number}" for kind, number in counts.items())
            )
        if not done:
            self.stdout.write("파기할 것이 없습니다.")
