"""`manage.py publish`: publish the working copy of a conference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from program.models import Conference
from program.release import NewProblems, NothingToPublish, PublishingRefused, publish, typos_in


class Command(BaseCommand):
    """Publish from the command line, under the same rules as in the admin."""

    help = "Publishes the working copy of a conference as its next release."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--conference", metavar="SLUG", help="대회의 주소 이름 (없으면 이번 대회)")
        parser.add_argument("--accept-problems", action="store_true", help="문제가 있어도 게시")
        parser.add_argument(
            "--typo", action="append", default=[], metavar="SESSION",
            help="이 주소 이름의 세션에서 바뀐 것은 오탈자 수정: 알리지 않음 (여러 번 쓸 수 있음)",
        )  # fmt: skip
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
                decisions=typos_in(conference, self._sessions(conference, options["typo"])),
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

    def _sessions(self, conference: Conference, slugs: list[str]) -> set[str]:
        """Return the uids of the sessions called so and of their talks, as the form of a session has it."""
        known = set(conference.sessions.filter(slug__in=slugs).values_list("slug", flat=True))
        if unknown := sorted(set(slugs) - known):
            raise CommandError(f"이런 주소 이름의 세션이 없습니다: {', '.join(unknown)}")
        named = conference.sessions.filter(Q(slug__in=slugs) | Q(parent__slug__in=slugs))
        return {str(uid) for uid in named.values_list("uid", flat=True)}
