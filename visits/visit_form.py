"""What stands in the admin's form of a visit: its picture, its details, its buses."""

from typing import Any

from django import forms
from django.contrib import admin

from program.admin import uploads
from visits.models import Bus, Detail, SiteVisit
from visits.refusal import BookingRefused
from visits.rescheduling import clashes, lock_with_people


class SiteVisitForm(uploads.KeepsUploads):
    """Takes a picture; refuses, with names, a change of time that would let somebody be in two places."""

    picture_upload = forms.FileField(
        label="사진",
        required=False,
        help_text="JPEG, PNG, WebP. 가로로 긴 사진이 좋습니다. 촬영 정보(위치 등)는 지웁니다.",
    )
    picture_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    picture_remove = forms.BooleanField(label="사진 지우기", required=False)
    uploads = {"picture": uploads.wide}

    class Meta:
        model = SiteVisit
        exclude = ["picture"]

    details = forms.MultipleChoiceField(
        label="방문자 상세 정보",
        choices=Detail.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=SiteVisit._meta.get_field("details").help_text,
    )

    def clean(self) -> dict[str, Any]:
        """Lock whom it concerns for the rest of the request, then look; what was true here is true when it is saved."""
        cleaned = super().clean() or {}
        if self.instance.pk and not self.errors:
            wanted = SiteVisit(
                pk=self.instance.pk,
                **{name: value for name, value in cleaned.items() if not name.startswith("picture_")},
            )
            try:
                lock_with_people(self.instance)
            except BookingRefused as refused:
                raise forms.ValidationError(str(refused)) from refused
            if no := clashes(wanted):
                raise forms.ValidationError(no.words)
        return cleaned


class BusInline(admin.TabularInline):
    """The buses of a visit."""

    model = Bus
    extra = 0
    fields = ["position", "name", "capacity", "leader", "plate"]
