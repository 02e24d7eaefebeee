"""Take a person out of the programme for good: the one exception to 'a release never changes'.

A speaker may ask for it (개인정보 보호법 제36조, the right to erasure); the record, the photo, and the name in
everything that was ever published go. What the person was going to talk about stays, without them.
"""

from typing import Any

import pgtrigger
from django.db import transaction

from program.document import Document
from program.models import Conference, Release, Session, Speaker, StoredFile

IN_PLACE_OF_A_NAME = "○○○"


@transaction.atomic
def withdraw(speaker: Speaker) -> int:
    """Erase the speaker everywhere and return the number of releases they were taken out of."""
    conference = Conference.objects.locked().get(pk=speaker.conference_id)
    names = [name for name in (speaker.name_ko, speaker.name_en) if len(name) > 1]
    photo = speaker.photo_id
    redacted = 0
    with pgtrigger.ignore("program.Release:immutable"):
        for release in conference.releases.select_for_update():
            if _redact(release, str(speaker.uid), names):
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
    for session in conference.sessions.all():
        _redact_session(session, names)
    speaker.delete()
    if (
        photo
        and not Speaker.objects.filter(photo=photo).exists()
        and not Session.objects.filter(slides=photo).exists()
    ):
        StoredFile.objects.filter(digest=photo).delete()
    return redacted


def _redact(release: Release, uid: str, names: list[str]) -> bool:
    """Take the person out of a release; return whether there was anything to take out."""
    before = (release.document, release.changes, release.note_ko, release.note_en)
    release.document = _without_names(_without_person(release.document, uid), names)
    release.changes = _without_names(release.changes, names)
    release.note_ko, release.note_en = _without_names([release.note_ko, release.note_en], names)
    release.accepted_problems = [key for key in release.accepted_problems if uid not in key]
    return before != (release.document, release.changes, release.note_ko, release.note_en)


def _without_person(document: Document, uid: str) -> Document:
    def bare(session: Document) -> Document:
        chair = None if session["chair"] == uid else session["chair"]
        return {
            **session,
            "chair": chair,
            "speakers": [other for other in session["speakers"] if other != uid],
        }

    return {
        **document,
        "speakers": [speaker for speaker in document["speakers"] if speaker["uid"] != uid],
        "sessions": [bare(session) for session in document["sessions"]],
        "gone": [bare(session) for session in document["gone"]],
    }


def _without_names(value: Any, names: list[str]) -> Any:
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, IN_PLACE_OF_A_NAME)
        return value
    if isinstance(value, list):
        return [_without_names(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _without_names(item, names) for key, item in value.items()}
    return value


def _redact_session(session: Session, names: list[str]) -> None:
    texts = ("title_ko", "title_en", "abstract_ko", "abstract_en", "note")
    changed = {name: _without_names(getattr(session, name), names) for name in texts}
    if any(getattr(session, name) != words for name, words in changed.items()):
        Session.objects.filter(pk=session.pk).update(**changed)
