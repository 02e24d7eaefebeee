"""Keep those away who asked to be erased: a file that still names them does not bring them back.

What is kept of them is a keyed hash of their uid and of each name with its affiliation, which tells nobody who it is.
An organiser who enters the person again by hand lifts it.
"""

from collections.abc import Iterable
from itertools import product

from django.utils.crypto import salted_hmac

from program.models import Conference, ErasedPerson, Speaker

SALT = "program.erasure"


def remember(speaker: Speaker) -> None:
    """Leave the marks of a speaker who is about to be erased."""
    ErasedPerson.objects.bulk_create(
        [ErasedPerson(conference=speaker.conference, mark=mark) for mark in sorted(marks_of(speaker))],
        ignore_conflicts=True,
    )


def lift(speaker: Speaker) -> bool:
    """Forget the marks of somebody whom an organiser has entered again; return whether there were any."""
    deleted, _ = speaker.conference.erased_people.filter(mark__in=marks_of(speaker)).delete()
    return deleted > 0


def erased_marks(conference: Conference) -> set[str]:
    """Return the marks of those who must not come back: not of namesakes who are speakers now."""
    here = {mark for speaker in conference.speakers.prefetch_related("merged") for mark in marks_of(speaker)}
    return set(conference.erased_people.values_list("mark", flat=True)) - here


def marks_of(speaker: Speaker) -> set[str]:
    """Return the marks of a speaker, in hex."""
    others = list(speaker.merged.all()) if speaker.pk else []
    names = [speaker.name_ko, speaker.name_en]
    names += [name for merged in others for name in (merged.name_ko, merged.name_en)]
    affiliations = ("", speaker.affiliation_ko, speaker.affiliation_en)
    found = marks(str(speaker.uid), product(names, affiliations))
    return found.union(*(marks(str(merged.uid), ()) for merged in others))


def marks(uid: str, names: Iterable[tuple[str, str]]) -> set[str]:
    """Return the marks of a uid ('' for none) and of names with affiliations; case and spaces make no difference."""
    said = [" ".join(f"{name}|{affiliation}".casefold().split()) for name, affiliation in names if name]
    return {_mark(text) for text in (uid, *said) if text}


def _mark(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
