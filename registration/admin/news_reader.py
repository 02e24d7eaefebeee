"""Who agreed to hear of the next event, in the admin: to read, masked, and to take out by the city."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from pobatt.masking import mask_email, mask_phone
from registration.admin.news_export import take_news_readers
from registration.models import NewsReader

SHOWN = ["masked_email", "masked_phone", "language", "kept_until", "given_at", "conference"]


@admin.register(NewsReader)
class NewsReaderAdmin(admin.ModelAdmin):
    """What is left of registrations whose period is over, until the day that each text named."""

    list_display = [*SHOWN]
    list_filter = ["conference", "language"]
    list_select_related = ["text", "conference"]
    readonly_fields = [*SHOWN]
    fields = [*SHOWN]

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which the list leaves."""
        taking = self.admin_site.admin_view(take_news_readers)
        return [path("export/", taking, name="registration_newsreader_export"), *super().get_urls()]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer no question about what is masked."""
        return not lookup.startswith(("email", "phone")) and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let the purge alone write."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: NewsReader | None = None) -> bool:
        """Keep it as it was agreed to."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: NewsReader | None = None) -> bool:
        """Leave deleting to the person and to the purge."""
        return False

    @admin.display(description="휴대전화")
    def masked_phone(self, reader: NewsReader) -> str:
        """Show the last four digits only."""
        return mask_phone(reader.phone)

    @admin.display(description="이메일")
    def masked_email(self, reader: NewsReader) -> str:
        """Show the beginning only."""
        return mask_email(reader.email)

    @admin.display(description="보유 기한", ordering="text__kept_until")
    def kept_until(self, reader: NewsReader) -> str:
        """Return the last day on which it may be kept."""
        return f"{reader.text.kept_until:%Y-%m-%d}"
