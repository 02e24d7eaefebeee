"""Take a person out of the programme for good: the one exception to 'a release never changes'.

A speaker may ask for it (개인정보 보호법 제36조, the right to erasure); the record, the photo, and the name in
everything that was ever published go. What the person was going to talk about stays, without them.
"""

from typing import Any

import pgtrigger
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify

from pobatt import renderings
from program.document import Document
from program.erasure import remember
from program.jobs import draw_release
from program.mentions import names_of, pattern
from program.models import Conference, Release, Session, Speaker, StoredFile
from program.release import latest
from program.search import reindex

IN_PLACE_OF_A_NAME = "○○○"
REDACTED = ("title_ko", "title_en", "abstract_ko", "abstract_en", "note", "source")


@transaction.atomic
def withdraw(speaker: Speaker) -> int:
    """Erase the speaker everywhere and return the number of releases they were taken out of."""
    conference = Conference.objects.locked().get(pk=speaker.conference_id)
    names = names_of(speaker)
    uids = {str(speaker.uid), *(str(merged.uid) for merged in speaker.merged.all())}
    photos = {speaker.photo_id} if speaker.photo_id else set()
    redacted = 0
    with pgtrigger.ignore("program.Release:immutable"):
        for release in conference.releases.select_for_update():
            photos |= {row["photo"] for row in release.document["speakers"] if row["uid"] in uids} - {None}
            if _redact(release, uids, names):
                release.redactions += 1
                release.save(
                    update_fields=[
                        "document",
                        "changes",
                        "note_ko",
                        "note_en",
                        "accepted_problems",
                        "redactions",
                    ]
                )
                redacted += 1
    if (public := latest(conference)) is not None:
        reindex(public)
    for session in conference.sessions.all():
        _redact_session(session, names)
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Speaker), object_id=speaker.pk
    )
    entries.update(object_repr=IN_PLACE_OF_A_NAME)
    own = [session.pk for session in speaker.sessions.all() if session.appearances.count() == 1]
    Session.objects.filter(pk__in=own).update(slides=None, slides_url="", slides_consent_on=None)
    remember(speaker)
    speaker.delete()
    _delete_photos(conference, photos)
    return redacted


@transaction.atomic
def withdraw_photo(speaker: Speaker) -> int:
    """Erase the speaker's photos, present and past, and return the number of releases they were taken out of."""
    conference = Conference.objects.locked().get(pk=speaker.conference_id)
    photos = {speaker.photo_id} if speaker.photo_id else set()
    uids = {str(speaker.uid), *(str(merged.uid) for merged in speaker.merged.all())}
    redacted = 0
    with pgtrigger.ignore("program.Release:immutable"):
        for release in conference.releases.select_for_update():
            own = [row for row in release.document["speakers"] if row["uid"] in uids]
            shown = {row["photo"] for row in own} - {None}
            if not shown:
                continue
            photos |= shown
            for row in own:
                row["photo"] = None
            release.redactions += 1
            release.save(update_fields=["document", "redactions"])
            redacted += 1
    Speaker.objects.filter(pk=speaker.pk).update(photo=None)
    _delete_photos(conference, photos)
    return redacted


def _delete_photos(conference: Conference, photos: set[str]) -> None:
    """Delete the files, but for those that another speaker shows, and whatever was drawn of them; draw anew."""
    shared = set(Speaker.objects.filter(photo__in=photos).values_list("photo", flat=True))
    StoredFile.objects.filter(digest__in=photos - shared).delete()
    renderings.forget()
    if (public := latest(conference)) is not None:
        draw_release.defer(release_id=public.pk)


def _redact(release: Release, uids: set[str], names: list[str]) -> bool:
    """Take the person out of a release; return whether there was anything to take out."""
    before = (release.document, release.changes, release.note_ko, release.note_en)
    release.document = _without_names(_without_person(release.document, uids, names), names)
    release.changes = _without_names(release.changes, names)
    release.note_ko, release.note_en = _without_names([release.note_ko, release.note_en], names, text=True)
    release.accepted_problems = [
        key for key in release.accepted_problems if not any(uid in key for uid in uids)
    ]
    return before != (release.document, release.changes, release.note_ko, release.note_en)


def _without_person(document: Document, uids: set[str], names: list[str]) -> Document:
    def bare(session: Document) -> Document:
        if _names_in(session["slug"], names):
            session = {**session, "slug": _neutral_slug(session["uid"])}
        if session["speakers"] and uids.issuperset(session["speakers"]):  # the slides are theirs alone
            session = {**session, "slides": None, "slides_url": ""}
        chair = None if session["chair"] in uids else session["chair"]
        return {
            **session,
            "chair": chair,
            "speakers": [other for other in session["speakers"] if other not in uids],
        }

    return {
        **document,
        "speakers": [speaker for speaker in document["speakers"] if speaker["uid"] not in uids],
        "sessions": [bare(session) for session in document["sessions"]],
        "gone": [bare(session) for session in document["gone"]],
    }


def _without_names(value: Any, names: list[str], *, text: bool = False) -> Any:
    """Replace names in the texts of a document (its `…_ko`, `…_en`, `ko` and `en`), never in addresses or keys."""
    if isinstance(value, str):
        for name in names if text else ():
            value = pattern(name).sub(IN_PLACE_OF_A_NAME, value)
        return value
    if isinstance(value, list):
        return [_without_names(item, names, text=text) for item in value]
    if isinstance(value, dict):
        return {
            key: _without_names(item, names, text=key.endswith(("ko", "en"))) for key, item in value.items()
        }
    return value


def _redact_session(session: Session, names: list[str]) -> None:
    fields = {name: getattr(session, name) for name in REDACTED}
    changed = {name: _without_names(words, names, text=True) for name, words in fields.items()}
    if _names_in(session.slug, names):
        changed["slug"] = _neutral_slug(str(session.uid))
    if changed != fields:
        Session.objects.filter(pk=session.pk).update(**changed)


def _names_in(slug: str, names: list[str]) -> bool:
    """Say whether one of the names is part of an address name."""
    written = filter(None, (slugify(name, allow_unicode=True) for name in names))
    return any(pattern(name).search(slug) for name in written)


def _neutral_slug(uid: str) -> str:
    return f"session-{uid[:8]}"
