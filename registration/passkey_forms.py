"""The forms around passkeys: allauth's, for answers that may come from anybody."""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from cryptography.exceptions import UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
LONGEST_NAME = 40
# What reading foreign CBOR, keys and signatures can raise.
MISREAD = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    UnsupportedAlgorithm,
    struct.error,
)


@contextmanager
def foreign_bytes() -> Iterator[None]:
    """Let whatever goes wrong while an answer is read end in one sentence."""
    sentence = _("패스키를 확인하지 못했습니다. 다시 해 보시거나 다른 방법을 쓰세요.")
    try:
        yield
    except ValidationError as error:
        raise ValidationError(sentence) if error.code == "incorrect_code" else error from error
    except MISREAD as error:
        raise ValidationError(sentence) from error


class AnswerField(forms.JSONField):
    """What the browser says of a ceremony; nothing but what is looked at is kept."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Return the answer in the shape of the WebAuthn API's JSON (W3C, Web Authentication, 5.1)."""
        with foreign_bytes():
            said = super().to_python(value)
            if said in self.empty_values:
                return None
            results = said.get("clientExtensionResults") or {}
            is_resident = (results.get("credProps") or {}).get("rk") is True
            return {
                "id": _bytes(said["id"]),
                "rawId": _bytes(said["rawId"]),
                "type": "public-key",
                "response": {part: _bytes(text) for part in PARTS if (text := said["response"].get(part))},
                "clientExtensionResults": {"credProps": {"rk": is_resident}},
            }

    def bound_data(self, data: Any, initial: Any) -> None:
        """Give no answer back to a page: each is good once."""


def _bytes(text: Any) -> str:
    if not BASE64URL.fullmatch(text):
        raise ValueError
    return str(text)


class PasskeyForm(SignupWebAuthnForm):
    """A new passkey and its name."""

    credential = AnswerField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field(required=False)

    def clean(self) -> dict[str, Any]:
        """See that it answers what this session was asked, and that the person was checked (finger, face, PIN)."""
        with foreign_bytes():
            return super().clean()


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field(required=True)


class _Asked(AuthenticateWebAuthnForm):
    credential = AnswerField()

    def clean_credential(self) -> Authenticator:
        """Return the passkey that has answered."""
        with foreign_bytes():
            return super().clean_credential()


class SecondFactorPasskeyForm(_Asked):
    """A passkey after the password."""


class PasskeyLoginForm(_Asked, LoginWebAuthnForm):
    """A passkey instead of everything else."""


class PasskeyAgainForm(_Asked, ReauthenticateWebAuthnForm):
    """A passkey before something important."""


def name_field(*, required: bool) -> forms.CharField:
    """Return the field of a passkey's name."""
    return forms.CharField(
        label=_("이름"),
        required=required,
        max_length=LONGEST_NAME,
        help_text=_("어느 기기인지 알아볼 수 있게 적습니다. 예: 내 휴대전화"),
    )
