"""What people are found by: the words of a row as PostgreSQL computes and indexes them."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func

# Hangul by arithmetic, as in pobatt/hangul.py: a syllable is U+AC00 + (first consonant * 21 + vowel) * 28 + last one.
# A name also stands without its first letter, and without two, as Korean surnames have them: '길동' finds '홍길동' by
# the index, '민수' finds '남궁민수'.
CREATE_FUNCTIONS = """
CREATE FUNCTION first_consonants(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
    SELECT coalesce(string_agg(
        CASE WHEN ascii(sign) BETWEEN 44032 AND 55203 THEN chr(4352 + (ascii(sign) - 44032) / 588) ELSE sign END,
        '' ORDER BY place
    ), '') FROM string_to_table($1, NULL) WITH ORDINALITY AS signs (sign, place);
END;
CREATE FUNCTION attendee_words(name text, name_en text, affiliation text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
    SELECT ' ' || names || ' ' || first_consonants(names) || ' ' || lower(name_en) || ' ' ||
        lower(normalize(affiliation, NFKC))
    FROM (SELECT folded || ' ' || substr(folded, 2) || ' ' || substr(folded, 3) AS names
        FROM (SELECT lower(normalize(name, NFKC)) AS folded) AS once) AS thrice;
END;
"""
DROP_FUNCTIONS = "DROP FUNCTION attendee_words(text, text, text); DROP FUNCTION first_consonants(text);"


class AttendeeWords(Func):
    """The words of a row, in one text: small letters, each after a space."""

    function = "attendee_words"
    output_field: Any = models.TextField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*(expressions or (F("name"), F("name_en"), F("affiliation"))), **extra)


def words_index() -> GinIndex:
    """Return the index by which any three letters in a row, and the beginnings of words, are found."""
    return GinIndex(OpClass(AttendeeWords(), name="gin_trgm_ops"), name="attendee_words")
