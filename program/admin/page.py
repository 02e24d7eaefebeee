"""Pages, the greeting and the processors in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from program.admin import uploads
from program.admin.editing import ConferenceFilter
from program.admin.pictures import thumbnail
from program.admin.previewing import PreviewedAdmin
from program.models import Greeting, Page, Processor, Section
from program.models.page import MarkupField


class SectionInline(admin.StackedInline):
    """The sections of a page, or its questions."""

    model = Section
    extra = 0
    fields = ["position", ("title_ko", "title_en"), ("body_ko", "body_en")]
    formfield_overrides = {MarkupField: {"widget": admin.widgets.AdminTextareaWidget(attrs={"rows": 6})}}


@admin.register(Page)
class PageAdmin(PreviewedAdmin):
    """The pages of a conference; a section without a text is a question that still waits for its answer."""

    list_display = ["name", "is_public", "written", "unwritten", "updated_at"]
    list_filter = [ConferenceFilter]
    inlines = [SectionInline]
    fields = ["conference", "name", ("lead_ko", "lead_en"), "is_public"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        """Count the sections with and without a text."""
        empty = Q(sections__body_ko="", sections__body_en="")
        return (
            super()
            .get_queryset(request)
            .annotate(
                sections_written=Count("sections", filter=~empty),
                sections_unwritten=Count("sections", filter=empty),
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        """Let a page stay what it is."""
        return ["conference", "name"] if obj else []

    def preview_address(self, obj: Page) -> str:
        """Return the address of the page, public or not."""
        return reverse(f"content_preview:{obj.name}", kwargs={"draft": obj.conference.slug})

    @admin.display(description="보이는 항목")
    def written(self, page: Any) -> int:
        """Return how many sections visitors see."""
        number: int = page.sections_written
        return number

    @admin.display(description="본문을 기다리는 항목")
    def unwritten(self, page: Any) -> int:
        """Return how many sections nobody has written yet."""
        number: int = page.sections_unwritten
        return number


class GreetingForm(uploads.KeepsUploads):
    """A greeting with a photo to upload."""

    photo_upload = forms.FileField(
        label="사진", required=False, help_text="JPEG, PNG, WebP. 정사각형으로 잘라 저장합니다."
    )
    photo_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    photo_remove = forms.BooleanField(label="사진 지우기", required=False)
    uploads = {"photo": uploads.picture}

    class Meta:
        model = Greeting
        exclude = ["photo"]


@admin.register(Greeting)
class GreetingAdmin(PreviewedAdmin):
    """Who greets; shown on the page '행사 소개' once there are words."""

    form = GreetingForm
    list_display = ["conference", "name_ko", "position_ko", "is_written"]
    list_select_related = ["conference"]
    readonly_fields = ["picture"]
    fieldsets = [
        (None, {"fields": ["conference", ("name_ko", "name_en"), ("position_ko", "position_en")]}),
        ("인사말", {"fields": [("body_ko", "body_en")]}),
        ("사진", {"fields": ["picture", "photo_upload", "photo_remove", "photo_kept"]}),
    ]

    def preview_address(self, obj: Greeting) -> str:
        """Return the address of the page that shows it."""
        return reverse("content_preview:about", kwargs={"draft": obj.conference.slug})

    @admin.display(description="사진")
    def picture(self, greeting: Greeting) -> str:
        """Show the photo in small."""
        return thumbnail(greeting.photo_id) or self.get_empty_value_display()

    @admin.display(description="인사말", boolean=True)
    def is_written(self, greeting: Greeting) -> bool:
        """Say whether visitors see it."""
        return bool(greeting.body_ko or greeting.body_en)


@admin.register(Processor)
class ProcessorAdmin(admin.ModelAdmin):
    """Who handles personal data on behalf of the city; the privacy policy lists them."""

    list_display = ["name_ko", "work_ko", "is_subprocessor", "position"]
    list_editable = ["position"]
    list_filter = [ConferenceFilter]
    fields = ["conference", ("name_ko", "name_en"), ("work_ko", "work_en"), "is_subprocessor", "position"]
