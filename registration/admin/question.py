"""The organiser's own questions in the admin."""

from typing import Any

from django.contrib import admin

from registration.models import Question


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    """Saving one makes the next version of the consent text by itself."""

    list_display = ["label_ko", "kind", "is_required", "is_onsite_only", "is_asked", "position"]
    list_filter = ["conference", "is_asked"]
    fieldsets = [
        (None, {"fields": ["conference", "kind", ("label_ko", "label_en"), ("hint_ko", "hint_en")]}),
        ("동의문", {"fields": [("item_ko", "item_en")],
                 "description": "저장하면 동의문의 다음 판이 저절로 만들어집니다."}),
        ("보기", {"fields": [("choices_ko", "choices_en")]}),
        ("묻는 방법", {"fields": ["is_required", "is_onsite_only", "is_asked", "position", "keep_days"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request: Any, obj: Question | None = None) -> bool:
        """Keep a question that somebody has answered; it can be switched off."""
        return super().has_delete_permission(request, obj) and not (obj and obj.answers.exists())
