"""The one form of registration: what is asked about a person, and the texts to agree to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from registration.applications import Application
from registration.attendee_form import AttendeeForm
from registration.form_parts import FormPart
from registration.models import Basis, ConsentText, Purpose


def box_of(text: ConsentText) -> forms.BooleanField:
    """Return the box below a text that is agreed to; it is never ticked beforehand."""
    return forms.BooleanField(
        label=_("동의합니다") if text.purpose != Purpose.AGE else _("만 14세 이상입니다"),
        required=text.is_needed,
        error_messages={"required": _("표시해 주셔야 등록할 수 있습니다.")},
    )


class ApplicationForm(AttendeeForm):
    """The form of a new registration, with the texts to agree to."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False)
    texts = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        texts: list[ConsentText],
        parts: Sequence[FormPart] = (),
        own_email: str = "",
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.parts = parts
        for part in parts:
            self.fields.update(part.fields)
        if own_email:  # shown to be theirs already
            self.fields["email"].initial = own_email
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("로그인한 계정의 주소입니다.")
        self.consent_texts = texts
        self.fields["submission"].initial = str(uuid4())
        for text in texts:
            if text.basis == Basis.CONSENT:
                self.fields[f"consent_{text.purpose}"] = box_of(text)

    @property
    def shown_texts(self) -> str:
        """Return which texts stand on the page."""
        return ",".join(str(text.pk) for text in self.consent_texts)

    def clean(self) -> dict[str, Any]:
        """See that what was agreed to is what stands here now."""
        cleaned = super().clean()
        try:
            cleaned["submission"] = str(UUID(cleaned.get("submission") or ""))
        except ValueError:
            cleaned["submission"] = str(uuid4())
        for part in self.parts:
            part.clean(self)
        if cleaned.get("texts") != self.shown_texts:
            raise forms.ValidationError(_("그사이 동의문이 바뀌었습니다. 바뀐 글을 읽고 다시 보내 주세요."))
        return cleaned

    def application(self) -> Application:
        """Return what was filled in."""
        agreed = [
            text.pk
            for text in self.consent_texts
            if text.basis != Basis.CONSENT or self.cleaned_data.get(f"consent_{text.purpose}")
        ]
        fields = self.attendee_fields() | {"language": self.language}
        wishes = {part.name: wish for part in self.parts if (wish := part.wish())}
        return Application(fields, self.answers(), agreed, self.cleaned_data["submission"], wishes)

    def consents(self) -> list[tuple[ConsentText, dict[str, Any], BoundField | None]]:
        """Return every text, its words in the page's language, and its box if it has one."""
        return [
            (
                text,
                text.body(self.language),
                self[name] if (name := f"consent_{text.purpose}") in self.fields else None,
            )
            for text in self.consent_texts
        ]
