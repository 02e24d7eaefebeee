"""변경 이력: who has changed what about one row, in words; a row that is gone still has its history."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from pobatt import history


def history_page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    key: str,
    *,
    entries: Callable[[str, int], list[history.Entry]] = history.entries,
) -> HttpResponse:
    """Return the page of a row's history, for whoever may see the rows of its model."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if not key.isascii() or not key.isdecimal() or len(key) > 18:
        raise Http404
    found = entries(str(model_admin.opts.model_name), int(key))
    row: Any = model_admin.get_queryset(request).filter(pk=key).first()
    if row is None and not found:
        raise Http404
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"변경 이력: {row}" if row else "변경 이력 (지운 것)",
        "opts": model_admin.opts,
        "object": row,
        "entries": found,
    }
    return TemplateResponse(request, "admin/program/history.html", context)
