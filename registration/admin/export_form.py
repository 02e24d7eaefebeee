"""The form in which a list is asked for: everything is pre-set by the preset, and can be sent as it stands."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from pobatt import opening_password
from registration.downloads import FILES_ARE_KEPT_FOR
from registration.export_columns import columns_of
from registration.export_presets import FORMS, ORDERS, PDF, Preset
from registration.exports import Order
from registration.list_questions import Asked
from registration.models import ColumnChoice, Download
from registration.rosters import LONGEST, WIDEST

AUTOMATIC, OWN, NONE = "automatic", "own", "none"
LONGEST_KEPT = timedelta(days=366)
REASONS = [
    reason
    for reason in Download.Reason.choices
    if reason[0] not in (Download.Reason.PERSON, Download.Reason.VISIT)
]


class ExportForm(forms.Form):
    """Asks for columns, form, order, reason, day of destruction and opening password."""

    columns = forms.MultipleChoiceField(
        label="항목",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "항목을 하나 이상 고르세요."},
    )
    save_as = forms.CharField(
        label="이 항목 구성을 저장할 이름", max_length=60, required=False,
        help_text="적으면 다음부터 목록에서 고를 수 있습니다. 같은 이름은 새 구성으로 바뀝니다.",
    )  # fmt: skip
    form = forms.ChoiceField(label="파일", choices=list(FORMS.items()), widget=forms.RadioSelect)
    order = forms.ChoiceField(label="순서", choices=list(ORDERS.items()), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label="사유", choices=REASONS, widget=forms.RadioSelect)
    reason_text = forms.CharField(label="'기타'의 사유", max_length=200, required=False)
    destroy_by = forms.DateField(
        label="파기 예정일", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="이날까지 파일과 인쇄물을 없애고 '파기 완료'를 눌러 주세요.",
    )  # fmt: skip
    lock = forms.ChoiceField(label="열기 암호", widget=forms.RadioSelect)
    password = forms.CharField(
        label="직접 정한 암호", required=False, max_length=opening_password.LONGEST, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"{opening_password.SHORTEST}자 이상, 글자·숫자·기호 가운데 두 가지 이상",
    )  # fmt: skip

    def __init__(
        self,
        asked: Asked,
        preset: Preset,
        columns: list[str],
        *,
        may_choose: bool,
        may_be_open: bool,
        data: Any = None,
    ) -> None:
        today = timezone.localdate(timezone=asked.conference.zone)
        super().__init__(
            data,
            initial={
                "columns": columns,
                "form": preset.form,
                "order": preset.order,
                "reason": preset.reason,
                "destroy_by": today + FILES_ARE_KEPT_FOR,
                "lock": AUTOMATIC,
            },
        )
        self.today, self.preset_columns = today, columns
        self.is_fixed = preset.is_closed or not may_choose
        offered = [
            column for column in columns_of(asked.conference) if not self.is_fixed or column.key in columns
        ]
        self.fields["columns"].choices = [(column.key, column.title) for column in offered]  # type: ignore[attr-defined]
        if not may_choose or preset.is_closed:
            del self.fields["save_as"]
        locks = [(AUTOMATIC, "자동으로 만들기(만든 사람에게 24시간 동안 보임)"), (OWN, "직접 정하기")]
        if may_be_open:
            locks.append((NONE, "암호 없이(이 구성은 시 관리자가 허용함)"))
        self.fields["lock"].choices = locks  # type: ignore[attr-defined]

    def clean_destroy_by(self) -> date:
        """Refuse a day that is past, or so far away that it means never."""
        day: date = self.cleaned_data["destroy_by"]
        if not self.today <= day <= self.today + LONGEST_KEPT:
            raise forms.ValidationError("오늘부터 1년 안의 날짜로 적으세요.")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for what a choice needs: words for another reason, a password, a paper not too wide."""
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Download.Reason.OTHER and not cleaned.get("reason_text", "").strip():
            self.add_error("reason_text", "'기타'를 골랐으면 사유를 적으세요.")
        if cleaned.get("lock") == OWN and not opening_password.is_good_enough(cleaned.get("password", "")):
            self.add_error("password", "10자 이상, 글자·숫자·기호 가운데 두 가지 이상으로 정하세요.")
        if cleaned.get("form") == PDF and len(cleaned.get("columns", [])) >= WIDEST:
            self.add_error("columns", f"인쇄용 등록부에는 항목을 {WIDEST - 1}개까지 넣을 수 있습니다.")
        return cleaned

    def refuse_long_paper(self, count: int) -> bool:
        """Say at the field when there are more people than a paper is made for."""
        if self.cleaned_data["form"] == PDF and count > LONGEST:
            self.add_error(
                "form", f"인쇄용 등록부는 {LONGEST:,}명까지입니다. 조건을 좁히거나 XLSX로 받으세요."
            )
            return True
        return False

    def order_of(self) -> Order:
        """Return what was asked for."""
        cleaned = self.cleaned_data
        other = cleaned["reason"] == Download.Reason.OTHER
        passwords = {AUTOMATIC: opening_password.new_password(), OWN: cleaned["password"], NONE: ""}
        return Order(
            columns=cleaned["columns"],
            form=cleaned["form"],
            order=cleaned["order"],
            reason=cleaned["reason"],
            reason_text=cleaned["reason_text"].strip() if other else "",
            destroy_by=cleaned["destroy_by"],
            password=passwords[cleaned["lock"]],
        )

    def save_columns(self, user_id: int | None) -> None:
        """Keep the columns under their name, if one was given."""
        if name := self.cleaned_data.get("save_as", "").strip():
            ColumnChoice.objects.update_or_create(
                name=name, defaults={"columns": self.cleaned_data["columns"], "by_id": user_id}
            )
