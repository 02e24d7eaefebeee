"""Bring the records of a file into the working copy of a conference: all of them, or none and every reason why."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import DataError, IntegrityError, connection, transaction

from program.importing.days import Outside, complete, fit_into_days
from program.importing.erased import pass_over_erased
from program.importing.identity import settle
from program.importing.people import Speakers, merged
from program.importing.records import (
    LoadingRefused,
    OrganisationRecord,
    ProgrammeRecords,
    Record,
    SpeakerRecord,
)
from program.importing.report import Report
from program.importing.session_rows import SessionRows
from program.importing.writing import Writer
from program.models import Conference, Organisation, Room, Speaker, Track
from program.refusals import sentence_for

LOADING = 0x706F626C6F6164  # the advisory lock's number: "pobload"; any that nothing else uses
Place = TypeVar("Place", Room, Track)


class WorkingCopyChanged(Exception):
    """The working copy is no longer the one that was expected; nothing was loaded."""


def load(
    records: ProgrammeRecords,
    *,
    slug: str,
    make: bool,
    dry_run: bool = False,
    outside: Outside = Outside.REFUSE,
    expected: int | None = None,
) -> Report:
    """Load into the conference called `slug`; with `make` a missing conference is made.

    `outside` says what becomes of sessions outside the days of a conference that is there. `expected` is the version
    of the working copy that somebody has looked at (-1: there was no such conference); raises WorkingCopyChanged for
    another one.

    A value the file states wins over the working copy's; what the file does not state or mention stays. Loading the
    same records again changes nothing. Raises LoadingRefused with every error; then nothing has been written.
    """
    try:
        with transaction.atomic():
            report = _load(records, slug, make, outside, expected)
            report.is_dry_run = dry_run
            transaction.set_rollback(dry_run)
            return report
    except (IntegrityError, DataError) as error:
        raise LoadingRefused(sentence_for(error)) from error


def _load(records: ProgrammeRecords, slug: str, make: bool, outside: Outside, expected: int | None) -> Report:
    """Write everything, then look at the whole: sessions may pass through each other on their way."""
    report = Report(warnings=list(records.warnings), passed_over=records.passed_over)
    report.form, report.columns = records.form, records.columns
    writer = Writer(report, errors=list(records.errors))
    _take_turns()
    _constraints("DEFERRED")
    found = Conference.objects.locked().filter(slug=slug).first()
    report.version = found.working_version if found else -1
    if expected not in (None, report.version):
        raise WorkingCopyChanged
    conference = _conference(records, found, slug, make, writer)
    report.conference, report.conference_id = str(conference), conference.pk
    settle(records, conference, report.warnings)
    pass_over_erased(records, conference, report.passed_over)
    fit_into_days(records, conference, outside, writer)
    _organisations(conference, records.organisations, writer)
    rooms = _places(Room, conference, conference.rooms.all(), records.rooms, writer)
    tracks = _places(Track, conference, conference.tracks.all(), records.tracks, writer)
    speakers = _speakers(conference, records, writer)
    sessions = SessionRows(conference, rooms, tracks, speakers, writer)
    sessions.write(records.sessions)
    sessions.add_appearances(records.speakers)
    sessions.check()
    if writer.errors:
        raise LoadingRefused(*dict.fromkeys(writer.errors))
    _constraints("IMMEDIATE")
    return report


def _take_turns() -> None:
    """Let one loading at a time through: the second of two that would make a conference finds it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])


def _constraints(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _conference(
    records: ProgrammeRecords, conference: Conference | None, slug: str, make: bool, writer: Writer
) -> Conference:
    """Return the conference, locked by now: whoever changes or publishes the working copy meanwhile waits."""
    record = records.conference
    if conference is None:
        if not make:
            known = ", ".join(Conference.objects.values_list("slug", flat=True)) or "없음"
            raise LoadingRefused(
                f"'{slug}' 대회가 없습니다. 있는 대회: {known}. 새로 만들려면 --new를 쓰세요."
            )
        conference = Conference(slug=slug, is_current=not Conference.objects.current().exists())
        if record.is_derived:
            complete(record, slug, writer.report.warnings)
    elif record.is_derived:
        writer.report.unchanged[str(conference._meta.verbose_name)] += 1
        return conference
    if not writer.write(conference, record):
        raise LoadingRefused(*writer.errors)
    return conference


def _organisations(conference: Conference, records: Sequence[OrganisationRecord], writer: Writer) -> None:
    """Write the organisations; one is known by its role and its name in either language."""
    rows = list(conference.organisations.all())
    for record in records:
        known = (row for row in rows if record.is_about(row.role, row.name_ko, row.name_en))
        row = next(known, None) or Organisation(conference=conference)
        if writer.write(row, record) and row not in rows:
            rows.append(row)


def _places(
    model: type[Place],
    conference: Conference,
    rows: Iterable[Place],
    records: Sequence[Record],
    writer: Writer,
) -> dict[str, Place]:
    """Write the rooms or tracks; return all the conference has, by slug."""
    places = {row.slug: row for row in rows}
    named = writer.names_of(records)
    for record in records:
        is_known = record.slug in places
        if is_known and record.is_derived:
            writer.report.unchanged[str(model._meta.verbose_name)] += 1
            continue
        row = places.setdefault(record.slug, model(conference=conference, slug=record.slug))
        writer.write(row, record)
    if records:
        writer.name_missing(row for slug, row in places.items() if slug not in named)
    return places


def _speakers(conference: Conference, records: ProgrammeRecords, writer: Writer) -> Speakers:
    """Write everybody the file names; return the conference's speakers."""
    mentioned: list[SpeakerRecord] = list(records.speakers)
    for session in records.sessions:
        mentioned += [*(session.speakers or []), *([session.chair] if session.chair else [])]
    people = merged(mentioned, writer.report.warnings)
    writer.names_of([record for record in people if record.slug])
    speakers = Speakers(conference, people)
    written: set[Speaker] = set()
    for record in people:
        row = speakers.row_for(record)
        if record.identity in speakers.absorbed or writer.write(row, record):
            written.add(row)
    if people:
        writer.name_missing(row for row in speakers.rows if row not in written)
    return speakers
