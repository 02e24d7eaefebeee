"""The second factor of staff: an authenticator app, enrolled with the first login, and recovery codes."""

import base64
import hashlib
import io
import math
import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest


class SecondFactorAdapter(DefaultMFAAdapter):
    """What this site decides about allauth's second factor."""

    def get_totp_issuer(self) -> str:
        """Name the site in the app."""
        return "POBATT"

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code."""
        import segno

        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=3, light="white", xmldecl=False)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Keep secrets unreadable for whoever has the database alone."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read them again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Let staff replace a factor by `manage.py staff --reset-second-factor`, never work without one."""
        return not authenticator.user.is_staff


def has_shown(request: HttpRequest, *methods: str, within: float = math.inf) -> bool:
    """Say whether this session has shown one of these ('password', 'mfa', 'code'), if need be within some seconds."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] in methods and time.time() - record["at"] < within for record in records)


def count_enrolment(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Take the code that enrols an app for the second factor of this session."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def reset_second_factor(user: User) -> None:
    """Forget a lost app; the next login enrols another one."""
    Authenticator.objects.filter(user=user).delete()


def _cipher() -> Any:
    from cryptography.fernet import Fernet  # 6 MiB that only a login of staff needs

    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))
