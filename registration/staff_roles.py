"""Give roles to accounts and take them away; every line that does so is here, and each leaves a record."""

from datetime import date

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from registration.models import RoleChange, RoleTerm
from registration.models.role import StaffAccount
from registration.roles import ACCOUNTS, Role, Roles

What = RoleChange.What


class RoleRefused(Exception):
    """Says in a sentence why a role was neither given nor taken."""


def roles_of(user: User) -> Roles:
    """Return which roles an account has at this moment; one whose last day is over is taken away on the way."""
    if not user.is_active or not user.is_staff:
        return frozenset()
    if user.is_superuser:
        return frozenset(ACCOUNTS)
    term = RoleTerm.objects.filter(user=user, role=OuterRef("name")).values("until")
    today = timezone.localdate()
    found = set()
    for name, until in (
        Group.objects.filter(user=user).annotate(until=Subquery(term)).values_list("name", "until")
    ):
        if until and until < today:
            end(user, Role(name), until)
        elif name in ACCOUNTS:
            found.add(Role(name))
    return frozenset(found)


@transaction.atomic
def give(user: User, role: Role, *, by: User | None, until: date | None = None) -> None:
    """Give a role, or the same role another last day. Raises `RoleRefused` where a last day lacks or may not be."""
    if role is Role.LIST_KEEPER and until is None:
        raise RoleRefused("대행사 명단 담당에게는 계약 종료일이 있어야 합니다.")
    if until and until < timezone.localdate():
        raise RoleRefused("계약 종료일이 이미 지났습니다.")
    had = user.groups.filter(name=role.value).exists()
    before = RoleTerm.objects.filter(user=user, role=role.value).first()
    if had and (before.until if before else None) == until:
        return
    if role is Role.CITY_ADMINISTRATOR and until and not _others_give_roles(user):
        raise RoleRefused("기한이 없는 시 관리자가 한 사람은 남아야 합니다.")
    user.groups.add(Group.objects.get(name=role.value))
    RoleTerm.objects.filter(user=user, role=role.value).delete()
    if until:
        RoleTerm.objects.create(user=user, role=role.value, until=until)
    note(user, What.GIVEN, by=by, role=role.value, until=until)


@transaction.atomic
def take(user: User, role: Role, *, by: User | None) -> None:
    """Take a role away. Raises `RoleRefused` when nobody would be left who can give roles."""
    if role is Role.CITY_ADMINISTRATOR and not _others_give_roles(user):
        raise RoleRefused("시 관리자가 한 사람은 남아야 합니다. 다른 사람에게 먼저 역할을 주세요.")
    if _forget(user, role):
        note(user, What.TAKEN, by=by, role=role.value)


@transaction.atomic
def end(user: User, role: Role, until: date) -> None:
    """Take away a role whose last day is over; nobody does it, the day does."""
    if _forget(user, role):
        note(user, What.ENDED, by=None, role=role.value, until=until)


@transaction.atomic
def close(user: User, *, by: User | None) -> None:
    """Close an account for good; it is never deleted, so that records go on naming it. Raises `RoleRefused`."""
    if user.groups.filter(name=Role.CITY_ADMINISTRATOR.value).exists() and not _others_give_roles(user):
        raise RoleRefused("시 관리자가 한 사람은 남아야 합니다. 다른 사람에게 먼저 역할을 주세요.")
    for role in ACCOUNTS:
        take(user, role, by=by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    note(user, What.CLOSED, by=by)


def end_what_is_over() -> int:
    """Take away every role whose last day is over; return how many. The first request of its owner does the same."""
    over = RoleTerm.objects.filter(until__lt=timezone.localdate()).select_related("user")
    for term in over:
        end(term.user, Role(term.role), term.until)
    return len(over)


def note(user: User, what: str, *, by: User | None, role: str = "", until: date | None = None) -> None:
    """Write down what happened to an account."""
    RoleChange.objects.create(user_id=user.pk, account=user.email, what=what, role=role, until=until, by=by)


def _forget(user: User, role: Role) -> bool:
    RoleTerm.objects.filter(user=user, role=role.value).delete()
    through = User.groups.through
    return bool(through.objects.filter(user_id=user.pk, group__name=role.value).delete()[0])


def _others_give_roles(user: User) -> bool:
    """Say whether somebody else is a city administrator for good; they are locked, so that two do not go at once.

    What the first statement waited for, only a second one sees: it has a snapshot of its own.
    """
    givers = StaffAccount.objects.filter(groups__name=Role.CITY_ADMINISTRATOR.value, is_active=True)
    list(givers.order_by("pk").select_for_update(of=("self",)))
    for_good = ~Exists(RoleTerm.objects.filter(user=OuterRef("pk"), role=Role.CITY_ADMINISTRATOR.value))
    return givers.exclude(pk=user.pk).filter(for_good).exists()
