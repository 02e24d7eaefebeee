"""The form of the details: a field for each thing that this host requires, and none besides."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from pobatt.plain_text import normal
from registration.attendee_form import known_countries
from registration.fields import Choices, PlainTextField
from registration.models import ConsentText
from visits.details import birth_date_is_old_enough, told_by
from visits.items import DOCUMENTS
from visits.models import Booking, Detail

SHOE_SIZES = [(str(size), f"{size} mm") for size in range(220, 325, 5)]
OLDEST = date(1900, 1, 1)
IDENTITY_NUMBER = re.compile(r"\d{6}-?\d{7}|\d{2}-\d{2}-\d{6}-\d{2}|[A-Z]{1,2}\d{7,8}", re.IGNORECASE)


class DetailsForm(forms.Form):
    """Made for one booking: the text is agreed to again only where it has changed."""

    text = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, booking: Booking, text: ConsentText, language: str, asks_consent: bool
    ) -> None:
        super().__init__(data, initial={"text": text.pk} | told_by(booking))
        self.booking, self.consent_text, self.language = booking, text, language
        for detail in Detail:
            if detail in booking.visit.details and self._concerns(detail):
                self.fields[detail] = self._field(detail)
        for field in self.fields.values():
            field.error_messages["required"] = _("이 항목은 꼭 필요합니다.")
            field.error_messages["invalid_choice"] = _("목록에 있는 것 가운데서 골라 주세요.")
        if asks_consent:
            self.fields["agrees"] = forms.BooleanField(
                label=_("동의합니다"),
                error_messages={"required": _("방문 기업에 알릴 것이 바뀌었습니다. 읽고 동의해 주세요.")},
            )

    def _concerns(self, detail: Detail) -> bool:
        is_korean = self.booking.nationality == Booking.Nationality.KOREAN
        return not (detail == Detail.COUNTRY and is_korean)

    def _field(self, detail: Detail) -> forms.Field:
        is_foreign = self.booking.nationality == Booking.Nationality.FOREIGN
        if detail == Detail.DOCUMENT:
            return forms.ChoiceField(
                label=_("가져올 신분증"), choices=DOCUMENTS, widget=Choices,
                help_text=_("종류만 알려 주세요. 번호는 받지 않습니다."),
            )  # fmt: skip
        if detail == Detail.COUNTRY:
            countries = [("", _("국가 선택")), *known_countries(self.language)]
            hint = "" if is_foreign else _("외국 국적인 분만.")
            return forms.ChoiceField(
                label=_("국적 국가"), choices=countries, required=is_foreign, help_text=hint
            )
        if detail == Detail.BIRTH_DATE:
            wrong = {"invalid": _("생년월일을 1990-01-31처럼 적어 주세요.")}
            return forms.DateField(
                label=_("생년월일"), input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d", "%Y. %m. %d.", "%Y%m%d"],
                help_text=_("방문 기업의 출입 규정에 필요합니다. 1990-01-31처럼 적어 주세요."), error_messages=wrong,
                widget=forms.DateInput(attrs={"autocomplete": "bday", "inputmode": "numeric"}, format="%Y-%m-%d"),
            )  # fmt: skip
        if detail == Detail.SHOE_SIZE:
            return forms.ChoiceField(label=_("안전화 치수"), choices=[("", _("치수 선택")), *SHOE_SIZES])
        return PlainTextField(
            label=_("차량 번호"), max_length=20, required=False, help_text=_("차로 오는 분만. 예: 12가 3456")
        )

    def clean_birth_date(self) -> date:
        """Refuse days nobody was born on, and who is too young for this host."""
        born: date = self.cleaned_data["birth_date"]
        if not OLDEST <= born <= timezone.localdate():
            raise forms.ValidationError(_("생년월일을 다시 확인해 주세요."))
        if not birth_date_is_old_enough(born, self.booking.visit):
            words = _("이 견학은 만 %(age)s세 이상만 갈 수 있습니다. 날짜가 맞다면 다른 견학을 골라 주세요.")
            raise forms.ValidationError(words % {"age": self.booking.visit.minimum_age})
        return born

    def clean_car_plate(self) -> str:
        """Keep what can be a plate; the number of a document is never taken."""
        plate = normal(self.cleaned_data["car_plate"]).strip()
        if IDENTITY_NUMBER.search(plate.replace(" ", "")):
            raise forms.ValidationError(_("차량 번호만 적어 주세요. 신분증의 번호는 받지 않습니다."))
        return plate

    @property
    def body(self) -> dict[str, Any]:
        """Return the host's card in the language of the page."""
        return self.consent_text.body(self.language)

    def values(self) -> dict[str, Any]:
        """Return what was told, as JSON has it."""
        told = {detail.value: self.cleaned_data.get(detail) for detail in Detail if detail in self.fields}
        return {name: str(value) for name, value in told.items() if value}
