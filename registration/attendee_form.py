"""What registration asks about a person: in the form of a new registration, and on my page to change it."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from pobatt.dates import long_day
from pobatt.phone import shown
from registration.fields import Choices, EmailField, ManyChoices, PhoneField, PlainTextField, countries
from registration.models import Attendee, Question, RegistrationSettings
from registration.question_fields import field_of
from registration.standing import Standing

REGIONS = [
    ("pohang", gettext_lazy("포항")),
    ("gyeongbuk", gettext_lazy("경북(포항 제외)")),
    ("korea", gettext_lazy("그 밖의 국내")),
    ("abroad", gettext_lazy("해외")),
]
CATEGORIES = [
    ("company", gettext_lazy("기업")),
    ("university", gettext_lazy("대학·학생")),
    ("research", gettext_lazy("연구기관")),
    ("public", gettext_lazy("공공기관")),
    ("press", gettext_lazy("언론")),
    ("general", pgettext_lazy("participant", "일반")),
]
known_countries = lru_cache(maxsize=2)(countries)


class AttendeeForm(forms.Form):
    """What registration asks about a person."""

    name = PlainTextField(
        label=gettext_lazy("성명"),
        max_length=60,
        help_text=gettext_lazy("명찰과 참가확인서에 이대로 적힙니다."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_en = PlainTextField(
        label=gettext_lazy("영문 성명"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    affiliation = PlainTextField(
        label=gettext_lazy("소속"),
        max_length=100,
        help_text=gettext_lazy("회사, 학교, 기관의 이름. 없으면 '개인'이라고 적어 주세요."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    region = forms.ChoiceField(label=gettext_lazy("소속 소재지"), choices=REGIONS, widget=Choices)
    country = forms.ChoiceField(
        label=gettext_lazy("국가"), required=False, help_text=gettext_lazy("'해외'일 때만 골라 주세요.")
    )
    department = PlainTextField(label=gettext_lazy("부서"), max_length=100, required=False)
    position = PlainTextField(
        label=gettext_lazy("직위"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = PhoneField(
        label=gettext_lazy("휴대전화"),
        help_text=gettext_lazy(
            "일정이 바뀌면 알려 드립니다. 하이픈은 있어도 없어도 됩니다. 해외 번호는 +로 시작합니다."
        ),
    )
    email = EmailField(
        label=gettext_lazy("이메일"), help_text=gettext_lazy("확인 번호 6자리를 이 주소로 보내 드립니다.")
    )
    category = forms.ChoiceField(label=gettext_lazy("참가 구분"), choices=CATEGORIES, widget=Choices)
    attendance = forms.ChoiceField(label=gettext_lazy("참가 방법"), widget=Choices)
    days = forms.TypedMultipleChoiceField(label=gettext_lazy("참석일"), coerce=int, widget=ManyChoices)
    needs_receiver = forms.BooleanField(
        label=gettext_lazy("동시통역 수신기를 빌리겠습니다"),
        required=False,
        help_text=gettext_lazy("현장에서 참석하는 분만. 수신기는 행사장 등록대에서 드립니다."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        standing: Standing,
        questions: list[Question],
        language: str,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.registration: RegistrationSettings = standing.registration
        self.language = language
        self.questions = questions
        if language == "en":
            del self.fields["name_en"]
        if not self.registration.asks_for_receiver:
            del self.fields["needs_receiver"]
        self._choices("country", [("", _("국가 선택")), *known_countries(language)])
        self._choices("attendance", standing.attendance_choices())
        days = self.registration.conference.days
        self._choices("days", [(n, long_day(day, language)) for n, day in enumerate(days, start=1)])
        if len(days) == 1:
            self.fields["days"].initial = [1]
        for question in questions:
            self.fields[question.field] = field_of(question, language)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("목록에 있는 것 가운데서 골라 주세요.")
            if field.required:
                field.error_messages["required"] = _("이 항목은 꼭 필요합니다.")

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Let what was chosen decide what counts, whatever the browser showed or hid."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("region") != "abroad":
            cleaned["country"] = ""
        elif not cleaned.get("country"):
            self.add_error("country", _("해외라면 국가를 골라 주세요."))
        if "phone" in cleaned:
            try:
                cleaned["phone"] = PhoneField.parse(cleaned["phone"], cleaned.get("country", ""))
            except forms.ValidationError as wrong:
                self.add_error("phone", wrong)
        on_site = cleaned.get("attendance") == Attendee.Attendance.ONSITE
        cleaned["needs_receiver"] = on_site and cleaned.get("needs_receiver", False)
        for question in self.questions:
            if question.is_onsite_only and not on_site:
                cleaned.pop(question.field, None)
            elif question.is_onsite_only and question.is_required and not cleaned.get(question.field):
                self.add_error(question.field, _("현장에서 참석하는 분은 꼭 답해 주세요."))
        return cleaned

    def attendee_fields(self) -> dict[str, Any]:
        """Return what goes into an attendee's row."""
        cleaned = self.cleaned_data
        own = {question.field for question in self.questions}
        names = [name for name in AttendeeForm.base_fields if name in cleaned and name not in own]
        return {name: cleaned[name] for name in names} | {"needs_receiver": cleaned["needs_receiver"]}

    def answers(self) -> dict[str, str]:
        """Return what was answered, by the question's id."""
        given = {str(question.pk): self.cleaned_data.get(question.field) for question in self.questions}
        return {key: value for key, value in given.items() if value}

    @property
    def onsite_only(self) -> set[str]:
        """Return the fields that are for who comes to the venue."""
        return {"needs_receiver", *(question.field for question in self.questions if question.is_onsite_only)}

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Return the fields as the page groups them."""
        asked = [
            name for name in ("needs_receiver", *(q.field for q in self.questions)) if name in self.fields
        ]
        taking_part = ["category", "attendance", "days", *asked]
        person = ["name", "name_en", "affiliation", "region", "country", "department", "position"]
        parts = [(_("참가자"), person), (_("연락처"), ["phone", "email"]), (_("참가"), taking_part)]
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in parts]


class EditForm(AttendeeForm):
    """What can be changed afterwards: everything but the address, which is the account's."""

    def __init__(self, data: Any = None, *, attendee: Attendee, **options: Any) -> None:
        super().__init__(data, initial=as_filled_in(attendee), **options)
        del self.fields["email"]
        self.fields["attendance"].help_text = what_moving_costs(attendee)


def what_moving_costs(attendee: Attendee) -> str:
    """Return what is lost by choosing the other way of taking part."""
    if attendee.place is None:
        return _("바꾸면 지금의 대기 순번은 없어지고, 바꾼 쪽의 맨 뒤에서 기다립니다.")
    if attendee.is_onsite:
        return _(
            "바꾸면 현장 자리는 바로 다음 분께 넘어가고, 신청한 현장견학도 취소됩니다. "
            "되돌리려면 그때 자리가 있어야 합니다."
        )
    return _("바꾸면 온라인 자리는 바로 다음 분께 넘어갑니다. 되돌리려면 그때 자리가 있어야 합니다.")


def as_filled_in(attendee: Attendee) -> dict[str, Any]:
    """Return an attendee's values as the form shows them."""
    values = {name: getattr(attendee, name) for name in AttendeeForm.base_fields}
    answers = {f"question_{answer.question_id}": answer.value for answer in attendee.answers.all()}
    return values | {"phone": shown(attendee.phone)} | answers
