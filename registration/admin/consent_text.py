"""The versions of the consent texts in the admin, to read."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join

from registration.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """What was shown is never changed; the next version comes from settings, questions and processors."""

    list_display = ["purpose", "version", "basis", "valid_from", "valid_until", "conference"]
    list_filter = ["conference", "purpose"]
    readonly_fields = ["purpose", "version", "basis", "valid_from", "valid_until", "korean", "english"]
    fields = [*readonly_fields]

    def has_add_permission(self, request: Any) -> bool:
        """Let texts be computed, not written."""
        return False

    def has_change_permission(self, request: Any, obj: ConsentText | None = None) -> bool:
        """Let nobody change what somebody has agreed to."""
        return False

    def has_delete_permission(self, request: Any, obj: ConsentText | None = None) -> bool:
        """Keep every version."""
        return False

    @admin.display(description="글")
    def korean(self, text: ConsentText) -> str:
        """Show the Korean text."""
        return as_list(text.body_ko)

    @admin.display(description="글(영문)")
    def english(self, text: ConsentText) -> str:
        """Show the English text."""
        return as_list(text.body_en)


def as_list(body: dict[str, Any]) -> str:
    """Return the text as HTML."""
    facts = format_html_join(
        "", "<li>{}: {}</li>", ((name, words) for name, words, _important in body["facts"])
    )
    return format_html("<b>{}</b><ul>{}</ul>", body["title"], facts)
