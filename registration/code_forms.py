"""The two small forms of confirming an address: the code, and another address for it."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from django import forms
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


class AddressForm(forms.Form):
    """Where the code goes instead."""

    email = EmailField(label=gettext_lazy("새 이메일 주소"))
