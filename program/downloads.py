"""Stored files as answers: never as anything but what they are, and under a name that people can read."""

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from program.attachments import kind_of
from program.models import StoredFile

ENDED = {"webp": "WebP"}


def file_answer(request: HttpRequest, kept: StoredFile, *, download: str = "") -> HttpResponse:
    """Answer with a stored file, or that the visitor has it already; `download` is the name it is saved under."""
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{kept.digest}"'
    if download:
        response.headers["Content-Disposition"] = content_disposition_header(True, download)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def facts_of(kept: StoredFile) -> str:
    """Return what a file is and how large, as people read it: 'PDF, 1.2MB'."""
    kind = kind_of(kept.content_type)
    return f"{ENDED.get(kind, kind.upper())}, {filesizeformat(kept.size)}".replace("\xa0", "")


def facts_of_slides(digest: str | None) -> str:
    """Return the facts of a session's slides, '' without any; one query where there are some."""
    kept = StoredFile.objects.defer("content").filter(digest=digest).first() if digest else None
    return facts_of(kept) if kept else ""
