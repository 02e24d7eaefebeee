"""Fields of forms that people fill in by hand, however they write."""

from collections.abc import Iterator
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from pobatt import phone
from pobatt.plain_text import has_hidden, is_blank, normal
from registration.mailboxes import one_spelling

NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


LONGEST_MAILBOX = 64  # letters before the @ (RFC 5321, 4.5.3.1.1)


class PlainTextField(forms.CharField):
    """One line in any script, kept letter by letter (NFC)."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        words = {"max_length": _("%(limit_value)d자까지 쓸 수 있습니다. 지금은 %(show_value)d자입니다.")}
        options["error_messages"] = words | options.get("error_messages", {})
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        """Compose what came decomposed; refuse what hides in a line. Raises ValidationError."""
        if isinstance(value, str) and has_hidden(value.strip()):
            raise forms.ValidationError(
                _("줄바꿈이나 보이지 않는 제어 문자가 들어 있습니다. 지우고 다시 적어 주세요."), code="hidden"
            )
        text = normal(super().to_python(value) or "")
        return "" if is_blank(text) else text


def can_get_mail(address: str) -> None:
    """Refuse what is no address, and what cannot be reached from here: a bare host, a number, a name too long."""
    EmailValidator(allowlist=[])(address)
    name, _at, domain = address.rpartition("@")
    if "." not in domain or domain.startswith("[") or len(name) > LONGEST_MAILBOX:
        raise ValidationError("", code="invalid")


class EmailField(PlainTextField):
    """A mail address in its one spelling: lower case, the domain as it travels."""

    default_validators = [can_get_mail]

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
            error_messages={"invalid": _("이메일 주소를 다시 확인해 주세요. 예: hong@example.com")},
            **options,
        )

    def to_python(self, value: Any) -> str:
        """Return the address in its one spelling."""
        return one_spelling(super().to_python(value))


class PhoneField(forms.CharField):
    """A telephone number however it is written; the form knows the country (see `parse`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            **options,
        )

    @staticmethod
    def parse(written: str, country: str) -> str:
        """Return E.164. Raises ValidationError."""
        try:
            return phone.parse(written, country)
        except ValueError:
            raise forms.ValidationError(
                _("휴대전화 번호를 다시 확인해 주세요. 예: 010-1234-5678, 해외 번호는 +49처럼 국가 번호부터"),
                code="phone",
            ) from None


class Choices(forms.RadioSelect):
    """Radio buttons whose group, too, has an address for the list of errors."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Lead to the first of them."""
        return super().id_for_label(id_, index or "0")


class ManyChoices(forms.CheckboxSelectMultiple):
    """The same for boxes."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Lead to the first of them."""
        return super().id_for_label(id_, index or "0")


def countries(language: str) -> list[tuple[str, str]]:
    """Return (ISO 3166 code, name) of every country but Korea, by name."""

    def found() -> Iterator[tuple[str, str]]:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"KR", *NO_COUNTRIES}:
                yield code, name

    return sorted(found(), key=lambda pair: pair[1])
