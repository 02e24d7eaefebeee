"""Write one record into its row: compare first, check with the model's own rules, keep what was wrong."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from program.importing.records import Record
from program.importing.report import Report
from program.models import Conference, Session

# Links to other rows are set by the loading itself; languages other than the form's two are kept by their code.
NOT_CHECKED = ("conference", "parent", "track", "room", "chair", "photo", "slides", "language")

Change = tuple[Any, Any]  # old and new


class Writer:
    """Writes rows, counts them in `report` and collects `errors`."""

    def __init__(self, report: Report, errors: list[str]) -> None:
        self.report = report
        self.errors = errors

    def names_of(self, records: Iterable[Record]) -> set[str]:
        """Return the slugs of the records; two of the same are an error."""
        named: dict[str, Record] = {}
        for record in records:
            first = named.setdefault(record.slug, record)
            if first is not record and record.slug:
                self.errors.append(
                    record.error("slug", f"'{record.slug}'을(를) {first.label}에서 이미 썼습니다.")
                )
        return set(named)

    def name_missing(self, rows: Iterable[models.Model]) -> None:
        """Tell of rows that the file does not mention."""
        self.report.missing += [f"{row._meta.verbose_name} '{row}'" for row in rows]

    def write(
        self,
        row: models.Model,
        record: Record,
        links: Mapping[str, Any] | None = None,
        besides: Mapping[str, Change] | None = None,
    ) -> bool:
        """Set what the record states and save what differs; say whether the row now stands as the file wants it.

        `links` are other rows by the name of the field; `besides` names changes that the caller writes elsewhere.
        """
        defaults = record.defaults if row._state.adding else {}
        values = {**defaults, **record.fields, **(links or {})}
        before = {name: getattr(row, name) for name in values}
        different = [name for name, value in values.items() if before[name] != value]
        for name in different:
            setattr(row, name, values[name])
        if not self.check(row, record):
            record.is_broken = True
            return False
        is_new = row._state.adding
        if is_new:
            row.save()
        elif different:
            row.save(update_fields=different)
        changes = {_verbose(row, name): (before[name], values[name]) for name in different}
        self._count(row, record, is_new, {**changes, **(besides or {})})
        return True

    def check(self, row: models.Model, record: Record) -> bool:
        """Keep what the model's rules say against the row."""
        if record.is_broken:
            return False
        checked = _by_itself(row)
        try:
            checked.clean_fields(exclude=NOT_CHECKED)
            checked.clean()
        except ValidationError as error:
            self.errors += list(_sentences(error, record))
            return False
        return True

    def _count(self, row: models.Model, record: Record, is_new: bool, changes: Mapping[str, Change]) -> None:
        report, noun = self.report, str(row._meta.verbose_name)
        if is_new:
            report.added[noun] += 1
            report.additions.append(f"{noun} '{row}'")
            return
        (report.changed if changes else report.unchanged)[noun] += 1
        for name, (old, new) in changes.items():
            report.note_change(record.label, name, old, new)


def _by_itself(row: models.Model) -> models.Model:
    """Return the row without what would make it look at others: they may be about to move, too."""
    alone = copy(row)
    if isinstance(alone, Conference):
        # With a key it looks for sessions outside its new days.
        alone.pk = None
    elif isinstance(alone, Session):
        # With a room it looks for who else has it; `clashes` does so once every session is where it will be.
        alone.room = None
    return alone


def _sentences(error: ValidationError, record: Record) -> Iterable[str]:
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in found.items():
        for sentence in sentences:
            yield f"{record.label}: {sentence}" if name == NON_FIELD_ERRORS else record.error(name, sentence)


def _verbose(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))
