"""What the search looks at: the words of the latest release, folded for comparison."""

from functools import reduce
from operator import and_
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Least

from pobatt.hangul import first_consonants, has_lone_consonants, keystrokes, pattern
from program.models.conference import Conference

# Where words are found, best first: a title before a name, an affiliation, an abstract.
FIELDS = ("title", "people", "offices", "text")


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Words for looking things up; `words` are folded (`pobatt.hangul`), so they hold no sign that LIKE knows."""

    def of_edition(self, slug: str) -> Self:
        """Keep what belongs to one conference."""
        return self.filter(conference__slug=slug)

    def matching(self, words: tuple[str, ...]) -> Self:
        """Keep what has every word somewhere; the best first: all of them as written, then each of them in a title."""
        return self.filter(reduce(and_, (_has("whole", word) for word in words))).order_by(
            _place("".join(words)).desc(), _worst(words).desc(), "id"
        )

    def resembling(self, words: tuple[str, ...]) -> Self:
        """Keep what is typed with nearly the same keys, the most alike first."""
        typed = " ".join(keystrokes(word) for word in words)
        return self.filter(keys__trigram_word_similar=typed).order_by(
            TrigramWordSimilarity(typed, "keys").desc(), "id"
        )


class SearchEntry(models.Model):
    """The words of one session or speaker in both languages; made anew with every release (`program.search`)."""

    class Kind(models.TextChoices):
        """What was found."""

        SESSION = "session", "세션"
        SPEAKER = "speaker", "연사"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    uid = models.UUIDField()
    title = models.TextField(help_text="of a session; of a speaker the name")
    people = models.TextField()
    offices = models.TextField(help_text="affiliations and positions")
    text = models.TextField(help_text="abstract, biography, theme")
    whole = models.TextField(help_text="all of these, a line each")
    initials = models.TextField(help_text="the whole with every syllable reduced to its first consonant")
    keys = models.TextField(help_text="title, people and offices as they are typed, word by word")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "검색 항목"
        verbose_name_plural = "검색 항목"
        constraints = [
            models.UniqueConstraint(fields=["conference", "kind", "uid"], name="one_search_entry_each")
        ]
        indexes = [
            GinIndex(name=f"search_by_{name}", fields=[name], opclasses=["gin_trgm_ops"])
            for name in ("whole", "initials", "keys")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


def _has(field: str, word: str) -> Q:
    if not has_lone_consonants(word):
        return Q(**{f"{field}__contains": word})
    near = Q(initials__contains=first_consonants(word))  # this part is what an index can answer
    return near & Q(**{f"{field}__regex": pattern(word)})


def _place(word: str) -> Case:
    """Return how good the field is in which the word is found; 0 for none."""
    places = (
        When(_has(field, word), then=Value(worth)) for worth, field in enumerate(reversed(FIELDS), start=1)
    )
    return Case(*reversed(list(places)), default=Value(0))


def _worst(words: tuple[str, ...]) -> Case | Least:
    places = [_place(word) for word in words]
    return Least(*places) if len(places) > 1 else places[0]
