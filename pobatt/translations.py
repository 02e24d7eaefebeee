"""FLOOR: the English of the interface. Korean is written in code and templates and is its own message id.

`python -m pobatt.translations` brings locale/en up to date with what is written: new sentences are added with an empty
English, those that are gone are taken out. All of it without GNU gettext, which a fresh machine lacks.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

Message = tuple[str | tuple[str, ...], str | None]  # the id (singular and plural are a pair), and its context

PACKAGES = ("pobatt", "program", "registration", "visits")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def compile_catalogues(locale: Path) -> list[Path]:
    """Write the `.mo` beside each `.po` below `locale` that is newer than it; return what was written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parts[-3])
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as mo:
            write_mo(mo, catalogue)
        fresh.replace(target)  # whoever reads at this moment reads the old one or the new one
        written.append(target)
    return written


def messages_in_use(root: Path) -> dict[Message, list[str]]:
    """Return every message of our code and templates with the files it stands in, as paths from `root`."""
    messages: dict[Message, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            _note(messages, path.relative_to(root), path.read_text(encoding="utf-8"))
    for path in sorted((root / "templates").rglob("*.*")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What is not a message has become noise that keeps its margins, and Python minds those outside of brackets.
        _note(messages, path.relative_to(root), f"(\n{code}\n)")
    return messages


def _note(messages: dict[Message, list[str]], path: Path, code: str) -> None:
    file = io.BytesIO(code.encode())
    for _line, message, _comments, context in extract("python", file, keywords=KEYWORDS):
        places = messages.setdefault((message, context), [])
        if str(path) not in places:
            places.append(str(path))


def update_catalogue(root: Path) -> list[Message]:
    """Bring locale/en up to date with what is written; return the messages that lack their English."""
    target = root / "locale" / "en" / "LC_MESSAGES" / "django.po"
    known = read_po(io.BytesIO(target.read_bytes() if target.exists() else b""), locale="en")
    english = {(entry.id, entry.context): entry for entry in known if entry.id}
    fresh = Catalog(locale="en", project="POBATT", charset="utf-8", fuzzy=False)
    fresh.mime_headers = known.mime_headers  # with their dates: a file that says the same stays the same
    missing = []
    for (message, context), places in messages_in_use(root).items():
        entry = english.get((message, context))
        text = entry.string if entry else ("" if isinstance(message, str) else ("", ""))
        if not text or not all(text):
            missing.append((message, context))
        fresh.add(message, text, [(place, 0) for place in places], context=context)
    with target.open("wb") as po:
        write_po(po, fresh, width=0, include_lineno=False, omit_header=False)
    return missing


if __name__ == "__main__":
    for message, _context in update_catalogue(Path(__file__).resolve().parent.parent):
        print(message)  # noqa: T201  this is its answer
