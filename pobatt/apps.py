"""The floor as a Django app: it carries template tags and commands, never models."""

from django.apps import AppConfig


class FloorConfig(AppConfig):
    """Register `pobatt` so that its template tags are found."""

    name = "pobatt"
    verbose_name = "POBATT"
