"""Write down logins, logouts and failures of staff accounts."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.models import User
from django.http import HttpRequest

from registration.models import LoginRecord


def note_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Write a login down."""
    _note(LoginRecord.Event.IN, request, user)


def note_logout(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Write a logout down, by hand or for idleness."""
    _note(LoginRecord.Event.OUT, request, user)


def note_failure(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Write a wrong password down; whether there is such an account takes the same query."""
    email = str(credentials.get("email") or "")[:254]
    _note(LoginRecord.Event.FAILED, request, User.objects.filter(emailaddress__email__iexact=email).first())


def note_wrong_number(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Write a wrong second factor down."""
    _note(LoginRecord.Event.FAILED, request, user)


def _note(event: str, request: HttpRequest | None, user: User | None) -> None:
    if request is None or not request.META.get("REMOTE_ADDR"):
        return  # of a command or a test, from nowhere
    if user is not None and user.is_staff:
        address = get_adapter().get_client_ip(request)
        LoginRecord.objects.create(event=event, account=user.email, address=address)
