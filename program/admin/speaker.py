"""Speakers in the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from program.admin import uploads
from program.admin.editing import ConferenceFilter, ProgrammeAdmin
from program.admin.pictures import picture_view, thumbnail
from program.erasure import lift
from program.mentions import Mention, mentions_of
from program.merging import MergingRefused, merge, what_would_be_filled
from program.models import Speaker
from program.problems import Problem
from program.withdrawal import withdraw, withdraw_photo


class SpeakerForm(uploads.KeepsUploads):
    """A speaker with a photo to upload."""

    photo_upload = forms.FileField(
        label="사진",
        required=False,
        help_text="JPEG, PNG, WebP. 정사각형으로 잘라 저장하고, 촬영 정보(위치 등)는 지웁니다.",
    )
    photo_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    photo_remove = forms.BooleanField(label="사진 지우기", required=False)
    uploads = {"photo": uploads.picture}

    class Meta:
        model = Speaker
        exclude = ["photo"]


class MergeForm(forms.Form):
    """Ask for the other record of the same person."""

    other = forms.ModelChoiceField(Speaker.objects.none(), label="합쳐서 없앨 기록", empty_label="고르세요")

    def __init__(self, *args: Any, speaker: Speaker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Speaker.objects.filter(conference=speaker.conference_id).exclude(pk=speaker.pk)


class MissingFilter(admin.SimpleListFilter):
    """Ask what is still missing."""

    title = "빠진 것"
    parameter_name = "missing"
    QUESTIONS = {
        "name_en": ("영문 성명", Q(name_en="")),
        "affiliation": ("소속", Q(affiliation_ko="", affiliation_en="")),
        "biography": ("약력", Q(biography_ko="")),
        "photo": ("사진", Q(photo=None)),
        "session": ("세션", Q(appearances=None, chaired_sessions=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the questions."""
        return [(name, label) for name, (label, _) in self.QUESTIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> QuerySet[Speaker]:
        """Narrow the list."""
        question = self.QUESTIONS.get(self.value() or "")
        return queryset.filter(question[1]) if question else queryset


@admin.register(Speaker)
class SpeakerAdmin(ProgrammeAdmin):
    """The people of the programme."""

    form = SpeakerForm
    change_form_template = "admin/program/speaker/change_form.html"
    list_display = ["face", "name", "name_en", "affiliation_ko", "position_ko", "is_public"]
    list_display_links = ["face", "name"]
    list_filter = [ConferenceFilter, MissingFilter, "is_public"]
    search_fields = ["name_ko", "name_en", "affiliation_ko", "affiliation_en"]
    readonly_fields = ["face"]
    fieldsets = [
        (None, {"fields": ["conference", ("name_ko", "name_en"), "slug", "is_public"]}),
        ("소속", {"fields": [("affiliation_ko", "affiliation_en"), ("position_ko", "position_en")]}),
        ("사진", {"fields": ["face", "photo_upload", "photo_remove", "photo_kept"]}),
        ("약력", {"fields": ["biography_ko", "biography_en"]}),
        ("운영", {"fields": ["note", "source"]}),
    ]

    @admin.display(description="성명", ordering="name_ko")
    def name(self, speaker: Speaker) -> str:
        """Return the name."""
        return speaker.name

    @admin.display(description="사진")
    def face(self, speaker: Speaker) -> str:
        """Show the photo in small."""
        return thumbnail(speaker.photo_id) or self.get_empty_value_display()

    def delete_model(self, request: HttpRequest, obj: Speaker) -> None:
        """Delete as on request: a record that is gone could not be taken out of the releases later."""
        mentions = mentions_of(obj)
        withdraw(obj)
        _tell(request, mentions)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> None:
        """Delete each as on request."""
        for speaker in queryset:
            self.delete_model(request, speaker)

    def problems_with(self, obj: Speaker, problems: list[Problem]) -> list[Problem]:
        """Return the problems of the speaker and of the speaker's sessions."""
        own = set(obj.sessions.values_list("pk", flat=True)) | set(
            obj.chaired_sessions.values_list("pk", flat=True)
        )
        clashes = [p for p in problems if p.code == "speaker_clash" and {p.session, p.also} <= own]
        return clashes + [problem for problem in problems if problem.speaker == obj.pk]

    def get_urls(self) -> list[URLPattern]:
        """Add the pictures, the merging and the withdrawal."""
        own = [
            path(
                "picture/<digest:digest>.webp",
                self.admin_site.admin_view(picture_view),
                name="program_picture",
            ),
            path(
                "<int:speaker_id>/withdraw/",
                self.admin_site.admin_view(self.withdraw_view),
                name="program_speaker_withdraw",
            ),
            path(
                "<int:speaker_id>/merge/",
                self.admin_site.admin_view(self.merge_view),
                name="program_speaker_merge",
            ),
            path(
                "<int:speaker_id>/withdraw-photo/",
                self.admin_site.admin_view(self.withdraw_photo_view),
                name="program_speaker_withdraw_photo",
            ),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Speaker, form: Any, change: bool) -> None:
        """Save; whoever is entered by hand again is welcome in files again, too."""
        super().save_model(request, obj, form, change)
        if lift(obj):
            messages.warning(
                request,
                "삭제 요청으로 지웠던 연사를 다시 등록했습니다. 앞으로는 파일에 있어도 그대로 읽습니다.",
            )

    def withdraw_view(self, request: HttpRequest, speaker_id: int) -> HttpResponse:
        """Ask, then take the person out of every release."""
        speaker = self._asking(request, speaker_id)
        mentions = mentions_of(speaker)
        if request.method == "POST":
            name, redacted = str(speaker), withdraw(speaker)
            messages.success(
                request, f"{name}을(를) 지웠습니다. 게시본 {redacted}개에서 이름과 사진을 뺐습니다."
            )
            _tell(request, mentions)
            return HttpResponseRedirect(reverse("admin:program_speaker_changelist"))
        return self._page(request, speaker, "withdraw", "삭제 요청 처리", mentions=mentions)

    def merge_view(self, request: HttpRequest, speaker_id: int) -> HttpResponse:
        """Ask for the other record, show what becomes of both, then merge them."""
        speaker = self._asking(request, speaker_id)
        asked = request.POST if request.method == "POST" else request.GET
        form = MergeForm(asked if "other" in asked else None, speaker=speaker)
        other = form.cleaned_data["other"] if form.is_bound and form.is_valid() else None
        if request.method == "POST" and other:
            assert isinstance(request.user, User)
            try:
                merge(speaker, other, by=request.user)
            except MergingRefused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"'{other}' 기록을 합쳤습니다. 게시하면 공개됩니다.")
            return HttpResponseRedirect(reverse("admin:program_speaker_change", args=[speaker.pk]))
        filled = [_field_name(name) for name in what_would_be_filled(speaker, other)] if other else []
        context = {"form": form, "other": other, "filled": filled}
        return self._page(request, speaker, "merge", "같은 사람의 기록 합치기", **context)

    def withdraw_photo_view(self, request: HttpRequest, speaker_id: int) -> HttpResponse:
        """Ask, then take the person's photos out of every release."""
        speaker = self._asking(request, speaker_id)
        if request.method == "POST":
            redacted = withdraw_photo(speaker)
            messages.success(
                request, f"{speaker}의 사진을 지웠습니다. 게시본 {redacted}개에서 사진을 뺐습니다."
            )
            return HttpResponseRedirect(reverse("admin:program_speaker_change", args=[speaker.pk]))
        return self._page(request, speaker, "withdraw_photo", "사진 삭제 요청 처리")

    def _asking(self, request: HttpRequest, speaker_id: int) -> Speaker:
        speaker = get_object_or_404(Speaker, pk=speaker_id)
        if not self.has_delete_permission(request, speaker):
            raise PermissionDenied
        return speaker

    def _page(
        self, request: HttpRequest, speaker: Speaker, name: str, title: str, **context: Any
    ) -> HttpResponse:
        shared = {"speaker": speaker, "title": title, "opts": self.opts, **context}
        everything = {**self.admin_site.each_context(request), **shared}
        return TemplateResponse(request, f"admin/program/speaker/{name}.html", everything)


def _tell(request: HttpRequest, mentions: list[Mention]) -> None:
    """Say where the name of somebody who is gone still stands: those are texts that only a person can mend."""
    if mentions:
        links = format_html_join(", ", '<a href="{}">{}</a>', ((one.address, one.words) for one in mentions))
        messages.warning(request, format_html("이름이 남아 있는 글을 직접 고쳐 주세요: {}", links))


def _field_name(name: str) -> str:
    return str(label_for_field(name, Speaker))
