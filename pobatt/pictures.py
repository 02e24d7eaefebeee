"""FLOOR: pictures that people send in, repainted: what comes out shows the same and shares no byte with what came in.

A 12-megapixel photo needs some 250 MiB for a moment, and decoders of pictures have a history of holes. Both stay out of
the web worker: the work is done in a process of its own, which has no environment, little memory, no files and little
time, and whose death is a sentence. This file is that process's program too (see `_serve`), and therefore imports
nothing of ours; Pillow is only ever imported there.
"""

import contextlib
import io
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 24_000_000
MIN_SIDE: Final = 160  # pixels; the smallest cell a face is shown in, on a screen of ordinary density
MIN_HEIGHT: Final = 32  # pixels of either side of what is not cut to a square: logos are long and flat
QUALITY: Final = 82  # of 100; the point from which faces no longer show blocks

MEMORY: Final = 1024**3  # bytes of address space: 24 megapixels in 32 bits, four times over, and libraries
CPU_TIME: Final = 20  # seconds
PATIENCE: Final = 30  # seconds by the clock
OPEN_FILES: Final = 24

REFUSED: Final = 3  # exit status of the process when its output is a sentence

PLEASE_CONVERT = "JPEG, PNG 또는 WebP로 저장해 다시 올려 주세요."
BROKEN = "사진을 읽을 수 없습니다. 파일이 손상된 것 같습니다. 원본을 다시 저장해 올려 주세요."
UNFINISHED = "사진을 처리하지 못했습니다. 가로세로를 2,000픽셀쯤으로 줄여 JPEG로 저장해 다시 올려 주세요."
TOO_MANY_PIXELS = "사진이 너무 큽니다(2,400만 화소까지). 가로세로를 줄여 다시 올려 주세요."

# What people send by mistake, by its first bytes, so that the answer can name it.
OTHER_FORMATS: Final = (
    (0, b"GIF8", "GIF 그림은"),
    (0, b"II*\0", "TIFF 그림은"),
    (0, b"MM\0*", "TIFF 그림은"),
    (0, b"BM", "BMP 그림은"),
    (0, b"%PDF", "PDF 파일은"),
    (0, b"%!PS", "PostScript 파일은"),
    (0, b"PK\x03\x04", "압축 파일이나 문서 파일은"),
    (4, b"ftypavi", "AVIF 그림은"),
    (4, b"ftyp", "휴대전화의 HEIC 사진이나 동영상은"),
)

logger = logging.getLogger(__name__)


class PictureRefused(ValueError):
    """Says in a Korean sentence what is wrong with the picture and what to do."""


@dataclass(frozen=True)
class Picture:
    """A WebP picture in sRGB without metadata; sides in pixels."""

    content: bytes
    width: int
    height: int

    content_type: ClassVar[str] = "image/webp"


