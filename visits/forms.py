"""The form in which a visit is booked: what its host must know, and the host's consent card."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from registration.fields import Choices
from registration.models import ConsentText
from visits.booking import Wish
from visits.models import SiteVisit

NATIONALITIES = [("korean", gettext_lazy("대한민국 국적")), ("foreign", gettext_lazy("외국 국적"))]


class BookingForm(forms.Form):
    """What is asked depends on the visit's rules."""

    text = forms.IntegerField(widget=forms.HiddenInput)
    nationality = forms.ChoiceField(label=gettext_lazy("국적"), choices=NATIONALITIES, widget=Choices)
    is_old_enough = forms.BooleanField()
    agrees = forms.BooleanField(
        label=gettext_lazy("동의합니다"),
        error_messages={"required": gettext_lazy("동의해 주셔야 이 견학을 신청할 수 있습니다.")},
    )

    def __init__(self, data: Any = None, *, visit: SiteVisit, text: ConsentText, language: str) -> None:
        super().__init__(data, initial={"text": text.pk})
        self.consent_text, self.language = text, language
        if not visit.asks_nationality:
            del self.fields["nationality"]
        if visit.minimum_age:
            age = {"age": visit.minimum_age}
            box = self.fields["is_old_enough"]
            box.label = _("만 %(age)s세 이상입니다") % age
            box.error_messages["required"] = _("만 %(age)s세 이상만 신청할 수 있습니다.") % age
        else:
            del self.fields["is_old_enough"]

    @property
    def body(self) -> dict[str, Any]:
        """Return the host's card in the language of the page."""
        return self.consent_text.body(self.language)

    def wish(self) -> Wish:
        """Return what was filled in."""
        return Wish(self.cleaned_data["text"], self.language, self.cleaned_data.get("nationality", ""))
