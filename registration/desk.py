"""Who works at the desk with a pass: find a person, and confirm them; nothing here shows how to reach anybody."""

from django.db.models import Q, QuerySet

from pobatt.hangul import folded, pattern
from program.models import Conference
from registration.models import Attendee

MOST = 20  # rows; who finds more is asked for more letters


def find(conference: Conference, asked: str) -> list[Attendee]:
    """Return up to `MOST` + 1 attendees of a conference by name, its first consonants, affiliation or 접수번호."""
    wanted = folded(asked)
    if not wanted:
        return []
    here: QuerySet[Attendee] = Attendee.objects.of(conference)
    either = Q(name__iregex=spaced(wanted)) | Q(affiliation__icontains=asked) | Q(code__icontains=asked)
    if wanted.isdecimal():
        either |= Q(number=int(wanted[:9]))
    return list(here.filter(either).order_by("name", "code")[: MOST + 1])


def spaced(wanted: str) -> str:
    """Return a regular expression in which a lone consonant is any syllable, and spaces count for nothing."""
    return " *".join(pattern(sign) for sign in wanted)
