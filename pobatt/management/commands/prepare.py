"""ROOF `manage.py prepare`: what `bin/run` does before the web server starts."""

from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from program.first_pages import write_first_pages
from program.models import Conference
from program.release import publish
from registration.accounts import make_staff
from registration.first_settings import set_up
from registration.models import InitialPassword
from registration.roles import Role
from visits.first_visits import draft_first_visits

SHIPPED_PROGRAMME = Path(settings.ROOT, "program", "programmes", "pobatt-2022.yaml")
ACCOUNTS = (
    ("organiser@localhost", Role.ORGANISER, "organiser's"),
    ("city@localhost", Role.CITY_ADMINISTRATOR, "city administrator's"),  # takes lists out, gives roles
)


class Command(BaseCommand):
    """Leave a site that somebody can use at once; a second time it changes nothing."""

    help = "Migrates, loads and publishes the shipped programme into an empty database, makes an organiser's account."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps."""
        call_command("deploy")
        if not Conference.objects.exists():
            call_command("load_programme", str(SHIPPED_PROGRAMME), verbosity=0)
            conference = Conference.objects.current().get()
            write_first_pages(conference)
            set_up(conference)
            draft_first_visits(conference)
            publish(conference, by=None, accept_problems=True)
            self.stdout.write(
                "POBATT 2022 프로그램을 싣고 게시했습니다. / The POBATT 2022 programme is loaded and published."
            )
        for email, role, english in ACCOUNTS:
            self._make_account(email, role, english)

    def _make_account(self, email: str, role: Role, english: str) -> None:
        """Print a one-time password, again as long as nobody has replaced it."""
        address = EmailAddress.objects.filter(email=email).first()
        if address is None or InitialPassword.objects.filter(user=address.user_id).exists():
            password = make_staff(email, role=role, name=role.value)
            self.stdout.write(
                f"\n  {role} 계정 / {english} account:  {email}\n"
                f"  첫 비밀번호 / one-time password:    {password}\n"
                "  (처음 로그인할 때 새 비밀번호를 정하고 인증 앱을 등록합니다 / the first login asks for a new\n"
                "   password and enrols an authenticator app)\n"
            )
