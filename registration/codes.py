"""Who gets a code by mail and who may try it: strangers learn nothing, and cannot shut an owner out."""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from registration.mailboxes import account_of, lock_address, make_account, pretend_to_make_account
from registration.models import LoginCode, Message

IN_SESSION = "login_code"
GOOD_FOR = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


@transaction.atomic
def account_for(email: str) -> User | None:
    """Return the account of an address, made if there is none; None where it has been closed.

    A known address costs the same work: an account is made and undone, so that the time tells nothing.
    """
    lock_address(email)
    user = account_of(email)
    if user:
        pretend_to_make_account(email)
    else:
        user = make_account(email)
    return user if user.is_active else None


def supersede(request: HttpRequest) -> None:
    """Let the code of this session lose its meaning, since another takes its place."""
    if before := request.session.get(IN_SESSION):
        LoginCode.objects.supersede(before)


def note(request: HttpRequest, message: Message) -> None:
    """Remember the mail whose code this session waits for, and count guesses from here."""
    _note(request, email=message.address, message=message, expires_at=message.expires_at or timezone.now())


def note_that_none_is_sent(request: HttpRequest, email: str) -> None:
    """Count guesses at a code there is not: a closed account is no more known to strangers than any other."""
    supersede(request)
    _note(request, email=email, expires_at=timezone.now() + GOOD_FOR)


def _note(request: HttpRequest, **code: Any) -> None:
    request.session[IN_SESSION] = str(LoginCode.objects.create(**code).key)


def may_guess(request: HttpRequest, email: str) -> bool:
    """Count a guess, and say whether it may be made."""
    key = request.session.get(IN_SESSION)
    return bool(key) and LoginCode.objects.spend_guess(str(key), email)


def begin_anew(process: Any) -> None:
    """Let the time of a code sent again begin when it is sent."""
    process.state["at"] = time.time()
