"""`manage.py deploy`: bring the database to this version of the code; safe to start on every node at once."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from pobatt.translations import compile_catalogues
from program.jobs import draw_all
from program.search import reindex_all

MIGRATION_LOCK = 0x706F62617474  # "pobatt"; any number that nothing else uses


class Command(BaseCommand):
    """Migrate under a lock, so that of several nodes that start at once one migrates and the others wait for it."""

    help = (
        "Migrates the database under a lock, indexes the search, compiles translations, gathers static files."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=0)
                call_command("createcachetable", verbosity=0)
                reindex_all()
                draw_all()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        for locale in settings.LOCALE_PATHS:
            compile_catalogues(locale)
        call_command("collectstatic", interactive=False, verbosity=0)
