"""'저장하지 않고 미리보기': what a form holds, as the page that visitors would see, and nothing is kept of it."""

from typing import Any
from urllib.parse import unquote

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

from program.models import Conference


class PreviewedAdmin(admin.ModelAdmin):
    """A form with buttons that show its page in either language before it is saved.

    The form is saved as always, the preview's page is rendered from the database, and then the transaction is rolled
    back: so the preview goes through the same checks and the same templates as the real thing.
    """

    change_form_template = "admin/program/previewed_form.html"

    def conference_of(self, obj: Any) -> Conference:
        """Return the conference that an object belongs to."""
        conference: Conference = obj.conference
        return conference

    def preview_address(self, obj: Any) -> str:
        """Return the preview's address of an object's page, in the active language."""
        raise NotImplementedError

    def view_on_site(self, obj: Any) -> str:
        """Lead to the preview of what is saved."""
        return self.preview_address(obj)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Answer after adding."""
        return self._preview(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Answer after changing."""
        return self._preview(request, obj) or super().response_change(request, obj)

    def _preview(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        language = request.POST.get("_preview", "")
        if language not in ("ko", "en"):
            return None
        with translation.override(language):
            address = unquote(self.preview_address(obj))
            request.method, request.path, request.path_info = "GET", address, address
            request.resolver_match = match = resolve(address)
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        transaction.set_rollback(True)
        return response

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the current conference."""
        current = Conference.objects.current().first()
        return {"conference": current.pk if current else None}
