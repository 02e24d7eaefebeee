"""Clients of everybody who comes to the site, each in one role."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from factories import create_account

from program.models import Conference
from registration import day_passes
from registration.roles import ACCOUNTS, Role
from registration.staff_roles import give


def create_staff(role: Role, email: str = "", **options: Any) -> User:
    """Make an account at work that has chosen a password already; a list keeper's contract ends in a week."""
    email = email or f"{role.name.lower()}@example.com"
    user = User.objects.create_user(
        email, email, "correct horse battery", is_staff=True, first_name=role.name
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if role is Role.LIST_KEEPER:
        options.setdefault("until", timezone.localdate() + timedelta(days=7))
    give(user, role, by=None, **options)
    return user


def client_of(user: User) -> Client:
    """Log somebody in, with the second factor."""
    client = Client()
    client.force_login(user)
    return client


def client_as(role: Role, conference: Conference) -> Client:
    """Return a browser in which somebody of this role is at work."""
    if role in ACCOUNTS:
        return client_of(create_staff(role))
    if role is Role.ATTENDEE:
        return client_of(create_account("minji@example.com"))
    client = Client()
    if role in day_passes.doors:
        issued = day_passes.issue(conference, role, day=timezone.localtime().date(), by=None, subject="1")
        client.post(day_passes.address_of(issued).removeprefix("http://localhost:8000"), {"name": "박도윤"})
    return client
