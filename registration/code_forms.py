"""The two small forms of confirming an address: the code, and another address for it."""

import unicodedata
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from registration.fields import EmailField


class CodeForm(ConfirmLoginCodeForm):
    """allauth's, for fingers: digits only, and telephones offer what has just come in."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        code = self.fields["code"]
        code.label = _("확인 번호 6자리")
        code.widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "maxlength": 12,
                "spellcheck": "false",
            }
        )

    def clean_code(self) -> str:
        """Read digits of any script; compare in constant time."""
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        if not compare_user_code(actual=code, expected=self.expected_code):
            raise ValidationError(self.wrong)
        return code

    @property
    def wrong(self) -> str:
        """Return what is said of a code that opens nothing."""
        return _("번호가 맞지 않습니다. 가장 최근에 받은 메일의 번호인지 확인해 주세요.")


class AddressForm(forms.Form):
    """Where the code goes instead."""

    email = EmailField(label=gettext_lazy("새 이메일 주소"))
