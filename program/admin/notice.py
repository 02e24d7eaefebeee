"""Notices in the admin: drafts, hours of publication, banners, files."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from program.admin import uploads
from program.admin.editing import ConferenceFilter
from program.admin.previewing import PreviewedAdmin
from program.attachments import AttachmentRefused, kind_of, recognise
from program.models import Attachment, Notice, StoredFile

Kind = Attachment.Kind
NO_PERSONAL_DATA = (
    "엑셀 파일에는 참가자 명단처럼 개인정보가 든 목록을 첨부할 수 없습니다. 확인했다면 표시하세요."
)


class AttachmentForm(uploads.KeepsUploads):
    """A file to upload; the first time round it is stored, and then only its name is asked for."""

    file_upload = forms.FileField(
        label="파일", required=False, help_text="PDF, HWPX, HWP, XLSX, JPEG, PNG, WebP. 10 MB까지."
    )
    file_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    has_no_personal_data = forms.BooleanField(
        label="개인정보 없음", required=False, help_text="엑셀 파일에는 꼭 표시해야 합니다."
    )

    class Meta:
        model = Attachment
        fields = ["name", "position"]

    @property
    def uploads(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how the file is stored: as what it is, under its own name unless another is given."""
        return {"file": self._store}

    def _store(self, upload: Any) -> StoredFile:
        upload.seek(0)
        try:
            document = recognise(upload.name, upload.read())
        except AttachmentRefused as refusal:
            raise ValidationError(str(refusal)) from None
        if not self.cleaned_data.get("name"):
            self.cleaned_data["name"] = document.name
        return StoredFile.keep(document.content, document.content_type)

    def clean(self) -> dict[str, Any]:
        """Ask for a file, and for a promise where a file is a table."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name"):  # stays when something else in the form is wrong
            data: Any = copy(self.data)
            data[self.add_prefix("name")] = cleaned["name"]
            self.data = data
        kept = StoredFile.objects.filter(pk=cleaned.get("file_kept") or self.instance.file_id).first()
        if kept is None:
            if not self.errors:
                self.add_error("file_upload", "파일을 고르세요.")
            return cleaned
        self.instance.kind = kind_of(kept.content_type)
        if self.instance.kind not in Kind.values:  # a stored file that was never attached to anything
            self.add_error("file_upload", "파일을 고르세요.")
        is_new = self.instance.file_id != kept.pk
        if self.instance.kind == Kind.XLSX and is_new and not cleaned.get("has_no_personal_data"):
            self.add_error("has_no_personal_data", NO_PERSONAL_DATA)
        return cleaned


class AttachmentInline(admin.TabularInline):
    """The files of a notice."""

    model = Attachment
    form = AttachmentForm
    extra = 1
    max_num = 20
    fields = ["file_upload", "name", "has_no_personal_data", "position", "file_kept"]


class StateFilter(admin.SimpleListFilter):
    """Ask what the public sees of a notice now."""

    title = "상태"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the states."""
        return [("draft", "초안"), ("ahead", "예약"), ("published", "공개 중"), ("pinned", "띠 공지 중")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """Narrow the list."""
        now = timezone.now()
        chosen: dict[str, dict[str, Any]] = {
            "draft": {"published_at": None},
            "ahead": {"published_at__gt": now},
            "published": {"published_at__lte": now},
            "pinned": {"published_at__lte": now, "pinned_until__gt": now},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Notice)
class NoticeAdmin(PreviewedAdmin):
    """News, drafts first."""

    list_display = ["title_ko", "state", "published_at", "pinned_until", "is_translated"]
    list_filter = [ConferenceFilter, StateFilter]
    search_fields = ["title_ko", "title_en", "body_ko", "body_en"]
    inlines = [AttachmentInline]
    actions = ["publish_now", "unpin"]
    fieldsets = [
        (None, {"fields": ["conference", ("title_ko", "title_en"), ("body_ko", "body_en")]}),
        ("공개", {"fields": [("published_at", "pinned_until"), "slug"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Show drafts before what is published, the latest first."""
        return Notice.objects.newest_first()

    def get_ordering(self, request: HttpRequest) -> Any:
        """Leave the order of the rows alone."""
        return ()

    def preview_address(self, obj: Notice) -> str:
        """Return the address of the notice, published or not."""
        where = {"draft": obj.conference.slug, "slug": obj.slug}
        return reverse("content_preview:notice", kwargs=where)

    @admin.display(description="상태")
    def state(self, notice: Notice) -> str:
        """Return what the public sees of it now."""
        now = timezone.now()
        if notice.is_pinned(now):
            return "공개 중, 띠 공지"
        if notice.is_published(now):
            return "공개 중"
        return "예약" if notice.published_at else "초안"

    @admin.display(description="영문", boolean=True)
    def is_translated(self, notice: Notice) -> bool:
        """Say whether both languages have everything."""
        return bool(notice.title_en and (notice.body_en or not notice.body_ko))

    @admin.action(description="지금 공개", permissions=["change"])
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        """Publish what is not public yet, with the hour of now."""
        hidden = [row.pk for row in queryset if not row.is_published(timezone.now())]
        changed = Notice.objects.filter(pk__in=hidden).update(
            published_at=timezone.now(), updated_at=timezone.now()
        )
        self.message_user(request, f"공지 {changed}건을 공개했습니다.")

    @admin.action(description="띠 공지 내리기", permissions=["change"])
    def unpin(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        """Take the banners down; the notices stay."""
        changed = Notice.objects.filter(pk__in=[row.pk for row in queryset]).update(pinned_until=None)
        self.message_user(request, f"띠 공지 {changed}건을 내렸습니다.")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the files, and warn where one can only be read with one office suite."""
        super().save_related(request, form, formsets, change)
        kinds = set(form.instance.attachments.values_list("kind", flat=True))
        if Kind.HWP in kinds and not kinds & {Kind.PDF, Kind.HWPX}:
            messages.warning(
                request, "HWP 파일만으로는 못 여는 사람이 있습니다. PDF나 HWPX도 함께 첨부해 주세요."
            )
