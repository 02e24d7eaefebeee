"""Show what an uploaded file would do, then do exactly that."""

from dataclasses import dataclass, field

from program.importing.days import Outside
from program.importing.forms import Asked, known_of, read_programme
from program.importing.loading import load
from program.importing.records import ColumnReading, LoadingRefused, ProgrammeRecords
from program.importing.report import Report
from program.models import Conference, UploadedProgramme


@dataclass
class Trial:
    """What came of a dry run: the report, or every error with what has been understood so far."""

    report: Report | None = None
    errors: list[str] = field(default_factory=list)
    columns: list[ColumnReading] = field(default_factory=list)


def try_out(upload: UploadedProgramme) -> Trial:
    """Load everything and take it back."""
    columns: list[ColumnReading] = []
    try:
        records = _records(upload)
        columns = records.columns
        return Trial(_load(upload, records, dry_run=True), columns=columns)
    except LoadingRefused as refusal:
        return Trial(errors=refusal.errors, columns=columns)


def bring_in(upload: UploadedProgramme, expected: int) -> Report:
    """Load the file into the working copy that was looked at; the upload is used up.

    `expected` is its version (`Report.version`). Raises LoadingRefused, or WorkingCopyChanged for another version.
    """
    report = _load(upload, _records(upload), expected=expected)
    upload.delete()
    return report


def _records(upload: UploadedProgramme) -> ProgrammeRecords:
    slug = upload.conference_slug
    starts_on = Conference.objects.filter(slug=slug).values_list("starts_on", flat=True).first()
    return read_programme(bytes(upload.content), upload.name, Asked(slug, known=known_of(starts_on, slug)))


def _load(
    upload: UploadedProgramme,
    records: ProgrammeRecords,
    *,
    dry_run: bool = False,
    expected: int | None = None,
) -> Report:
    return load(
        records, slug=upload.conference_slug, make=upload.makes_conference, dry_run=dry_run,
        outside=Outside(upload.outside), expected=expected,
    )  # fmt: skip
