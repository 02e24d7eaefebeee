"""Who goes along to which site."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Site visits and their bookings."""

    name = "visits"
    verbose_name = "현장견학"

    def ready(self) -> None:
        """Listen for what happens to registrations, add to pages, lists and the privacy policy."""
        from django.urls import reverse

        from program.policy import tells_policy
        from registration import day_passes, export_columns, export_presets, list_questions
        from registration.form_parts import Door, doors
        from registration.panels import Panel, calendar_entries, my_page
        from visits import attendee_lists, details, signals  # noqa: F401 (destroys what is due, connects receivers)
        from visits.bus_views import DOOR as BUS
        from visits.calendar import entries_of
        from visits.choice_part import DOOR, part_of, stock_of, take
        from visits.my_bookings import panel_of
        from visits.policy import hosts

        day_passes.opens(BUS, "버스 인원 점검", lambda day_pass: reverse("bus:mine"))
        doors.append(Door(DOOR, stock_of, part_of, take))
        list_questions.from_other_apps.append(attendee_lists.QUESTION)
        export_columns.from_other_apps.append(attendee_lists.columns)
        export_presets.from_other_apps.append(attendee_lists.PRESET)
        my_page.append(Panel("visits/panel.html", panel_of))
        calendar_entries.append(entries_of)
        tells_policy(hosts)
