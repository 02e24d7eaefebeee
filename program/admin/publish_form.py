"""The form on the page where a programme is published."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms

from program.differences import Change
from program.release import Decision, Draft, Treatment

TREATMENTS = [
    (Treatment.ANNOUNCE, "알리기"),
    (Treatment.LEAVE_OUT, "변경 안내에서 빼기"),
    (Treatment.TYPO, "오탈자 (아무에게도 알리지 않음)"),
]


@dataclass(frozen=True)
class Row:
    """A change with the fields that decide about it."""

    change: Change
    treatment: forms.BoundField
    ko: forms.BoundField
    en: forms.BoundField


class PublishForm(forms.Form):
    """What becomes of each change, a note, and the tick over problems.

    The computed words stand in the fields as placeholders only: sent back as if typed, they would outlive the change.
    """

    expected_version = forms.IntegerField(widget=forms.HiddenInput)
    note_ko = forms.CharField(
        label="알리는 말", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    note_en = forms.CharField(
        label="알리는 말(영문)", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    accept_problems = forms.BooleanField(label="문제를 알고도 게시합니다", required=False)

    def __init__(self, data: Any = None, *, draft: Draft) -> None:
        super().__init__(data, initial={"expected_version": draft.working_version}, label_suffix="")
        self.changes = draft.changes
        for change in self.changes:
            words = {"ko": "알림 문구", "en": "알림 문구(영문)"}
            self.fields[f"treatment_{change.key}"] = forms.ChoiceField(
                label="알릴지", choices=TREATMENTS, initial=Treatment.ANNOUNCE, required=False
            )
            for language, label in words.items():
                self.fields[f"{language}_{change.key}"] = forms.CharField(
                    label=label, required=False, max_length=1000,
                    widget=forms.TextInput(attrs={"placeholder": getattr(change, language)}),
                )  # fmt: skip

    def review_again(self, draft: Draft) -> None:
        """Offer the form once more for what is there now; decisions already made stay."""
        data: Any = copy(self.data)
        data["expected_version"] = draft.working_version
        self.data = data

    @property
    def rows(self) -> list[Row]:
        """Return the changes with their fields."""
        return [
            Row(change, self[f"treatment_{change.key}"], self[f"ko_{change.key}"], self[f"en_{change.key}"])
            for change in self.changes
        ]

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what `publish` wants to know."""
        cleaned = self.cleaned_data
        decisions = {
            change.key: Decision(
                Treatment(cleaned[f"treatment_{change.key}"] or Treatment.ANNOUNCE),
                ko=cleaned[f"ko_{change.key}"].strip(),
                en=cleaned[f"en_{change.key}"].strip(),
            )
            for change in self.changes
        }
        names = ("expected_version", "note_ko", "note_en", "accept_problems")
        return {**{name: cleaned[name] for name in names}, "decisions": decisions}
