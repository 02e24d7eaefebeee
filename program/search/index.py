"""Make the search entries of a conference from its latest release, in the transaction that makes or redacts it."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from pobatt.hangul import first_consonants, folded, keystrokes
from program.document import Document
from program.models import Conference, Release, SearchEntry


def reindex(release: Release) -> None:
    """Replace the conference's search entries by those of this release; the caller holds the conference's lock."""
    SearchEntry.objects.filter(conference=release.conference_id).delete()
    SearchEntry.objects.bulk_create(entries_of(release))


def reindex_all() -> None:
    """Make the entries of every conference anew, as a new version of the code may fold texts differently."""
    for conference in Conference.objects.all():
        with transaction.atomic():
            Conference.objects.locked().get(pk=conference.pk)
            if (release := conference.releases.newest_first().first()) is not None:
                reindex(release)


def entries_of(release: Release) -> Iterator[SearchEntry]:
    """Yield an entry for every session and speaker of the release."""
    document = release.document
    speakers = {speaker["uid"]: speaker for speaker in document["speakers"]}
    tracks = {track["slug"]: track for track in document["tracks"]}
    for session in document["sessions"]:
        named = [speakers[uid] for uid in (*session["speakers"], session["chair"]) if uid in speakers]
        track = tracks.get(session["track"])
        yield _entry(
            release,
            SearchEntry.Kind.SESSION,
            session["uid"],
            title=_both(session, "title"),
            people=[text for speaker in named for text in _both(speaker, "name")],
            offices=[text for speaker in named for text in _offices(speaker)],
            text=[*_both(session, "abstract"), *(_both(track, "name") if track else ())],
        )
    for speaker in document["speakers"]:
        yield _entry(
            release,
            SearchEntry.Kind.SPEAKER,
            speaker["uid"],
            title=_both(speaker, "name"),
            people=[],
            offices=_offices(speaker),
            text=_both(speaker, "biography"),
        )


def _entry(release: Release, kind: str, uid: str, **texts: list[str]) -> SearchEntry:
    fields = {name: _lines(folded(text) for text in several) for name, several in texts.items()}
    whole = _lines(fields.values())
    typed = (word for name in ("title", "people", "offices") for text in texts[name] for word in text.split())
    return SearchEntry(
        conference_id=release.conference_id,
        kind=kind,
        uid=uid,
        whole=whole,
        initials=first_consonants(whole),
        keys=" ".join(keystrokes(folded(word)) for word in typed),
        **fields,
    )


def _lines(texts: Iterable[str]) -> str:
    """Put each on a line of its own, so that nothing is found across the end of one and the beginning of the next."""
    return "\n".join(texts)


def _both(row: Document, name: str) -> list[str]:
    return [row[f"{name}_ko"], row[f"{name}_en"]]


def _offices(speaker: Document) -> list[str]:
    return [*_both(speaker, "affiliation"), *_both(speaker, "position")]