def normalise(data: bytes, *, longest_side: int = 800, square: bool = True) -> Picture:
    """Repaint a JPEG, PNG or WebP picture (of several frames, the first) as a WebP of at most `longest_side` pixels.

    `square` cuts it to a square around the upper middle, where portraits have the face. Nothing is enlarged. The same
    picture gives the same bytes. Raises `PictureRefused`.
    """
    if not data:
        raise PictureRefused("파일이 비어 있습니다. 사진 파일을 다시 골라 주세요.")
    if len(data) > MAX_BYTES:
        raise PictureRefused("파일이 15 MB보다 큽니다. 사진의 가로세로를 줄여 다시 올려 주세요.")
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(longest_side), str(int(square))]
    try:
        done = subprocess.run(  # the arguments are ours, the picture is standard input
            command, input=data, capture_output=True, timeout=PATIENCE, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("A picture of %d bytes took longer than %d s", len(data), PATIENCE)
        raise PictureRefused(UNFINISHED) from None
    if done.returncode == REFUSED:
        raise PictureRefused(done.stdout.decode())
    sides, _, content = done.stdout.partition(b"\n")
    if done.returncode != 0 or not (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        complaint = done.stderr.decode(errors="replace")[-500:]
        logger.warning(
            "A picture of %d bytes ended its process: %d %s", len(data), done.returncode, complaint
        )
        raise PictureRefused(UNFINISHED)
    width, height = sides.split()
    return Picture(content, int(width), int(height))


# --- What follows runs in the process of its own ------------------------------------------------------------------


def repaint(data: bytes, *, longest_side: int, square: bool) -> Picture:
    """Do the work of `normalise`, in this process. Raises `PictureRefused` and nothing else that it can help."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _refuse_sides(
                *opened.size, MIN_SIDE if square else MIN_HEIGHT
            )  # before load(), which takes the memory
            # A JPEG can be read at a half, a quarter or an eighth of its sides, in a fraction of the memory.
            opened.draft(None, (2 * longest_side, 2 * longest_side))
            opened.load()
            picture = _in_plain_colours(_upright(opened))
    except PictureRefused:
        raise
    except Image.DecompressionBombError:
        raise PictureRefused(TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise PictureRefused(_not_ours(data)) from None
    except MemoryError:
        raise PictureRefused(UNFINISHED) from None
    except Exception:  # noqa: BLE001  decoders raise OSError, SyntaxError, ValueError, struct.error, IndexError…
        raise PictureRefused(BROKEN) from None
    picture = picture.crop(_portrait(*picture.size) if square else (0, 0, *picture.size))
    scale = min(1.0, longest_side / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    canvas = Image.new("RGB", size)  # a new one, so that nothing is left that the old one carried
    canvas.paste(picture.resize(size, Image.Resampling.LANCZOS))
    kept = io.BytesIO()
    canvas.save(kept, "WEBP", quality=QUALITY, method=6)
    return Picture(kept.getvalue(), *size)


def _refuse_sides(width: int, height: int, least: int) -> None:
    if width * height > MAX_PIXELS:
        raise PictureRefused(TOO_MANY_PIXELS)
    if min(width, height) < least:
        advice = f"가로와 세로가 모두 {least}픽셀 이상인 사진을 올려 주세요."
        raise PictureRefused(f"사진이 너무 작습니다({width}×{height}). {advice}")


def _not_ours(data: bytes) -> str:
    for offset, beginning, name in OTHER_FORMATS:
        if data.startswith(beginning, offset):
            return f"{name} 받지 않습니다. {PLEASE_CONVERT}"
    if b"<svg" in data[:4096].lower():
        return f"SVG 그림은 받지 않습니다. {PLEASE_CONVERT}"
    return f"사진 파일이 아닙니다. {PLEASE_CONVERT}"


def _upright(picture: "Image") -> "Image":
    """Turn the picture as its camera was held (EXIF tag 274)."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    orientation = None
    with contextlib.suppress(Exception):  # an unreadable EXIF is no reason to refuse a readable picture
        orientation = picture.getexif().get(274)
    profile = picture.info.get("icc_profile")
    turned = picture.transpose(turns[orientation]) if orientation in turns else picture
    turned.info["icc_profile"] = profile
    return turned


def _in_plain_colours(picture: "Image") -> "Image":
    """Return the picture in eight-bit sRGB; what is transparent becomes white."""
    from PIL import Image

    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # 16 bits of grey; convert() would cut off what is brighter than 255
        picture = picture.convert("I").point([value >> 8 for value in range(65536)], "L")
    elif picture.mode in {"P", "PA", "1"}:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if picture.mode in {"LA", "RGBA"}:
        picture = picture.convert(picture.mode.removesuffix("A"))
    plain = _in_srgb(picture, profile) if profile else picture.convert("RGB")
    if alpha is None:
        return plain
    paper = Image.new("RGB", plain.size, "white")
    paper.paste(plain, mask=alpha)
    return paper


def _in_srgb(picture: "Image", profile: bytes) -> "Image":
    """Convert the colours from the profile the picture brought; one that cannot be used is passed over."""
    from PIL import ImageCms

    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        if (converted := ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")) is not None:
            return converted
    return picture.convert("RGB")


def _portrait(width: int, height: int) -> tuple[int, int, int, int]:
    """Return the box of the square: in the middle across, a fifth of what is too much off the top."""
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 5
    return left, top, left + side, top + side


def _limit_resources() -> None:
    """Give up what repainting does not need; a system that knows a limit not (macOS) goes without it."""
    import resource

    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_TIME),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _serve() -> int:
    """Read a picture from standard input; write its sides and the WebP, or a sentence and return REFUSED."""
    _limit_resources()
    import warnings

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow warns from here on and refuses from twice as many
    warnings.simplefilter("ignore")
    try:
        picture = repaint(sys.stdin.buffer.read(), longest_side=int(sys.argv[1]), square=sys.argv[2] == "1")
    except PictureRefused as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return REFUSED
    sys.stdout.buffer.write(b"%d %d\n" % (picture.width, picture.height) + picture.content)
    return 0


if __name__ == "__main__":
    sys.exit(_serve())
