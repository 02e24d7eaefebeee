"""Accounts are allauth's; staff accounts are made by whoever runs the site, never by signing up."""

import secrets
from datetime import date
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from registration.models import InitialPassword, RoleChange
from registration.roles import Role
from registration.second_factor import may_change_factors
from registration.staff_roles import give, note

# Without 0 O 1 l I: people type this from a terminal.
LEGIBLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class AccountAdapter(DefaultAccountAdapter):
    """What this site decides about allauth's pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep allauth's own sign-up page closed."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue codes, as every mail is queued; whose address is unknown gets none, and the page does not say so."""
        from registration.code_letters import queue_code

        if template_prefix == "account/email/login_code":
            queue_code(context["request"], email, context["code"])

    def is_reauthentication_required(self, *, app: str = "") -> bool:
        """Spare those who have just logged in: then the first login enrols without asking for the password twice."""
        return super().is_reauthentication_required(app=app) and not may_change_factors(context.request)

    def get_login_stages(self) -> list[str]:
        """Ask staff alone for a second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "registration.second_factor_stage.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account *and* address: a stranger elsewhere locks nobody out."""
        return (
            f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to their work and attendees to their registration."""
        return reverse("admin:index") if request.user.is_staff else reverse("registration:me")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff who have just replaced their first password to their work."""
        return reverse("admin:index") if request.user.is_staff else reverse("home")


@transaction.atomic
def make_staff(
    email: str, *, role: Role, name: str = "", until: date | None = None, by: User | None = None
) -> str:
    """Make (or renew) a staff account in a role and return its one-time password. Raises `RoleRefused`.

    An existing account keeps its history and its other roles, gets a new password, and is logged out everywhere.
    """
    password = "-".join(get_random_string(5, LEGIBLE) for _ in range(4))
    address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    user = address.user if address else User(username=secrets.token_hex(8), email=email)
    user.is_staff = user.is_active = True
    user.first_name = name or user.first_name or email.partition("@")[0]
    user.set_password(password)
    user.save()
    if address is None:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    note(user, RoleChange.What.OPENED, by=by)
    give(user, role, by=by, until=until)
    InitialPassword.objects.get_or_create(user=user)
    return password


def forget_initial_password(sender: Any, user: User, **kwargs: Any) -> None:
    """Note that the person has chosen a password of their own."""
    InitialPassword.objects.filter(user=user).delete()
