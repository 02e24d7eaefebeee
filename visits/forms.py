"""The form in which a visit is booked: what its host must know, and the host's consent card."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from registration.fields import Choices, PlainTextField
from registration.models import ConsentText
from visits.booking import Wish
from visits.models import Booking, SiteVisit
from visits.refusal import of_nationality

NATIONALITIES = [("korean", gettext_lazy("대한민국 국적")), ("foreign", gettext_lazy("외국 국적"))]


class BookingForm(forms.Form):
    """What is asked depends on the visit's rules."""

    text = forms.IntegerField(widget=forms.HiddenInput)
    nationality = forms.ChoiceField(label=gettext_lazy("국적"), choices=NATIONALITIES, widget=Choices)
    is_old_enough = forms.BooleanField()
    helper = PlainTextField(
        label=gettext_lazy("동반 지원인 성명"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "이동이나 의사소통을 돕는 분과 함께 오실 때만, 그분의 동의를 받아 적어 주세요. 두 자리를 잡습니다."
        ),
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("동의합니다"),
        error_messages={"required": gettext_lazy("동의해 주셔야 이 견학을 신청할 수 있습니다.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        visit: SiteVisit,
        text: ConsentText,
        language: str,
        with_helper: bool = True,
    ) -> None:
        super().__init__(data, initial={"text": text.pk})
        self.consent_text, self.language = text, language
        if not with_helper:
            del self.fields["helper"]
        if not visit.asks_nationality:
            del self.fields["nationality"]
        elif no := of_nationality(visit, Booking.Nationality.FOREIGN, timezone.now()):
            self.fields["nationality"].help_text = no.words
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
        given = self.cleaned_data
        return Wish(given["text"], self.language, given.get("nationality", ""), given.get("helper", ""))
