"""Files that organisers hand in, for notices and as slides: few kinds, recognised by content and not by name.

A file may not lie: its name must end as its content says. Pictures are repainted (`pobatt.pictures`); documents stay
as they are and are only ever given out as downloads.
"""

import io
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from pobatt.pictures import PictureRefused, normalise
from program.models.notice import Attachment

LARGEST: Final = 20 * 1024 * 1024  # bytes
MOST_MEMBERS: Final = 5_000  # of a document that is an archive; its names alone are read
CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "hwp": "application/x-hwp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "webp": "image/webp",
}
PICTURES: Final = {"jpg", "jpeg", "png", "webp"}
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: HWP 5, and old or encrypted Office files
WORDS: Final = {
    "pdf": "PDF", "hwpx": "HWPX", "hwp": "HWP", "xlsx": "XLSX", "pptx": "PPTX", "webp": "JPEG·PNG·WebP",
}  # fmt: skip

Kind = Attachment.Kind


class AttachmentRefused(ValueError):
    """Says in a Korean sentence why a file is not taken."""


@dataclass(frozen=True)
class Document:
    """A file that is taken: what it is, its bytes (a picture's are new ones), and the name people read."""

    kind: str  # a key of CONTENT_TYPES
    content: bytes
    name: str

    @property
    def content_type(self) -> str:
        """Return the media type."""
        return CONTENT_TYPES[self.kind]


def recognise(
    name: str,
    content: bytes,
    *,
    accepted: Collection[str] = frozenset(Kind.values),
    largest: int = LARGEST,
) -> Document:
    """Return an uploaded file as what it is: one of the `accepted` kinds, of at most `largest` bytes.

    Raises AttachmentRefused with a sentence.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    stem = PurePath(name).stem[:120] or "첨부"
    if not content:
        raise AttachmentRefused(f"'{name}'은(는) 빈 파일입니다.")
    if len(content) > largest:
        raise AttachmentRefused(f"'{name}'은(는) 너무 큽니다. {largest // 1024**2} MB까지 올릴 수 있습니다.")
    if ending in PICTURES and Kind.PICTURE in accepted:
        return _picture(stem, content)
    kind = _kind_of(content)
    if kind is None or kind not in accepted or ending not in accepted:
        words = ", ".join(sorted(WORDS[kind] for kind in accepted))
        raise AttachmentRefused(f"'{name}'은(는) 올릴 수 없는 파일입니다. 받는 파일: {words}")
    if kind != ending:
        raise AttachmentRefused(
            f"'{name}'의 내용은 {WORDS[kind]}인데 이름은 .{ending}로 끝납니다. 원본을 확인해 다시 올리세요."
        )
    return Document(kind, content, f"{stem}.{kind}")


def kind_of(content_type: str) -> str:
    """Return what a stored file is, by the media type under which `recognise` had it stored; '' for any other."""
    return next((kind for kind, kept in CONTENT_TYPES.items() if kept == content_type), "")


def _picture(stem: str, content: bytes) -> Document:
    try:
        clean = normalise(content, longest_side=2400, square=False)
    except PictureRefused as refusal:
        raise AttachmentRefused(str(refusal)) from None
    return Document(Kind.PICTURE, clean.content, f"{stem}.webp")


def _kind_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(COMPOUND):
        if b"HWP Document File" in content:
            return Kind.HWP
        raise AttachmentRefused(
            "옛 형식이거나 암호가 걸린 문서입니다. 암호를 풀고 XLSX나 PDF로 저장해 다시 올리세요."
        )
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    return None


def _kind_of_archive(content: bytes) -> str | None:
    """Look at the names inside; nothing is unpacked but the few bytes in which HWPX says what it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {member.filename: member for member in archive.infolist()[:MOST_MEMBERS]}
            if any(name.lower().endswith("vbaproject.bin") for name in members):
                raise AttachmentRefused(
                    "매크로가 든 문서는 올릴 수 없습니다. 매크로 없이 저장해 다시 올리세요."
                )
            if "xl/workbook.xml" in members:
                return Kind.XLSX
            if "ppt/presentation.xml" in members:
                return "pptx"
            said = members.get("mimetype")
            if (
                said
                and said.file_size < 100
                and archive.open(said).read(100).strip() == b"application/hwp+zip"
            ):
                return Kind.HWPX
    except AttachmentRefused:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise AttachmentRefused(
            "파일을 읽을 수 없습니다. 손상된 것 같습니다. 원본을 다시 저장해 올리세요."
        ) from None
    return None
