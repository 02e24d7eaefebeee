"""What happens, where, by whom, and what the public has been told."""

from django.apps import AppConfig
from django.urls import register_converter


class ProgramConfig(AppConfig):
    """The programme: conferences, sessions, speakers and their releases."""

    name = "program"
    verbose_name = "프로그램"

    def ready(self) -> None:
        """Name the parts of our addresses."""
        from program.addresses import DigestConverter, MarkConverter, UnicodeSlugConverter

        register_converter(UnicodeSlugConverter, "uslug")
        register_converter(DigestConverter, "digest")
        register_converter(MarkConverter, "mark")
