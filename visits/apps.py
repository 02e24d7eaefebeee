"""Who goes along to which site."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Site visits and their bookings."""

    name = "visits"
    verbose_name = "현장견학"
