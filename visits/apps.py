"""Who goes along to which site."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VisitsConfig(AppConfig):
    """Site visits and their bookings."""

    name = "visits"
    verbose_name = "현장견학"

    def ready(self) -> None:
        """Listen for what happens to registrations, add visits to their pages, give organisers their permissions."""
        from registration.form_parts import Door, doors
        from registration.panels import Panel, my_page
        from visits import signals  # noqa: F401 (connects its receivers)
        from visits.choice_part import DOOR, part_of, stock_of, take
        from visits.my_bookings import panel_of
        from visits.roles import grant_organisers

        doors.append(Door(DOOR, stock_of, part_of, take))
        my_page.append(Panel("visits/panel.html", panel_of))
        post_migrate.connect(grant_organisers, sender=self)
