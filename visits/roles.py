"""Which group may do what with visits."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from program.roles import ORGANISERS

ORGANISERS_MAY = [
    *("add_sitevisit", "change_sitevisit", "delete_sitevisit", "view_sitevisit"),
    *("view_booking", "decide_booking"),
]


def grant_organisers(sender: AppConfig, **kwargs: Any) -> None:
    """Give the organisers' group its permissions."""
    from django.contrib.auth.management import create_permissions

    create_permissions(sender, verbosity=0, using=kwargs["using"])  # may run before Django's own receiver
    group, _ = Group.objects.using(kwargs["using"]).get_or_create(name=ORGANISERS)
    permissions = Permission.objects.using(kwargs["using"]).filter(content_type__app_label="visits")
    group.permissions.add(*permissions.filter(codename__in=ORGANISERS_MAY))
