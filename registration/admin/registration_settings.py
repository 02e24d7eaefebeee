"""How registration goes, in the admin."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from registration.approval import approval_pdf
from registration.changes import resize
from registration.models import RegistrationSettings
from registration.standing import standing_of


@admin.register(RegistrationSettings)
class RegistrationSettingsAdmin(admin.ModelAdmin):
    """One row for each conference; saving gives new places to those who wait."""

    list_display = ["conference", "opens_at", "closes_at", "state", "left"]
    readonly_fields = ["state", "left", "approval"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["conference", "state", "left", "approval"]}),
        ("접수 기간", {"fields": [("opens_at", "closes_at"), "edits_freeze_at"],
                   "description": "대회 시간대의 시각이며, 초까지 지킵니다."}),
        ("자리", {"fields": [("onsite_capacity", "online_capacity"), "places_shown", ("hold_minutes", "offer_hours")]}),
        ("신청서", {"fields": ["code_prefix", "asks_for_receiver", ("intro_ko", "intro_en"), "text_number"],
                 "description": "추가 질문은 '추가 질문'에서 정합니다."}),
        ("개인정보", {"fields": ["participation_basis", "offers_promotion", "promotion_months"],
                  "description": "보유 기간, 문의처, 보호책임자는 '대회'에서, 수탁자는 '수탁자'에서 정합니다. "
                                 "바꾸면 동의문의 다음 판이 저절로 만들어집니다."}),
        ("행사 전 안내", {"fields": [("reminder", "reminder_at")]}),
        ("온라인", {"fields": ["stream_url", "stream_opens_at"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: RegistrationSettings | None = None) -> bool:
        """Keep what registrations rest on."""
        return False

    def save_model(self, request: HttpRequest, obj: RegistrationSettings, form: Any, change: bool) -> None:
        """Save, then give new places to those who wait, in the same transaction."""
        super().save_model(request, obj, form, change)
        resize(obj)
        for left in standing_of(obj).left:
            if left.over:
                self.message_user(
                    request,
                    f"{left.name}: 정원보다 {left.over}명이 많습니다. 이미 자리를 받은 사람은 그대로입니다.",
                    level="WARNING",
                )

    @admin.display(description="상태")
    def state(self, registration: RegistrationSettings) -> str:
        """Say how it stands."""
        return standing_of(registration).words if registration.pk else "-"

    @admin.display(description="남은 자리")
    def left(self, registration: RegistrationSettings) -> str:
        """Say how many places are left."""
        if not registration.pk:
            return "-"
        return ", ".join(
            f"{left.name} {left.number}/{left.capacity}" for left in standing_of(registration).left
        )

    @admin.display(description="결재용 문서")
    def approval(self, registration: RegistrationSettings) -> str:
        """Lead to the page for the official's approval."""
        if not registration.pk:
            return "-"
        address = reverse("admin:registration_approval", args=[registration.pk])
        return format_html('<a href="{}">동의문·수집 항목·수탁자·보유 기간 한 장(PDF)</a>', address)

    def get_urls(self) -> list[URLPattern]:
        """Add the paper."""
        view = self.admin_site.admin_view(self.approval_view)
        return [path("<int:pk>/approval.pdf", view, name="registration_approval"), *super().get_urls()]

    def approval_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the paper; it holds no personal data."""
        registration = get_object_or_404(self.get_queryset(request).select_related("conference"), pk=pk)
        answer = HttpResponse(approval_pdf(registration), content_type="application/pdf")
        name = f"{registration.conference.short_name} 동의문 결재용.pdf"
        answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
        return answer
