"""Stored pictures in the admin, published or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from program.models import StoredFile


def thumbnail(digest: str | None) -> str:
    """Return HTML that shows a stored picture in small; '' without one."""
    if not digest:
        return ""
    address = reverse("admin:program_picture", args=[digest])
    return format_html('<img src="{}" alt="" height="48">', address)


def picture_view(request: HttpRequest, digest: str) -> HttpResponse:
    """Give a stored picture to organisers."""
    kept = get_object_or_404(StoredFile, digest=digest, content_type="image/webp")
    return HttpResponse(bytes(kept.content), content_type=kept.content_type)
