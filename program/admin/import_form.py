"""The form with which a programme file is uploaded."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.core.validators import validate_slug
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from program.importing.days import CHOICES, Outside
from program.importing.files import LARGEST, TOO_LARGE
from program.models import Conference, UploadedProgramme
from program.models.conference import RESERVED

NEW = ""


class BoundedUpload(FileUploadHandler):
    """Throws away what comes after the largest file that is read, so that the browser gets to see the sentence.

    Not with StopUpload: Django then reads the rest by lines, and a line may have 200 MB.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what may come; None ends the way of a chunk."""
        self.received += len(raw_data)
        if self.received > LARGEST:
            self.request.is_too_large = True  # type: ignore[union-attr]
            return None
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def with_bounded_upload(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Bound the upload of a view before anything reads the request; the token is checked right after."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def bounded(request: HttpRequest) -> HttpResponse:
        request.upload_handlers.insert(0, BoundedUpload(request))
        return protected(request)

    return bounded


class ImportForm(forms.Form):
    """A file, and the conference it is for."""

    file = forms.FileField(
        label="프로그램 파일",
        required=False,
        help_text="엑셀(XLSX), CSV, frab schedule.xml, schedule.json, pretalx 목록, YAML. 10 MB까지",
    )
    conference = forms.ChoiceField(label="대회", required=False)
    new_slug = forms.CharField(
        label="새 대회의 주소 이름",
        required=False,
        max_length=40,
        help_text="예: 2023. 대회에서 '새 대회'를 고른 때에만 씁니다.",
    )
    outside = forms.ChoiceField(
        label="대회 기간 밖의 세션", choices=[(choice.value, words) for choice, words in CHOICES.items()],
        initial=Outside.REFUSE.value, required=False,
    )  # fmt: skip

    def __init__(self, request: HttpRequest) -> None:
        is_sent = request.method == "POST"
        super().__init__(
            request.POST if is_sent else None, request.FILES if is_sent else None, label_suffix=""
        )
        self.is_too_large = getattr(request, "is_too_large", False)
        conferences = list(Conference.objects.values_list("slug", "short_name", "is_current"))
        choices = [*((slug, name) for slug, name, _ in conferences), (NEW, "새 대회")]
        current = next((slug for slug, _, is_current in conferences if is_current), NEW)
        asked = request.GET.get("conference", "")
        field = self.fields["conference"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = choices, asked if asked and asked in dict(choices) else current

    def clean_file(self) -> UploadedFile:
        """Say what is wrong with the file as such; what is in it is a matter of the dry run."""
        if self.is_too_large:
            raise ValidationError(TOO_LARGE)
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is None:
            raise ValidationError("파일을 고르세요.")
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a new conference, and refuse one that there is."""
        cleaned = super().clean() or self.cleaned_data
        slug = cleaned.get("new_slug", "")
        if cleaned.get("conference") == NEW and not self.is_too_large and "new_slug" in cleaned:
            try:
                validate_slug(slug)
            except ValidationError:
                self.add_error("new_slug", "영문, 숫자, 붙임표로 된 이름을 쓰세요. 예: 2023")
            if slug in RESERVED:
                self.add_error("new_slug", "사이트의 다른 주소와 겹치는 이름입니다. 예: 2023")
            elif Conference.objects.filter(slug=slug).exists():
                self.add_error("new_slug", f"'{slug}' 대회가 이미 있습니다. 위에서 그 대회를 고르세요.")
        return cleaned

    def keep(self, user_id: int) -> UploadedProgramme:
        """Keep the file until it is loaded or too old."""
        cleaned = self.cleaned_data
        file: UploadedFile = cleaned["file"]
        return UploadedProgramme.objects.create(
            uploaded_by_id=user_id, name=(file.name or "")[-200:], content=file.read(),
            conference_slug=cleaned["conference"] or cleaned["new_slug"],
            makes_conference=cleaned["conference"] == NEW, outside=cleaned["outside"] or Outside.REFUSE.value,
        )  # fmt: skip
