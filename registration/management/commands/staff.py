"""`manage.py staff EMAIL`: make a staff account and print its one-time password."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from registration.accounts import make_staff
from registration.roles import ACCOUNTS, Role
from registration.second_factor import reset_second_factor
from registration.staff_roles import RoleRefused


class Command(BaseCommand):
    """Make an account for an organiser or for city staff; again for the same address renews its password."""

    help = "Makes a staff account and prints its one-time password, which is replaced at the first login."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("email")
        roles = ", ".join(ACCOUNTS)
        parser.add_argument(
            "--role", "--group", default=Role.ORGANISER.value, help=f"역할: {roles} (기본: 운영자)"
        )
        parser.add_argument(
            "--until", type=date.fromisoformat, help="계약 종료일, 예: 2022-12-31 (대행사 명단 담당)"
        )
        parser.add_argument(
            "--reset-second-factor",
            action="store_true",
            help="잃어버린 인증 앱을 지웁니다. 다음 로그인 때 새로 등록합니다.",
        )
        parser.add_argument("--name", default="", help="이름")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account, or say what is wrong."""
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"'{options['email']}'은(는) 이메일 주소가 아닙니다.") from None
        if options["role"] not in ACCOUNTS:
            raise CommandError(f"그런 역할은 없습니다. 있는 역할: {', '.join(ACCOUNTS)}")
        try:
            password = make_staff(
                options["email"], role=Role(options["role"]), name=options["name"], until=options["until"]
            )
        except RoleRefused as refused:
            raise CommandError(f"{refused} (--until)") from None
        if options["reset_second_factor"]:
            reset_second_factor(User.objects.get(emailaddress__email__iexact=options["email"]))
        self.stdout.write(f"{options['email']}의 첫 비밀번호: {password}")
