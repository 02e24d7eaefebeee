"""Take a file from the disk, never more of it than is read."""

import codecs
from pathlib import Path

from program.importing.records import LoadingRefused

LARGEST = 10_000_000  # bytes; the schedule of the largest congresses has about 6,000,000
TOO_LARGE = f"파일이 너무 큽니다. {LARGEST // 1_000_000} MB까지 읽습니다."


def content_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises LoadingRefused with one sentence for what cannot be read or is too large."""
    try:
        if path.is_dir():
            raise LoadingRefused(f"{path}: 파일이 아니라 폴더입니다.")
        if path.exists() and not path.is_file():
            raise LoadingRefused(f"{path}: 보통 파일이 아닙니다.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise LoadingRefused(f"{path}: 파일이 없습니다.") from None
    except (OSError, ValueError) as error:
        raise LoadingRefused(
            f"{path}: 파일을 읽을 수 없습니다 ({getattr(error, 'strerror', None) or error})."
        ) from None
    if len(content) > LARGEST:
        raise LoadingRefused(f"{path.name}: {TOO_LARGE}")
    return content


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8. Raises LoadingRefused, naming the line, for one in another encoding."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LoadingRefused(f"{name}: UTF-16으로 저장된 파일입니다. UTF-8로 다시 저장하세요.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LoadingRefused(
            f"{name}: UTF-8이 아닌 글자가 {line}번째 줄에 있습니다. "
            "CP949(EUC-KR)로 저장되었다면 UTF-8로 다시 저장하세요."
        ) from None
