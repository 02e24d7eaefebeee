"""파기 기록 in the admin: to read, and nothing else."""

from django.contrib import admin
from django.http import HttpRequest

from registration.models import Destruction


@admin.register(Destruction)
class DestructionAdmin(admin.ModelAdmin):
    """A list of numbers."""

    list_display = ["at", "what", "because", "counts"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let the purge alone write."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Destruction | None = None) -> bool:
        """Keep it as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Destruction | None = None) -> bool:
        """Keep it."""
        return False
