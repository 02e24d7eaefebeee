"""Pictures that people send in come out repainted, or are refused with a sentence that helps."""

import contextlib
import io
import struct
import subprocess
import sys
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image, ImageCms

from pobatt import pictures
from pobatt.pictures import MAX_BYTES, MIN_SIDE, Picture, PictureRefused, normalise, repaint

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 30), (30, 30, 220), (255, 255, 255)


def painted(width: int = 320, height: int = 320, mode: str = "RGB") -> Image.Image:
    """Return a picture whose left upper quarter is red, the right upper green, and the lower half blue."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def colour_at(picture: Picture, across: float, down: float) -> tuple[int, int, int]:
    """Return the colour in the middle of a cell of 16 pixels: what compression blurs does not matter."""
    shown = opened(picture)
    x, y = int(across * (shown.width - 1)), int(down * (shown.height - 1))
    return shown.crop((x - 8, y - 8, x + 8, y + 8)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


def looks(seen: tuple[int, int, int], like: tuple[int, int, int], tolerance: int = 14) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(seen, like, strict=True))


def refusal(data: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        normalise(data)
    return str(refused.value)


def png(width: int, height: int, rest: bytes = b"") -> bytes:
    """Return a PNG that says it has these sides, whatever follows."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + (rest or chunk(b"IDAT", zlib.compress(b"\0" * 1000)))
        + chunk(b"IEND", b"")
    )


# --- What comes out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_each_accepted_format_comes_out_as_webp(kind: str) -> None:
    picture = normalise(saved(painted(), kind))
    assert (opened(picture).format, opened(picture).mode, opened(picture).size) == ("WEBP", "RGB", (320, 320))
    assert [
        looks(colour_at(picture, *place), like) for place, like in (((0.2, 0.2), RED), ((0.8, 0.2), GREEN))
    ] == [True] * 2


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = saved(painted(1200, 900))
    assert normalise(data) == normalise(data)


def test_a_large_picture_is_reduced_to_the_longest_side() -> None:
    picture = normalise(saved(painted(3000, 1500)), longest_side=600, square=False)
    assert (picture.width, picture.height, opened(picture).size) == (600, 300, (600, 300))


def test_a_small_picture_is_not_enlarged() -> None:
    picture = normalise(saved(painted(200, 240)), square=False)
    assert (picture.width, picture.height) == (200, 240)


def test_a_portrait_is_cut_to_a_square_near_the_top() -> None:
    tall = Image.new("RGB", (400, 900), BLUE)
    tall.paste(RED, (0, 0, 400, 90))  # the fifth of the 500 pixels too many that falls off, but for ten
    picture = normalise(saved(tall, "PNG"))
    assert (picture.width, picture.height) == (400, 400)
    assert looks(colour_at(picture, 0.5, 0.05), BLUE)
    assert looks(colour_at(normalise(saved(tall.crop((0, 0, 400, 480)), "PNG")), 0.5, 0.1), RED)


def test_a_landscape_is_cut_to_a_square_from_the_middle() -> None:
    wide = Image.new("RGB", (900, 400), BLUE)
    wide.paste(RED, (250, 0, 650, 400))
    picture = normalise(saved(wide, "PNG"))
    assert [looks(colour_at(picture, across, 0.5), RED) for across in (0.05, 0.5, 0.95)] == [True, True, True]


def test_the_largest_allowed_picture_fits_into_the_limits_of_its_process() -> None:
    deep = saved(painted(6000, 4000, "RGBA"), "PNG", compress_level=1, icc_profile=srgb_profile())
    assert normalise(deep).width == 800


