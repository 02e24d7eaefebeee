"""접속 기록 in the admin: to read, and nothing else."""

from django.contrib import admin
from django.http import HttpRequest

from registration.models import LoginRecord


@admin.register(LoginRecord)
class LoginRecordAdmin(admin.ModelAdmin):
    """Who came in, who went, who could not."""

    list_display = ["at", "event", "account", "address"]
    list_filter = ["event"]
    search_fields = ["account"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let logins alone write."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: LoginRecord | None = None) -> bool:
        """Keep it as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LoginRecord | None = None) -> bool:
        """Keep it."""
        return False
