"""Upload fields whose file survives an error elsewhere in the form."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from pobatt.pictures import PictureRefused, normalise
from program.attachments import AttachmentRefused, recognise
from program.models import StoredFile

LARGEST_SLIDES = 30 * 1024 * 1024  # bytes
SLIDES = {"pdf", "pptx"}


def picture(upload: UploadedFile) -> StoredFile:
    """Store an uploaded photo, cleaned and re-encoded. Raises ValidationError with the reason for refusing it."""
    return _kept_picture(upload)


def wide(upload: UploadedFile) -> StoredFile:
    """Store an uploaded picture whole, large enough for a page. Raises ValidationError with the reason for refusing."""
    return _kept_picture(upload, longest_side=1440, square=False)


def logo(upload: UploadedFile) -> StoredFile:
    """Store an uploaded logo whole, on white. Raises ValidationError with the reason for refusing it."""
    return _kept_picture(upload, longest_side=640, square=False)


def slides(upload: UploadedFile) -> StoredFile:
    """Store uploaded slides as they are. Raises ValidationError unless they are PDF or PPTX of a bearable size."""
    if (upload.size or 0) > LARGEST_SLIDES:
        raise ValidationError("발표자료는 30 MB까지 올릴 수 있습니다. 더 크면 링크를 쓰세요.")
    upload.seek(0)
    try:
        document = recognise(upload.name or "", upload.read(), accepted=SLIDES, largest=LARGEST_SLIDES)
    except AttachmentRefused as refusal:
        raise ValidationError(str(refusal)) from None
    return StoredFile.keep(document.content, document.content_type)


def _kept_picture(upload: UploadedFile, **shape: Any) -> StoredFile:
    try:
        upload.seek(0)
        clean = normalise(upload.read(), **shape)
    except PictureRefused as refusal:
        raise ValidationError(str(refusal)) from None
    return StoredFile.keep(clean.content, "image/webp", width=clean.width, height=clean.height)


class KeepsUploads(forms.ModelForm):
    """A form with `<name>_upload` fields that store their file at once and remember it in a hidden `<name>_kept`.

    `uploads` maps the model's field to the function that stores its file. A second attempt at the form need not choose
    the file again; `<name>_remove` takes the file away.
    """

    uploads: dict[str, Any] = {}

    def clean(self) -> dict[str, Any] | None:
        """Store what was uploaded."""
        cleaned = super().clean() or self.cleaned_data
        for name, store in self.uploads.items():
            if upload := cleaned.get(f"{name}_upload"):
                try:
                    digest = store(upload).pk
                except ValidationError as refusal:
                    self.add_error(f"{name}_upload", refusal)
                    continue
                cleaned[f"{name}_kept"] = digest
                data: Any = copy(self.data)
                data[self.add_prefix(f"{name}_kept")] = digest
                self.data = data
        return cleaned

    def _post_clean(self) -> None:
        for name in self.uploads:
            if self.cleaned_data.get(f"{name}_remove"):
                setattr(self.instance, name, None)
            elif kept := self.cleaned_data.get(f"{name}_kept"):
                setattr(self.instance, name, StoredFile.objects.filter(pk=kept).first())
        super()._post_clean()  # type: ignore[misc]
