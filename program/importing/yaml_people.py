"""Read the people of a programme file."""

from collections.abc import Iterator, Mapping
from typing import Any

from program.importing.people import is_nobody
from program.importing.records import SpeakerRecord
from program.importing.values import Entry, by_script

TEXTS = ("name", "affiliation", "position")


def person_of(
    entry: Entry, source: str, known: Mapping[str, SpeakerRecord], warnings: list[str]
) -> SpeakerRecord | None:
    """Return the person an entry describes; None for a placeholder ('연사 미정(가상) 1') or a refused entry.

    A person whose name is not agreed on (`name_variants`, `confirmed: false`) is not public until somebody confirms it.
    """
    errors = len(entry.errors)
    fields: dict[str, Any] = {}
    for text in TEXTS:
        fields |= entry.texts(text)
    fields |= entry.texts("biography", lines=True)
    variants = list(_variants(entry))
    name = fields.get("name_ko") or fields.get("name_en")
    if not name and variants:
        name = variants[0][0]
        fields[by_script("name", name)] = name
    slug = entry.text("slug") or entry.text("id") or ""
    if not name:
        if slug in known:
            return known[slug]
        entry.refuse("name_ko", "성명이 없습니다.")
        return None
    if is_nobody(name):
        return None
    notes = [entry.notes(), *(f"다른 표기: {words} ({remark})" for words, remark in variants)]
    is_public = entry.flag("is_public")
    if variants or entry.flag("confirmed") is False:
        is_public = False
        warnings.append(f"{entry.label}: '{name}'은(는) 확인되지 않은 이름이어서 공개하지 않습니다.")
    if is_public is not None:
        fields["is_public"] = is_public
    if note := "\n".join(filter(None, notes)):
        fields["note"] = note
    fields["source"] = (
        entry.sources() if entry.text("source") else "\n".join(filter(None, [source, entry.sources()]))
    )
    return (
        SpeakerRecord(entry.label, slug, fields, keys={"slug": "id"}) if len(entry.errors) == errors else None
    )


def people_of(
    owner: Entry, keys: tuple[str, ...], source: str, known: Mapping[str, SpeakerRecord], warnings: list[str]
) -> tuple[list[SpeakerRecord] | None, int]:
    """Return the people named under the keys of a session, and how many places stand for nobody yet.

    None means that the file does not say who: nothing there, or only placeholders.
    """
    stated = [(key, owner.items(key)) for key in keys]
    contents = [
        (f"{owner.label}.{key}[{n}]", item)
        for key, items in stated
        for n, item in enumerate(items or [], start=1)
    ]
    errors = len(owner.errors)
    people = [
        person_of(_entry(label, item, owner, known), source, known, warnings) for label, item in contents
    ]
    named = [person for person in people if person]
    unnamed = len(people) - len(named) if len(owner.errors) == errors else 0
    says = any(items is not None for _key, items in stated)
    return (named if named or (says and not contents) else None), unnamed


def _entry(label: str, content: Any, owner: Entry, known: Mapping[str, SpeakerRecord]) -> Entry:
    """Accept a mere name, or the id of somebody in the file's list of speakers."""
    if isinstance(content, str):
        content = {"id": content} if content in known else {"name": content}
    return Entry(label, content, owner.errors)


def _variants(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield each spelling of a name with what is known of it."""
    for n, variant in enumerate(entry.items("name_variants") or [], start=1):
        content = variant if isinstance(variant, Mapping) else {"name": variant}
        inner = Entry(f"{entry.label}.name_variants[{n}]", content, entry.errors)
        words = inner.text("value") or inner.text("name") or inner.text("name_ko") or inner.text("name_en")
        if words:
            yield (
                words,
                ", ".join(filter(None, [inner.text("position"), inner.text("source")])) or "출처 없음",
            )
