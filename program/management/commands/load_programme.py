"""`manage.py load_programme FILE`: read a programme file into the working copy of a conference."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from program.importing.loading import load
from program.importing.records import LoadingRefused
from program.importing.yaml_form import read_programme


class Command(BaseCommand):
    """Load a whole file or nothing of it, and say what was done or what is wrong."""

    help = "Reads a programme file into the working copy of a conference; reading it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", metavar="FILE", type=Path, help="프로그램 파일 (YAML)")
        target = parser.add_mutually_exclusive_group()
        target.add_argument(
            "--conference", metavar="SLUG", default="", help="이 대회에 읽습니다 (없으면 파일의 연도)"
        )
        target.add_argument("--new", metavar="SLUG", default="", help="대회가 없으면 이 이름으로 만듭니다")
        parser.add_argument(
            "--programme", choices=("planned", "held"), help="계획(planned)과 실제(held) 가운데 읽을 것"
        )
        parser.add_argument("--dry-run", action="store_true", help="아무것도 저장하지 않고 결과만 봅니다")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say in Korean what is wrong."""
        named = options["conference"] or options["new"]
        try:
            records = read_programme(options["file"], wanted=named, which=options["programme"])
            slug = named or records.conference.slug
            report = load(records, slug=slug, make=not options["conference"], dry_run=options["dry_run"])
        except LoadingRefused as refusal:
            lines = "\n".join(f"  - {error}" for error in refusal.errors)
            raise CommandError(f"읽지 않았습니다. 고칠 곳 {len(refusal.errors)}건:\n{lines}") from None
        if options["verbosity"]:
            self.stdout.write("\n".join(report.lines()))
