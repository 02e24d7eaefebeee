"""Organisations in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from program.admin import uploads
from program.admin.editing import ConferenceFilter, ProgrammeAdmin
from program.admin.pictures import thumbnail
from program.models import Organisation


class OrganisationForm(uploads.KeepsUploads):
    """An organisation with a logo to upload."""

    logo_upload = forms.FileField(
        label="로고",
        required=False,
        help_text="JPEG, PNG, WebP. 사용을 허락받은 로고만 올리세요. 없으면 이름을 글자로 보여 줍니다.",
    )
    logo_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    logo_remove = forms.BooleanField(label="로고 지우기", required=False)
    uploads = {"logo": uploads.logo}

    class Meta:
        model = Organisation
        exclude = ["logo"]


@admin.register(Organisation)
class OrganisationAdmin(ProgrammeAdmin):
    """Who stands behind a conference, in the order in which a poster says it."""

    form = OrganisationForm
    list_display = ["name", "role", "picture", "url", "position"]
    list_editable = ["position"]
    list_filter = [ConferenceFilter, "role"]
    search_fields = ["name_ko", "name_en"]
    readonly_fields = ["picture"]
    fieldsets = [
        (None, {"fields": ["conference", "role", ("name_ko", "name_en"), "url", "position"]}),
        ("로고", {"fields": ["picture", "logo_upload", "logo_remove", "logo_kept"]}),
        ("운영", {"fields": ["source"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Sort as a poster does."""
        return Organisation.objects.in_order()

    def get_ordering(self, request: HttpRequest) -> Any:
        """Leave the order of the rows alone."""
        return ()

    @admin.display(description="이름")
    def name(self, organisation: Organisation) -> str:
        """Return the name."""
        return organisation.name_ko or organisation.name_en

    @admin.display(description="로고")
    def picture(self, organisation: Organisation) -> str:
        """Show the logo in small."""
        return thumbnail(organisation.logo_id) or self.get_empty_value_display()
