"""Whose is a mail address: accounts have no password and no other name."""

import secrets

import idna
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Exists, OuterRef


def one_spelling(address: str) -> str:
    """Return an address as it is kept and compared: lower case, the domain as it travels.

    By IDNA 2008: the older way of 2003 turns faß.de into fass.de, which is somebody else's.
    """
    name, at, domain = address.lower().rpartition("@")
    if domain.isascii():
        return f"{name}{at}{domain}"
    try:
        return f"{name}{at}{idna.encode(domain, uts46=True).decode()}"
    except UnicodeError:
        return f"{name}{at}{domain}"


def lock_address(email: str) -> None:
    """Let one transaction at a time do something for an address, whether or not it has an account yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mailbox {email}"])


def account_of(email: str) -> User | None:
    """Return the account of an address, locked; one that has shown the address to be its own comes first."""
    user = user_of(email)
    return lock_account(user.pk) if user else None


def user_of(email: str) -> User | None:
    """Return the same account without a lock."""
    found = EmailAddress.objects.filter(email=email).order_by("-verified", "-primary", "-pk")
    address = found.select_related("user").first()
    return address.user if address else None


def lock_account(user_id: int) -> User:
    """Lock a person: whoever changes what is theirs takes this lock first."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def make_account(email: str) -> User:
    """Make an account whose address has still to be confirmed."""
    user = User(username=secrets.token_hex(8), email=email)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user


def pretend_to_make_account(email: str) -> None:
    """Do the work of making an account and undo it, so that the time does not tell that there is one already."""
    with transaction.atomic():
        make_account(email)
        transaction.set_rollback(True)


def show_to_be_theirs(user: User, email: str) -> None:
    """Note that the address is the account's own, unless another has shown so before: that is for allauth to refuse."""
    others = EmailAddress.objects.filter(email=OuterRef("email"), verified=True).exclude(user=user)
    mine = EmailAddress.objects.filter(~Exists(others), user=user, email=email, primary=True)
    mine.filter(verified=False).update(verified=True)