def test_a_picture_held_sideways_is_turned_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[274] = 6  # the camera was turned: show it rotated by 90 degrees clockwise
    exif[271] = "SECRET-CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 1.0, 8.0), 29: "2022:11:03"})
    data = saved(
        painted(400, 320), exif=exif, comment=b"SECRET-COMMENT", xmp=b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>"
    )
    assert data.count(b"SECRET") >= 2
    picture = normalise(data, square=False)
    assert (picture.width, picture.height) == (320, 400)
    assert looks(colour_at(picture, 0.8, 0.2), RED)
    assert looks(colour_at(picture, 0.8, 0.8), GREEN)
    assert {"exif", "xmp", "icc_profile", "comment"} & set(opened(picture).info) == set()
    assert b"SECRET" not in picture.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_of_a_camera_shows_the_picture_upright(orientation: int) -> None:
    from PIL.Image import Transpose

    as_stored = {
        1: None,
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_90,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[274] = orientation
    stored = painted(400, 320) if as_stored is None else painted(400, 320).transpose(as_stored)
    picture = repaint(saved(stored, exif=exif), longest_side=800, square=False)
    assert (picture.width, picture.height) == (400, 320)
    assert [
        looks(colour_at(picture, *place), like) for place, like in (((0.2, 0.2), RED), ((0.8, 0.2), GREEN))
    ] == [True] * 2


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpegs_of_every_colour_space_come_out_in_rgb(mode: str) -> None:
    picture = normalise(saved(painted(mode=mode), "JPEG", quality=95))
    grey = painted(mode="L").convert("RGB").getpixel((20, 20))
    assert opened(picture).mode == "RGB"
    assert looks(colour_at(picture, 0.2, 0.2), grey if mode == "L" else RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_pngs_of_every_kind_come_out_in_rgb(mode: str) -> None:
    assert opened(normalise(saved(painted(mode=mode), "PNG"))).mode == "RGB"


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    shades = Image.frombytes("I;16", (320, 320), (b"\x00\x40" * 160 + b"\x00\xc0" * 160) * 320)
    picture = normalise(saved(shades, "PNG"))
    assert looks(colour_at(picture, 0.2, 0.5), (64, 64, 64))
    assert looks(colour_at(picture, 0.8, 0.5), (192, 192, 192))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    sign = Image.new("RGBA", (320, 320), (0, 0, 0, 0))
    sign.paste((*RED, 255), (0, 0, 160, 320))
    picture = normalise(saved(sign, kind))
    assert looks(colour_at(picture, 0.2, 0.5), RED)
    assert looks(colour_at(picture, 0.8, 0.5), WHITE)


def test_a_transparent_colour_of_a_palette_becomes_white() -> None:
    sign = Image.new("P", (320, 320), 0)
    sign.putpalette([*BLUE, *RED])
    sign.paste(1, (0, 0, 160, 320))
    picture = normalise(saved(sign, "PNG", transparency=0))
    assert looks(colour_at(picture, 0.2, 0.5), RED)
    assert looks(colour_at(picture, 0.8, 0.5), WHITE)


def test_sixteen_bits_of_grey_with_a_transparent_shade_come_out() -> None:
    shades = Image.frombytes("I;16", (320, 320), (b"\x00\x40" * 160 + b"\x00\xc0" * 160) * 320)
    picture = normalise(saved(shades, "PNG", transparency=0x4000))
    assert looks(colour_at(picture, 0.8, 0.5), (192, 192, 192))


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_colours_are_read_through_the_profile_the_picture_brings() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = normalise(saved(painted(), "PNG"))
    assert normalise(saved(painted(), "PNG", icc_profile=srgb_profile())) == plain
    assert normalise(saved(painted(), "PNG", icc_profile=lab)) == plain  # does not fit, and is passed over
    assert normalise(saved(painted(), "PNG", icc_profile=b"no profile at all")) == plain


def test_colours_of_another_space_are_converted() -> None:
    """Red and green change places in this profile, so they must in the picture."""
    profile = bytearray(srgb_profile())
    count = int.from_bytes(profile[128:132], "big")
    places = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    profile[places[b"rXYZ"] : places[b"rXYZ"] + 4], profile[places[b"gXYZ"] : places[b"gXYZ"] + 4] = (
        b"gXYZ",
        b"rXYZ",
    )
    picture = normalise(saved(painted(), "PNG", icc_profile=bytes(profile)))
    assert looks(colour_at(picture, 0.2, 0.2), (30, 220, 30), tolerance=20)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (320, 320), colour) for colour in (RED, GREEN, BLUE)]
    picture = normalise(saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100))
    assert getattr(opened(picture), "n_frames", 1) == 1
    assert looks(colour_at(picture, 0.5, 0.5), RED)


def test_of_a_phone_s_jpeg_with_several_pictures_the_first_is_kept() -> None:
    data = saved(painted(), "MPO", save_all=True, append_images=[Image.new("RGB", (320, 320), BLUE)])
    assert looks(colour_at(normalise(data), 0.2, 0.2), RED)


def test_nothing_of_a_polyglot_survives() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("SECRET.html", "<script>alert('SECRET')</script>")
    for tail in (archive.getvalue(), b"<script>alert('SECRET')</script>", b"%PDF-1.7 SECRET"):
        picture = normalise(saved(painted()) + tail)
        assert b"SECRET" not in picture.content
        assert b"<script" not in picture.content
        assert picture == normalise(saved(painted()))


# --- What is refused ----------------------------------------------------------------------------------------------


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "파일이 비어 있습니다. 사진 파일을 다시 골라 주세요."


def test_a_file_of_more_than_15_mb_is_refused_unread() -> None:
    assert (
        refusal(b"\xff" * (MAX_BYTES + 1))
        == "파일이 15 MB보다 큽니다. 사진의 가로세로를 줄여 다시 올려 주세요."
    )


