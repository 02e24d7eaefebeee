"""Forms about accounts that differ from allauth's."""

from typing import Any

from allauth.account.forms import ChangePasswordForm
from django.utils.translation import gettext as _


class NewPasswordForm(ChangePasswordForm):
    """A new password that is not the old one again: the first one has been on somebody else's screen."""

    def clean(self) -> Any:
        """Compare the two."""
        cleaned = super().clean()
        if self.cleaned_data.get("password1") and self.cleaned_data["password1"] == self.cleaned_data.get(
            "oldpassword"
        ):
            self.add_error("password1", _("지금의 비밀번호와 다른 비밀번호를 정하세요."))
        return cleaned
