"""How registration and login join: whoever shows that an address is theirs has their registration confirmed."""

from typing import Any

from allauth.account.internal.flows.email_verification import verify_email_indirectly
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from registration.applications import Receipt
from registration.changes import confirm_all_of
from registration.mailboxes import show_to_be_theirs
from registration.models import Attendee

SALT = "registration.confirmation"


def send_code(request: HttpRequest, receipt: Receipt) -> None:
    """Queue the mail with code and button, in the transaction that took the place; remember the receipt."""
    receipt.keep_in(request.session)
    attendee = Attendee.objects.live_of_current(receipt.account)
    request.applicant = attendee  # type: ignore[attr-defined]  # whom allauth's mail with the code speaks of
    user = attendee.user if attendee else User.objects.get(username=receipt.account)
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=receipt.email)
    request.session.save()  # here, so that a second click finds what the first one wrote


def confirmation_token(user: User) -> str:
    """Return what the button's address carries: good once, and it names nobody."""
    return signing.dumps([user.username, _sign_of(user)], salt=SALT)


def owner_of(token: str, *, seconds: int) -> User | None:
    """Return the account that a token was made for, unless it is old, used or made up."""
    try:
        username, sign = signing.loads(token, salt=SALT, max_age=seconds)
        user = User.objects.get(username=username, is_active=True)
    except (signing.BadSignature, ValueError, User.DoesNotExist):
        return None
    return user if sign == _sign_of(user) else None


@transaction.atomic
def log_in_owner(request: HttpRequest, user: User) -> HttpResponse:
    """Log in the owner of an address who has pressed the button in the mail; what is next is allauth's."""
    email = user.email
    show_to_be_theirs(user, email)
    record_authentication(request, user, method="code", email=email)
    verify_email_indirectly(request, user, email)
    login = Login(user=user, email=email, redirect_url=reverse("registration:me"))
    return perform_login(request, login)


def confirm_after_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Confirm what an account has applied for under addresses that are shown to be its own, however it logged in."""
    if request is not None:
        request.session.pop("receipt", None)
    confirm_all_of(user)


def _sign_of(user: User) -> str:
    """Return what is another after the next login, and after a change of the address: a button works for neither."""
    return salted_hmac(SALT, f"{user.last_login} {user.email}").hexdigest()[:24]
