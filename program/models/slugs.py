"""Address names made from titles and names, in any script."""

from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST = 60  # leaves room for a number


def free_slug(taken_in: QuerySet[Any, Any], *wanted: str) -> str:
    """Return a slug of the first text that has one, with a number behind it if it is taken among the rows."""
    stem = next(
        (slug for text in wanted if (slug := slugify(text, allow_unicode=True)[:LONGEST].strip("-_"))), "item"
    )
    for number in count(1):
        slug = stem if number == 1 else f"{stem}-{number}"
        if not taken_in.filter(slug=slug).exists():
            return slug
    raise AssertionError("count() does not end")
