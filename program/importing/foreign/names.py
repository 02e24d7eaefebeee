"""Give every session of a file a name of its own: a permanent key, and a slug that links can use."""

from collections import defaultdict
from typing import Any

from django.utils.text import slugify

from program.importing.records import SessionRecord

LONGEST_SLUG = 60


def without_repetitions(records: list[SessionRecord], warnings: list[str]) -> list[SessionRecord]:
    """Return the records, each once; the second of two that say the same is named."""
    seen: dict[tuple[Any, ...], SessionRecord] = {}
    kept = []
    for record in records:
        fields = record.fields
        what = (record.key, *(fields.get(name) for name in ("title_ko", "title_en", "starts_at", "ends_at")))
        first = seen.setdefault((*what, record.links.get("room")), record)
        if first is record or not (record.key or any(what)):
            kept.append(record)
        else:
            warnings.append(f"{record.label}: {first.label}과(와) 같은 세션이어서 한 번만 읽었습니다.")
    return kept


def give_names(records: list[SessionRecord], warnings: list[str]) -> None:
    """Set `key` and `slug`, and point `parent` from keys to slugs.

    Without an id in the file a session is known by its title, and several of one title ('휴식') by their order in time.
    """
    by_key: dict[str, list[SessionRecord]] = defaultdict(list)
    for record in records:
        by_key[record.key or f"title:{_title(record).casefold()}"].append(record)
    slugs: set[str] = set()
    for key, group in by_key.items():
        is_stated = not key.startswith("title:")
        for number, record in enumerate(group if is_stated else sorted(group, key=_hour), start=1):
            record.key = key if number == 1 else f"{key}#{number}"
            if number > 1 and is_stated:
                warnings.append(
                    f"{record.label}: id '{key}'이(가) {group[0].label}에도 있고 내용이 달라 따로 읽었습니다."
                )
    by_first = {record.key: record for record in records}
    by_slug: dict[str, SessionRecord] = {}
    for record in records:
        record.slug = _free(slugify(record.slug, allow_unicode=True) or _stem(record), slugs)
        by_slug[record.slug] = record
    for record in records:
        wanted = record.links.pop("parent", "")
        around = by_first.get(wanted) or by_slug.get(wanted)
        if wanted and around and around is not record:
            record.links["parent"] = around.slug
        elif wanted:
            warnings.append(f"{record.label}: 이 세션이 속한 세션({wanted})이 파일에 없습니다.")


def _title(record: SessionRecord) -> str:
    return record.fields.get("title_ko") or record.fields.get("title_en") or ""


def _stem(record: SessionRecord) -> str:
    texts = (
        record.fields.get("title_en"),
        record.fields.get("title_ko"),
        record.fields.get("kind") or record.defaults.get("kind"),
    )
    return next((slug for text in texts if (slug := slugify(text or "", allow_unicode=True))), "item")


def _free(stem: str, taken: set[str]) -> str:
    stem = stem[:LONGEST_SLUG].strip("-_") or "item"
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    taken.add(slug)
    return slug


def _hour(record: SessionRecord) -> tuple[bool, str]:
    start = record.fields.get("starts_at")
    return (start is None, start.isoformat() if start else "")
