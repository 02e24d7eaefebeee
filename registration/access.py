"""What the matrix of roles means for a request, and for the groups of accounts."""

from functools import cache
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest
from django.urls import ResolverMatch

from registration.day_passes import IN_SESSION, holder_of
from registration.roles import ACCOUNTS, ADDRESSES, NOBODY, PARTS, PERMISSIONS, TABLES, Role, Roles, Rule
from registration.staff_roles import roles_of

OURS = {"program", "registration", "visits"}
READING = ("GET", "HEAD", "OPTIONS")


@cache
def rules() -> dict[str, Rule]:
    """Return the rule of every address: those of the matrix, and those of the admin that follow from its tables."""
    found = dict(ADDRESSES)
    for label, table in TABLES.items():
        app, model = label.split(".")
        reading = table.view | table.change
        found |= {
            f"admin:{app}_{model}_changelist": Rule(
                reading, table.change | table.delete | table.act, table.why
            ),
            f"admin:{app}_{model}_add": Rule(table.add, table.add, table.why),
            f"admin:{app}_{model}_change": Rule(reading, table.change, table.why),
            f"admin:{app}_{model}_delete": Rule(table.delete, table.delete, table.why),
            f"admin:{app}_{model}_history": Rule(reading, NOBODY, table.why),
            f"admin/{app}/{model}/<path:object_id>/": Rule(reading, NOBODY, table.why),
        }
    return found


def name_of(match: ResolverMatch) -> str:
    """Return what the matrix calls an address: its name, or its route when it has none."""
    return match.view_name if match.url_name else match.route


def is_public(match: ResolverMatch) -> bool:
    """Say whether strangers may read an address."""
    rule = rules().get(name_of(match))
    return rule is not None and Role.STRANGER in rule.read


def may_ask(request: HttpRequest, match: ResolverMatch) -> bool:
    """Say whether the matrix lets somebody in this request's role send it to this address."""
    rule = rules().get(name_of(match))
    if rule is None:
        return False
    is_read = request.method in READING
    asked = (
        rule.read if is_read and rule.read else rule.send
    )  # what is only sent answers who may send it with 405
    return Role.STRANGER in asked or bool(asked & roles_in(request))


def roles_in(request: HttpRequest) -> Roles:
    """Return in which roles a request comes: of its pass for a day, or else of its account."""
    if IN_SESSION in request.session:
        holder = holder_of(request)
        kind = holder.day_pass.kind if holder else ""
        return frozenset(role for role in Role if role == kind)
    if not isinstance(request.user, User):
        return frozenset({Role.STRANGER})
    return roles_of(request.user) or frozenset({Role.ATTENDEE})


def grant(sender: AppConfig, **kwargs: Any) -> None:
    """After every migration, give the groups of one app exactly what the tables say; sent once for each app."""
    from django.contrib.auth.management import create_permissions

    if sender.label not in OURS:
        return
    using = kwargs["using"]
    create_permissions(sender, verbosity=0, using=using)  # may run before Django's own receiver
    here = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    for role in ACCOUNTS:
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        given = permissions_of(role, sender.label)
        group.permissions.remove(*here.exclude(codename__in=given))
        group.permissions.add(*here.filter(codename__in=given))


def permissions_of(role: Role, app: str) -> set[str]:
    """Return the code names of Django's permissions that a role has in an app."""
    given = {
        name.partition(".")[2]
        for name, roles in PERMISSIONS.items()
        if role in roles and name.startswith(f"{app}.")
    }
    for label, table in (TABLES | PARTS).items():
        if label.startswith(f"{app}."):
            verbs = {"view": table.view, "add": table.add, "change": table.change, "delete": table.delete}
            given |= {f"{verb}_{label.partition('.')[2]}" for verb, roles in verbs.items() if role in roles}
    return given
