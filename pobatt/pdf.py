"""FLOOR: data in, PDF or picture out, typeset by typst.

What is set is a template (`templates/**/*.typ`), a text of ours; the data reaches it as JSON and is never read as
typst. The work is done in a short-lived process of its own, without environment and with little memory and time, so
that a web worker stays small and outlives whatever happens there. This file is that process's program too (see
`_serve`), and therefore imports nothing of ours; typst is only ever imported there.

The fonts are those that lie here, on every machine: Pretendard GOV, which has all of modern Hangul and 7,138 Hanja. In
place of a letter that it lacks stands a '?', never an empty box; an emoji is left out.
"""

import contextlib
import hashlib
import json
import logging
import struct
import subprocess
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = ROOT / "templates"
FONTS: Final = Path(__file__).resolve().parent / "fonts"

MEMORY: Final = 2 * 1024**3  # bytes of address space; 50 MB are used
CPU_TIME: Final = 20  # seconds
PATIENCE: Final = 30  # seconds by the clock
TIGHTEST: Final = 30  # steps; every template is at its tightest before
MISSING: Final = "?"

logger = logging.getLogger(__name__)


class TypesettingFailed(Exception):
    """Nothing came out; the log says why."""


def pdf(template: str, data: Mapping[str, Any], *, made_at: datetime, pages: int = 0) -> bytes:
    """Return the template (a path below `templates/`) set with the data, as tagged PDF (PDF/UA-1) with its fonts.

    `data` is anything that JSON can say and has `language` ('ko', 'en') and `title`, the document's. The same data and
    `made_at` give the same bytes. With `pages`, the template is set ever tighter (`sys.inputs.tightness`, from 0) until
    it fits on so many. Raises `TypesettingFailed`.
    """
    return _typeset("pdf", template, data, made_at=made_at, pages=pages)


def picture(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the first page of the template as PNG, a pixel for a point. Raises `TypesettingFailed`."""
    return _typeset("png", template, data)


@cache
def fingerprint() -> str:
    """Return a digest of what a document is made with besides its data: templates, colours, signs, fonts, typst."""
    shared = [ROOT / "static/css/tokens.css", TEMPLATES / "partials/signs.html", Path(__file__)]
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted([*TEMPLATES.rglob("*.typ"), *FONTS.glob("*.otf"), *shared]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _typeset(
    form: str, template: str, data: Mapping[str, Any], *, made_at: datetime | None = None, pages: int = 0
) -> bytes:
    moment = int(made_at.timestamp()) if made_at else 0
    command = [sys.executable, "-I", str(Path(__file__).resolve()), form, template, str(moment), str(pages)]
    written = json.dumps(data).encode()
    try:
        done = subprocess.run(  # the arguments are ours, the data is standard input
            command, input=written, capture_output=True, timeout=PATIENCE, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        logger.exception("%s took longer than %d s", template, PATIENCE)
        raise TypesettingFailed from None
    if done.returncode != 0 or not done.stdout.startswith((b"%PDF-", b"\x89PNG")):
        logger.error("%s: %d %s", template, done.returncode, done.stderr.decode(errors="replace")[-2000:])
        raise TypesettingFailed
    return done.stdout


# --- What follows runs in the process of its own ------------------------------------------------------------------


def typeset(form: str, template: str, data: Any, *, moment: int, pages: int, root: str = str(ROOT)) -> bytes:
    """Do the work of `pdf` and `picture`, in this process. Raises what typst raises."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(str(TEMPLATES / template), root=root, font_paths=fonts)
    covered = covered_by(next(FONTS.glob("*.otf")).read_bytes())
    words = json.dumps(_printable(data, covered), ensure_ascii=False)
    if form == "png":
        drawn = compiler.compile(format="png", ppi=72, sys_inputs={"data": words, "tightness": "0"})
        return (drawn[0] if isinstance(drawn, list) else drawn) or b""

    @cache
    def set_at(tightness: int) -> bytes:
        inputs = {"data": words, "tightness": str(tightness)}
        made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=moment)
        return made if isinstance(made, bytes) else b""

    def fits(tightness: int) -> bool:
        set_at(tightness)
        return int(json.loads(compiler.query("<pages>", field="value", one=True))) <= pages

    if not pages or fits(0):
        return set_at(0)
    return set_at(bisect_left(range(TIGHTEST), True, lo=1, hi=TIGHTEST - 1, key=fits))


def covered_by(font: bytes) -> frozenset[int]:
    """Return the code points that an OpenType font has a glyph for, by its table `cmap` of format 12."""
    tables = {
        font[at : at + 4]: struct.unpack(">I", font[at + 8 : at + 12])[0]
        for at in range(12, 12 + 16 * font[5], 16)
    }
    cmap = tables[b"cmap"]
    for number in range(struct.unpack(">H", font[cmap + 2 : cmap + 4])[0]):
        start = cmap + struct.unpack(">I", font[cmap + 8 + 8 * number : cmap + 12 + 8 * number])[0]
        if struct.unpack(">H", font[start : start + 2])[0] == 12:
            groups = struct.unpack(">I", font[start + 12 : start + 16])[0]
            found = struct.iter_unpack(">III", font[start + 16 : start + 16 + 12 * groups])
            return frozenset(point for first, last, _ in found for point in range(first, last + 1))
    raise ValueError("the font has no table of all its characters")


def _printable(value: Any, covered: frozenset[int]) -> Any:
    if isinstance(value, str):
        return "".join(_glyph(letter, covered) for letter in unicodedata.normalize("NFC", value))
    if isinstance(value, list):
        return [_printable(item, covered) for item in value]
    return (
        {name: _printable(item, covered) for name, item in value.items()}
        if isinstance(value, dict)
        else value
    )


def _glyph(letter: str, covered: frozenset[int]) -> str:
    """Return the letter if the font has it; a letter or number that it lacks is marked, anything else left out."""
    if letter == "\n" or (ord(letter) in covered and unicodedata.category(letter) not in ("Cc", "Cf")):
        return letter
    return MISSING if unicodedata.category(letter)[0] in "LN" else " " if letter.isspace() else ""


def _limit_resources() -> None:
    """Give up what typesetting does not need; a system that knows a limit not (macOS) goes without it."""
    import os
    import resource

    os.nice(10)  # pages go first

    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_TIME),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _serve() -> None:
    """Read the data from standard input, write the document; leave with a complaint and a status when that fails."""
    _limit_resources()
    form, template, moment, pages = sys.argv[1:]
    data = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(form, template, data, moment=int(moment), pages=int(pages)))


if __name__ == "__main__":
    _serve()
