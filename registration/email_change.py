"""Another address for an account: mails go there once a code has shown it to be theirs, and the old address is told.

An address that is somebody else's is answered alike; its mail tells the owner, and its code opens nothing.
"""

import time
from typing import Any, Self

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from registration.code_letters import queue_code_for_new_address
from registration.codes import IN_SESSION
from registration.mailboxes import lock_account, lock_address
from registration.models import Attendee
from registration.telling import tell_old_address

CHANGE = "email_change"


class EmailChange(AbstractCodeVerificationProcess):
    """What a session remembers of a change that has begun: the new address, its code, since when."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
            state=state,
        )
        self.request = request

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> None:
        """Send a code to the address, or word to whom it belongs."""
        state = cls.initial_state(request.user, email) | {
            "code": get_adapter().generate_login_code(),
            "at": time.time(),
        }
        change = cls(request, state)
        change.send()
        change.persist()

    @classmethod
    def begun_in(cls, request: HttpRequest) -> Self | None:
        """Return the change that this session has begun, unless it is over or another person's."""
        state = request.session.get(CHANGE)
        change = cls(request, state) if state else None
        return change if change and change.is_valid() and change.user == request.user else None

    @property
    def email(self) -> str:
        """Return the new address."""
        return str(self.state["email"])

    def send(self) -> None:
        """Queue the mail."""
        assert isinstance(self.request.user, User)
        is_taken = belongs_to_another(self.email, self.request.user)
        queue_code_for_new_address(self.request, self.email, self.code, is_taken=is_taken)

    def persist(self) -> None:
        """Remember it."""
        self.request.session[CHANGE] = self.state

    def abort(self) -> None:
        """Forget it, and the code with it."""
        self.request.session.pop(CHANGE, None)
        self.request.session.pop(IN_SESSION, None)


def belongs_to_another(email: str, user: User) -> bool:
    """Say whether another account has shown the address to be its own."""
    return EmailAddress.objects.filter(email=email, verified=True).exclude(user=user).exists()


@transaction.atomic
def change_address(user: User, email: str) -> bool:
    """Give an account, and its registrations, an address that is shown to be theirs; tell the old one.

    Returns False, and changes nothing, where the address belongs to another account.
    """
    lock_address(email)
    user = lock_account(user.pk)
    if belongs_to_another(email, user):
        return False
    old, user.email = user.email, email
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.save(update_fields=["email"])
    Attendee.objects.of_account(user.pk).order_by().update(email=email)
    if old != email:
        tell_old_address(user, old)
    return True