@pytest.mark.parametrize(
    "bomb",
    [
        png(60_000, 60_000),
        png(6001, 4000),
        png(2**31 - 1, 2**31 - 1),
        saved(painted(6001, 4000), "JPEG"),
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\xfe\x3f\0\xfe\x3f\0ALPH\0\0\0\0",
    ],
    ids=["60000 x 60000", "a little over", "2**31", "a real one", "webp"],
)
def test_more_than_24_megapixels_are_refused_before_they_take_memory(bomb: bytes) -> None:
    assert refusal(bomb) == pictures.TOO_MANY_PIXELS


def test_too_small_a_picture_is_refused_with_its_size() -> None:
    said = "가로와 세로가 모두 160픽셀 이상인 사진을 올려 주세요."
    assert refusal(saved(painted(1, 1), "PNG")) == f"사진이 너무 작습니다(1×1). {said}"
    assert refusal(saved(painted(2000, MIN_SIDE - 1))) == f"사진이 너무 작습니다(2000×159). {said}"
    assert normalise(saved(painted(MIN_SIDE, MIN_SIDE))).width == MIN_SIDE


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "SVG 그림은",
        ),
        (saved(painted(), "GIF"), "GIF 그림은"),
        (saved(painted(), "TIFF"), "TIFF 그림은"),
        (saved(painted(), "BMP"), "BMP 그림은"),
        (saved(painted(), "PDF"), "PDF 파일은"),
        (saved(painted(), "EPS"), "PostScript 파일은"),
        (saved(painted(), "AVIF"), "AVIF 그림은"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "휴대전화의 HEIC 사진이나 동영상은"),
        (b"PK\x03\x04word/document.xml", "압축 파일이나 문서 파일은"),
    ],
    ids=["svg", "gif", "tiff", "bmp", "pdf", "eps", "avif", "heic", "zip"],
)
def test_other_formats_are_refused_by_name(data: bytes, name: str) -> None:
    assert refusal(data) == f"{name} 받지 않습니다. JPEG, PNG 또는 WebP로 저장해 다시 올려 주세요."


@pytest.mark.parametrize("kind", ["PPM", "ICO", "TGA", "JPEG2000", "PCX"])
def test_formats_that_pillow_knows_but_nobody_needs_are_refused(kind: str) -> None:
    assert (
        refusal(saved(painted(), kind))
        == "사진 파일이 아닙니다. JPEG, PNG 또는 WebP로 저장해 다시 올려 주세요."
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    noise = Image.effect_noise((320, 320), 80).convert("RGB")
    data = saved(noise, kind)
    assert refusal(data[: int(len(data) * share)]) == pictures.BROKEN


def test_a_text_of_a_png_that_grows_without_end_is_refused() -> None:
    content = b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    bomb = (
        struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    )
    assert refusal(png(320, 320, bomb)) == pictures.BROKEN


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBPVP8 "]),
    st.binary(max_size=400),
)
def test_random_bytes_are_refused_with_a_sentence(beginning: bytes, rest: bytes) -> None:
    with pytest.raises(PictureRefused, match=r"올려 주세요\.$"):
        repaint(beginning + rest, longest_side=800, square=True)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_picture_is_refused_or_repainted(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(saved(painted(), kind))
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(PictureRefused):
        picture = repaint(bytes(damaged), longest_side=200, square=True)
        assert opened(picture).size == (picture.width, picture.height)


# --- The process of its own ---------------------------------------------------------------------------------------


def asked_to(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process run this program instead."""
    real = subprocess.run

    def other(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        return real([sys.executable, "-I", "-c", program], **options)

    monkeypatch.setattr(subprocess, "run", other)


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "raise SystemExit(1)",
        "print('10 10'); print('<html>')",
        "pass",
    ],
    ids=["killed", "crashed", "failed", "writes something else", "writes nothing"],
)
def test_the_end_of_the_process_is_a_sentence(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_to(program, monkeypatch)
    assert refusal(saved(painted())) == pictures.UNFINISHED


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_to("import time; time.sleep(60)", monkeypatch)
    monkeypatch.setattr(pictures, "PATIENCE", 0.2)
    assert refusal(saved(painted())) == pictures.UNFINISHED


def test_the_process_has_no_environment_and_little_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    program = f"""
import runpy, os, resource, sys
module = runpy.run_path({pictures.__file__!r})
module["_limit_resources"]()
names = ("AS", "CPU", "NOFILE", "FSIZE", "CORE")
limits = [resource.getrlimit(getattr(resource, "RLIMIT_" + name))[1] for name in names]
sys.stdout.write(repr((limits, "DATABASE_URL" in os.environ, "django" in sys.modules)))
raise SystemExit(3)
"""
    asked_to(program, monkeypatch)
    assert refusal(b"anything") == "([1073741824, 20, 24, 0, 0], False, False)"


def test_a_web_worker_never_loads_pillow() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import pobatt.pictures; print('PIL' in sys.modules)"
    )
    root = str(pictures.Path(pictures.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, root], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
