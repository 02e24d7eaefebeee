"""Which groups may do what with registration."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from program.roles import ORGANISERS

ORGANISERS_MAY = [
    *("add_daypass", "view_daypass"),
    *("view_destruction", "view_loginrecord", "view_newsreader"),
    *("view_message", "change_message"),  # to send again what was parked
    *("add_registrationsettings", "change_registrationsettings", "view_registrationsettings"),
    *("add_question", "change_question", "delete_question", "view_question", "view_consenttext"),
    *("view_attendee", "confirm_attendee", "see_contact"),
    *("add_export", "choose_export", "set_export_rules", "view_download", "review_download"),
]


def grant_organisers(sender: AppConfig, **kwargs: Any) -> None:
    """Give the organisers' group its permissions."""
    from django.contrib.auth.management import create_permissions

    create_permissions(sender, verbosity=0, using=kwargs["using"])  # may run before Django's own receiver
    group, _ = Group.objects.using(kwargs["using"]).get_or_create(name=ORGANISERS)
    permissions = Permission.objects.using(kwargs["using"]).filter(content_type__app_label="registration")
    group.permissions.add(*permissions.filter(codename__in=ORGANISERS_MAY))
