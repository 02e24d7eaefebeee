"""What happens, where, by whom, and what the public has been told."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProgramConfig(AppConfig):
    """The programme: conferences, sessions, speakers and their releases."""

    name = "program"
    verbose_name = "프로그램"

    def ready(self) -> None:
        """Give the organisers' group its permissions after every migration."""
        from program.roles import grant_organisers

        post_migrate.connect(grant_organisers, sender=self)
