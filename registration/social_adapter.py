"""Whose account it is when somebody comes from Kakao, Naver or Google.

An address counts where the provider has checked that it is theirs: Kakao and Google say so; Naver says so of
everything, so its addresses never do. They are confirmed once by a code, and from then on the Naver account
opens the same door.
"""

import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from registration.mailboxes import account_of, lock_address, make_account

PENDING, PENDING_FOR = "social_pending", 15 * 60  # seconds


class SocialAdapter(DefaultSocialAccountAdapter):
    """What this site decides about logging in with other accounts: no form of sign-up, no password, no profile kept."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Decide which addresses count, and forget everything else that was told."""
        told = sociallogin.account.extra_data
        for address in sociallogin.email_addresses:
            address.email = address.email.lower()
            address.verified = counts(sociallogin.account.provider, told, is_verified=address.verified)
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, or make one; without an address that counts, lead back to confirm it by a code."""
        sociallogin.state["process"] = AuthProcess.LOGIN  # nothing else is offered, whatever was asked for
        if not sociallogin.is_existing:
            address = next((a.email for a in sociallogin.email_addresses if a.verified), None)
            if address is None:
                self._confirm_first(request, sociallogin)
            else:
                sociallogin.user = join(sociallogin.account, address)
        if sociallogin.user.is_staff:
            say_and_return(
                request, sociallogin.state, _("담당자 계정은 비밀번호와 2단계 인증으로 로그인합니다.")
            )
        if not sociallogin.user.is_active:
            say_and_return(request, sociallogin.state, _("닫힌 계정입니다. 문의처로 연락해 주세요."))

    def _confirm_first(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        told = next((address.email for address in sociallogin.email_addresses), "")
        account = sociallogin.account
        request.session[PENDING] = [account.provider, account.uid, told, time.time()]
        sentence = _("알려 준 이메일을 번호로 한 번 확인합니다. 그 뒤로는 이 계정으로 바로 로그인합니다.")
        say_and_return(
            request,
            sociallogin.state,
            sentence if told else _("이메일을 알려 주지 않아 직접 적어 주셔야 합니다."),
        )

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Say that nothing came of it, where the person came from."""
        state = (details.get("extra_context") or {}).get("state") or {}
        if details.get("error") == AuthError.CANCELLED:
            sentence = _("로그인을 취소하셨습니다. 이메일로도 하실 수 있습니다.")
        else:
            sentence = _("로그인이 끝나지 않았습니다. 다시 하시거나 이메일로 해 주세요.")
        say_and_return(request, state, sentence)


def counts(provider: str, told: dict[str, Any], *, is_verified: bool | None) -> bool:
    """Say whether a provider knows that an address is theirs; Kakao's may meanwhile belong to somebody else."""
    if provider == "kakao":
        return is_verified is True and told["kakao_account"].get("is_email_valid") is True
    return provider == "google" and is_verified is True


@transaction.atomic
def join(account: SocialAccount, email: str) -> User:
    """Return the account of an address that is shown to be theirs, made if there is none; note the way it was shown."""
    lock_address(email)
    user = account_of(email) or make_account(email)
    if user.is_active and not user.is_staff:
        EmailAddress.objects.filter(user=user, email=email).update(verified=True)
        attach(account.provider, account.uid, user)
    return user


def attach(provider: str, uid: str, user: User) -> None:
    """Let an account of a provider open this one, unless it opens another one already."""
    SocialAccount.objects.get_or_create(provider=provider, uid=uid, defaults={"user": user})


def attach_pending(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """After a code has shown that the address is theirs: let the account that had told it open the door from now on."""
    if request is None or not (pending := request.session.pop(PENDING, None)):
        return
    provider, uid, email, at = pending
    is_theirs = EmailAddress.objects.filter(user=user, email=email, verified=True).exists()
    if is_theirs and not user.is_staff and time.time() - at < PENDING_FOR:
        attach(provider, uid, user)


def say_and_return(request: HttpRequest, state: dict[str, Any], sentence: str) -> None:
    """Lead back to where the person came from, with a sentence."""
    messages.warning(request, sentence)
    raise ImmediateHttpResponse(
        HttpResponseRedirect(state.get("next") or reverse("account_request_login_code"))
    )
