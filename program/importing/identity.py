"""Find out which rows of the working copy the records of another program's file are.

A record with a `key` is looked for by its permanent uid, then by its address name, then by its title or name where only
one has it. The uid is the file's own where that is a UUID, so that calendars stay the same; else it is derived from the
key and the conference (RFC 9562, version 5), and so is that of a UUID which another conference has already.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from program.importing.records import ProgrammeRecords, Record, SessionRecord, SpeakerRecord
from program.models import Conference, MergedSpeaker, Room, Session, Speaker, Track

IMPORTED = uuid5(NAMESPACE_URL, "pobatt:imported")
Row = TypeVar("Row", Session, Room, Track)


def settle(records: ProgrammeRecords, conference: Conference, warnings: list[str]) -> None:
    """Give every keyed record the uid and the slug of its row, or free ones, and point the links to them."""
    rooms = _places(records.rooms, list(conference.rooms.all()))
    tracks = _places(records.tracks, list(conference.tracks.all()))
    rows = list(conference.sessions.all())
    _choose_uids(records.sessions, rows, conference, warnings)
    sessions = _sessions([record for record in records.sessions if record.key], rows)
    _people(records, conference, warnings)
    for record in records.sessions:
        for name, renamed in (("room", rooms), ("track", tracks), ("parent", sessions)):
            if name in record.links:
                record.links[name] = renamed.get(record.links[name], record.links[name])


def uid_of(key: str, conference: Conference) -> UUID:
    """Return the uid that is derived from a key."""
    return uuid5(IMPORTED, f"{conference.slug} {key}")


def _choose_uids(
    records: Iterable[SessionRecord | SpeakerRecord],
    rows: Sequence[Session] | Sequence[Speaker],
    conference: Conference,
    warnings: list[str],
) -> None:
    keyed = [record for record in records if record.key]
    own = {uid for record in keyed if (uid := _uuid(record.key))}
    here = {row.uid for row in rows}
    model = Speaker if keyed and isinstance(keyed[0], SpeakerRecord) else Session
    elsewhere = set(
        model.objects.exclude(conference=conference).filter(uid__in=own).values_list("uid", flat=True)
    )
    for record in keyed:
        uid, derived = _uuid(record.key), uid_of(record.key, conference)
        record.uid = (
            derived if uid is None or uid in elsewhere or (derived in here and uid not in here) else uid
        )
    if elsewhere:
        warnings.append(
            f"{model._meta.verbose_name} {len(elsewhere)}건의 고유 번호(guid)는 다른 대회에 이미 있어 새로 지었습니다."
        )


def _sessions(records: list[SessionRecord], rows: list[Session]) -> dict[str, str]:
    """Give the records their slugs; return how the slugs of the file were renamed."""
    found = _matched(records, rows, [
        lambda record: [record.uid] if record.uid else [], lambda record: [record.slug],
        lambda record: [record.fields.get("title_ko"), record.fields.get("title_en")],
    ], [
        lambda row: [row.uid], lambda row: [row.slug], lambda row: [row.title_ko, row.title_en],
    ])  # fmt: skip
    return _renamed(records, found, {row.slug for row in rows})


def _places(records: Sequence[Record], rows: list[Row]) -> dict[str, str]:
    keyed = [record for record in records if record.key]
    stated = [record for record in keyed if record.key != "-"]
    found = _matched(
        keyed, rows, [lambda record: [record.fields.get("name_ko"), record.fields.get("name_en")]],
        [lambda row: [row.name_ko, row.name_en]],
    )  # fmt: skip
    left = [row for row in rows if row not in found.values()]
    open_ones = [record for record in stated if record.slug not in found]
    found |= _matched(open_ones, left, [lambda record: [record.slug]], [lambda row: [row.slug]])
    return _renamed(keyed, found, {row.slug for row in rows})


def _matched(
    records: Sequence[Any],
    rows: Sequence[Any],
    of_record: Sequence[Callable[[Any], list[Any]]],
    of_row: Sequence[Callable[[Any], list[Any]]],
) -> dict[str, Any]:
    """Return the row of each record by the record's slug: one trait after the other, each where only one has it."""
    found: dict[str, Any] = {}
    for trait, same in zip(of_record, of_row, strict=True):
        open_records = [record for record in records if record.slug not in found]
        open_rows = [row for row in rows if row not in found.values()]
        counted = Counter(word for record in open_records for word in _words(trait(record)))
        by_word: dict[str, list[Any]] = {}
        for row in open_rows:
            for word in _words(same(row)):
                by_word.setdefault(word, []).append(row)
        for record in open_records:
            for word in _words(trait(record)):
                meant = [row for row in by_word.get(word, []) if row not in found.values()]
                if counted[word] == 1 and len(by_word.get(word, [])) == 1 and meant:
                    found[record.slug] = meant[0]
                    break
    return found


def _renamed(records: Iterable[Record], found: Mapping[str, Any], taken: set[str]) -> dict[str, str]:
    renamed = {}
    for record in records:
        wanted, number = record.slug, 1
        slug = found[wanted].slug if wanted in found else wanted
        while wanted not in found and slug in taken:
            number += 1
            slug = f"{wanted[: 76 if isinstance(record, SessionRecord) else 36]}-{number}"
        taken.add(slug)
        renamed[wanted] = record.slug = slug
    return renamed


def _people(records: ProgrammeRecords, conference: Conference, warnings: list[str]) -> None:
    """Choose uids, and leave out those who are only a code that nobody here has."""
    rows = list(conference.speakers.all())
    _choose_uids(records.speakers, rows, conference, warnings)
    merged = MergedSpeaker.objects.filter(into__conference=conference).values_list("uid", flat=True)
    here = {row.uid for row in rows} | set(merged)
    strangers = {
        record.identity
        for record in records.speakers
        if record.key and not record.name and record.uid not in here
    }
    if not strangers:
        return
    records.speakers = [record for record in records.speakers if record.identity not in strangers]
    for session in records.sessions:
        if missing := [person for person in session.speakers or [] if person.identity in strangers]:
            session.speakers = [
                person for person in session.speakers or [] if person.identity not in strangers
            ]
            codes = ", ".join(person.key.partition(":")[2] or person.key for person in missing)
            warnings.append(
                f"{session.label}: 연사 {codes}의 이름을 아직 모릅니다. 연사 목록을 가져오면 이어집니다."
            )
        if session.chair and session.chair.identity in strangers:
            session.chair = None


def _words(values: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(" ".join(str(value).split()).casefold() for value in values if value))


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key) if len(key) in (32, 36) else None
    except ValueError:
        return None
