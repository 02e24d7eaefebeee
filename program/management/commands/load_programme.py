"""`manage.py load_programme FILE`: read a programme file into the working copy of a conference."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from program.importing.days import Outside
from program.importing.files import content_of
from program.importing.foreign.moments import Year
from program.importing.forms import FORMS, Asked, known_of, read_programme
from program.importing.loading import load
from program.importing.records import LoadingRefused
from program.models import Conference


class Command(BaseCommand):
    """Load a whole file or nothing of it, and say what was done or what is wrong."""

    help = "Reads a programme file into the working copy of a conference; reading it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", metavar="FILE", type=Path, help=f"프로그램 파일: {FORMS}")
        target = parser.add_mutually_exclusive_group()
        target.add_argument(
            "--conference", metavar="SLUG", default="", help="이 대회에 읽습니다 (없으면 파일의 연도)"
        )
        target.add_argument("--new", metavar="SLUG", default="", help="대회가 없으면 이 이름으로 만듭니다")
        parser.add_argument(
            "--programme", choices=("planned", "held"), help="계획(planned)과 실제(held) 가운데 읽을 것"
        )
        parser.add_argument(
            "--outside", choices=list(Outside), default=Outside.REFUSE,
            help="대회 기간 밖의 세션: 알림(refuse), 시간 없이(untimed), 기간을 늘림(extend)",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="아무것도 저장하지 않고 결과만 봅니다")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say in Korean what is wrong."""
        named, path = options["conference"] or options["new"], options["file"]
        try:
            records = read_programme(
                content_of(path), path.name, Asked(named, options["programme"], _known(named))
            )
            slug = named or records.conference.slug or _current()
            report = load(
                records, slug=slug, make=not options["conference"], dry_run=options["dry_run"],
                outside=Outside(options["outside"]),
            )  # fmt: skip
        except LoadingRefused as refusal:
            lines = "\n".join(f"  - {error}" for error in refusal.errors)
            raise CommandError(f"읽지 않았습니다. 고칠 곳 {len(refusal.errors)}건:\n{lines}") from None
        if options["verbosity"]:
            self.stdout.write("\n".join(report.lines()))


def _known(slug: str) -> Year:
    """Return what is known of the year of dates, from the conference that is named or else from the current one."""
    named = Conference.objects.filter(slug=slug) if slug else Conference.objects.current()
    return known_of(named.values_list("starts_on", flat=True).first(), slug)


def _current() -> str:
    """Return the current conference's slug: the one that a file which names none belongs to."""
    slug = Conference.objects.current().values_list("slug", flat=True).first()
    if slug is None:
        raise LoadingRefused("어느 대회인지 알 수 없습니다. --new 이름을 쓰세요. 예: --new 2022")
    return slug
