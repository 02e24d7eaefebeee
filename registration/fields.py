"""Fields of forms that people fill in by hand, however they write."""

from collections.abc import Iterator
from typing import Any

from babel import Locale
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from pobatt import phone
from pobatt.plain_text import has_hidden, normal

NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


class PlainTextField(forms.CharField):
    """One line in any script, kept letter by letter (NFC)."""

    def to_python(self, value: Any) -> str:
        """Compose what came decomposed; refuse what hides in a line. Raises ValidationError."""
        if isinstance(value, str) and has_hidden(value.strip()):
            raise forms.ValidationError(
                _("줄바꿈이나 보이지 않는 제어 문자가 들어 있습니다. 지우고 다시 적어 주세요."), code="hidden"
            )
        return normal(super().to_python(value) or "")


class EmailField(PlainTextField):
    """A mail address in its one spelling: lower case, the domain as it travels."""

    default_validators = [validate_email]

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
            error_messages={"invalid": _("이메일 주소를 다시 확인해 주세요. 예: hong@example.com")},
            **options,
        )

    def to_python(self, value: Any) -> str:
        """Return the address in its one spelling."""
        name, at, domain = super().to_python(value).lower().rpartition("@")
        try:
            return f"{name}{at}{domain.encode('idna').decode()}"
        except UnicodeError:
            return f"{name}{at}{domain}"


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
