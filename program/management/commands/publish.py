"""`manage.py publish`: publish the working copy of a conference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from program.models import Conference
from program.release import NewProblems, NothingToPublish, PublishingRefused, Treatment, publish


class Command(BaseCommand):
    """Publish from the command line, under the same rules as in the admin."""

    help = "Publishes the working copy of a conference as its next release."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--conference", metavar="SLUG", help="대회의 주소 이름 (없으면 이번 대회)")
        parser.add_argument("--accept-problems", action="store_true", help="문제가 있어도 게시")
        parser.add_argument("--typo", action="store_true", help="오탈자 수정: 변경 안내 없이 게시")
        parser.add_argument("--note", default="", help="알리는 말")
        parser.add_argument("--note-en", default="", help="알리는 말(영문)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, or say why not."""
        conferences = Conference.objects.all()
        slug = options["conference"]
        conference = (conferences.filter(slug=slug) if slug else conferences.current()).first()
        if conference is None:
            raise CommandError(f"'{slug}' 대회가 없습니다." if slug else "이번 대회가 없습니다.")
        try:
            release = publish(
                conference,
                by=None,
                otherwise=Treatment.TYPO if options["typo"] else Treatment.ANNOUNCE,
                accept_problems=options["accept_problems"],
                note_ko=options["note"],
                note_en=options["note_en"],
            )
        except NothingToPublish as refusal:
            self.stdout.write(str(refusal))
        except NewProblems as refusal:
            lines = "\n".join(f"  - {problem.sentence}" for problem in refusal.problems)
            raise CommandError(
                f"문제가 있어 게시하지 않았습니다 (--accept-problems로 게시):\n{lines}"
            ) from None
        except PublishingRefused as refusal:
            raise CommandError(str(refusal)) from None
        else:
            self.stdout.write(f"{release}을(를) 게시했습니다. 변경 안내 {len(release.changes)}건.")
