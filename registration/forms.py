"""Forms about accounts that differ from allauth's."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext as _

from registration.mailboxes import one_spelling


class NewPasswordForm(ChangePasswordForm):
    """A new password that is not the old one again: the first one has been on somebody else's screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "oldpassword"
        ].help_text = ""  # allauth's leads to a page that there is not: `manage.py staff` helps

    def clean(self) -> Any:
        """Compare the two."""
        cleaned = super().clean()
        if self.cleaned_data.get("password1") and self.cleaned_data["password1"] == self.cleaned_data.get(
            "oldpassword"
        ):
            self.add_error("password1", _("지금의 비밀번호와 다른 비밀번호를 정하세요."))
        return cleaned


class AskForCodeForm(RequestLoginCodeForm):
    """The address a code goes to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("이메일")
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "placeholder": ""}

    def clean_email(self) -> str:
        """Return the spelling under which the address has registered."""
        return one_spelling(str(super().clean_email()))


class _FieldForAppCode:
    """A field that telephones fill in by themselves."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("인증 번호")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autofocus": True,
        }


class EnrolForm(_FieldForAppCode, ActivateTOTPForm):
    """The first number of a new authenticator app."""


class SecondFactorForm(_FieldForAppCode, AuthenticateForm):
    """A number of the app, or a recovery code, at the login."""


class SecondFactorAgainForm(_FieldForAppCode, ReauthenticateForm):
    """The same, before something important."""
