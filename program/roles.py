"""Which groups may do what with the programme."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

ORGANISERS = "운영자"


def grant_organisers(sender: AppConfig, **kwargs: Any) -> None:
    """Let organisers do everything with the programme, but never touch a release by hand."""
    from django.contrib.auth.management import create_permissions

    create_permissions(sender, verbosity=0, using=kwargs["using"])  # may run before Django's own receiver
    group, _ = Group.objects.using(kwargs["using"]).get_or_create(name=ORGANISERS)
    permissions = Permission.objects.using(kwargs["using"]).filter(content_type__app_label="program")
    group.permissions.add(
        *permissions.exclude(codename__in=["add_release", "change_release", "delete_release"])
    )
