"""The second factor of staff: an authenticator app or a passkey, enrolled with the first login, and recovery codes."""

import base64
import hashlib
import io
import math
import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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
        """Let staff remove a factor while another one stays; a lost last one is reset by `manage.py staff`."""
        user = authenticator.user
        return not user.is_staff or factors_of(user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Give a number to a passkey without a name."""
        return _("패스키 %(number)d") % {
            "number": Authenticator.objects.filter(user=user, type=type).count() + 1
        }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site in the browser's dialogue; a passkey belongs to a host name."""
        return super().get_public_key_credential_rp_entity() | {"name": "POBATT"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Name the person by name or address; the user name is a random one."""
        shown = user.get_full_name() or user.email
        return super().get_public_key_credential_user_entity(user) | {"display_name": shown}


def has_shown(request: HttpRequest, *methods: str, within: float = math.inf) -> bool:
    """Say whether this session has shown one of these ('password', 'mfa', 'code'), if need be within some seconds."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] in methods and time.time() - record["at"] < within for record in records)


def factors_of(user: User) -> QuerySet[Authenticator]:
    """Return what can stand as the second factor of a login; recovery codes only stand in for it."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def may_change_factors(request: HttpRequest) -> bool:
    """Say whether the login is recent enough; of staff it has to be more than a code by mail."""
    methods = ("password", "mfa") if request.user.is_staff else ("password", "mfa", "code", "socialaccount")
    return has_shown(request, *methods, within=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def log_in_again(request: HttpRequest) -> HttpResponse:
    """Lead to what shows again that it is the same person, and back."""
    back = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{back}")


def count_enrolment(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Take what enrols an app or a passkey for the second factor of this session."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def reset_second_factor(user: User) -> None:
    """Forget a lost app; the next login enrols another one."""
    Authenticator.objects.filter(user=user).delete()


def _cipher() -> Any:
    from cryptography.fernet import Fernet  # 6 MiB that only a login of staff needs

    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))
