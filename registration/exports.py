"""Lists that leave the site: asked for, made by PostgreSQL row by row, kept under lock for a day, taken once.

Whatever is made lies encrypted in PostgreSQL until its own asker takes it; what is taken stands in the ledger before
the first byte goes.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from pobatt import encryption, opening_password
from pobatt.dates import moment
from pobatt.pdf import TypesettingFailed
from pobatt.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from registration.downloads import NOTICE, Taker, record
from registration.export_columns import ExportColumn, chosen
from registration.export_presets import BY_NUMBER, CSV, XLSX, Preset, preset_called
from registration.list_questions import Asked, asked_by
from registration.models import Export, ExportPiece
from registration.rosters import TooLong, write_roster

AT_ONCE = 20_000  # rows that a request makes itself; more are a job
KEPT_FOR = timedelta(hours=24)
ROWS_A_TIME = 2_000
PIECE = 512 * 1024  # bytes
ORDERS = {BY_NUMBER: ("number",)}
FALLBACK_ORDER = ("name", "number")


class Order(NamedTuple):
    """What somebody asks for in the form."""

    columns: list[str]
    form: str
    order: str
    reason: str
    reason_text: str
    destroy_by: date
    password: str  # "" for a file that opens without one


@transaction.atomic
def ask_for(asked: Asked, preset: Preset, order: Order, taker: Taker) -> Export:
    """Write down what is to be made, and return it; `make()` makes it."""
    return Export.objects.create(
        user_id=taker.user_id or 0,
        account=taker.account,
        conference=asked.conference,
        expires_at=timezone.now() + KEPT_FOR,
        asked=asked.parameters(),
        preset=preset.key,
        title=f"참가자 명단({preset.title})",
        columns=order.columns,
        form=order.form,
        order=order.order,
        reason=order.reason,
        reason_text=order.reason_text,
        destroy_by=order.destroy_by,
        sealed_password=encryption.encrypted({"password": order.password}) if order.password else "",
        total=preset.attendees(asked).count(),
    )


def make(export: Export, asked: Asked, preset: Preset) -> None:
    """Read the rows, write the file, lock it, and keep it in pieces; what goes wrong is written down.

    A paper that cannot be set is no error of the site's; anything else is raised again.
    """
    Export.objects.filter(pk=export.pk).update(state=Export.State.MAKING)
    try:
        with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as locked:
            codes, titles = write(export, asked, preset, plain)
            _keep(export, _locked(export, plain, locked), codes, titles)
    except Exception as problem:
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED)
        if not isinstance(problem, (TooLong, TypesettingFailed)):
            raise


def write(export: Export, asked: Asked, preset: Preset, file: BinaryIO) -> tuple[list[str], list[str]]:
    """Write everybody to an open file, without a password; return their 접수번호, and the titles of the columns."""
    columns, codes = chosen(asked.conference, export.columns), list[str]()
    rows = _noting(export, codes, rows_of(preset.attendees(asked), columns, export.order))
    here = timezone.now().astimezone(asked.conference.zone)
    title = f"{asked.conference.short_name} {export.title}"
    made = f"출력 {moment(here, 'ko')} · {export.account}"
    sheet = Sheet("참가자 명단", [column.column for column in columns], title, made, NOTICE)
    if export.form == XLSX:
        write_xlsx(file, sheet, rows)
    elif export.form == CSV:
        write_csv(file, sheet.columns, rows)
    else:
        write_roster(file, sheet, rows, here)
    return codes, [column.title for column in columns]


def make_later(key: str) -> None:
    """Make what was asked for, unless it was made or forgotten since."""
    export = Export.objects.select_related("conference").filter(pk=key).first()
    if export is None or export.state not in (Export.State.MAKING, Export.State.FAILED):
        return
    asked, preset = asked_by(export.asked), preset_called(export.preset)
    if asked and preset:
        make(export, asked, preset)


def forget_expired() -> None:
    """Delete files whose day is over, taken or not."""
    Export.objects.expired().delete()


def forget_person(sender: Any, attendee: Any, **kwargs: Any) -> None:
    """Delete files that hold somebody who is erased, and that nobody has taken yet; what is being made is made anew."""
    making = Export.objects.filter(conference=attendee.conference, state=Export.State.MAKING)
    making.update(state=Export.State.FAILED)  # first, since it waits for a file that is just being kept
    Export.objects.with_person(attendee.code).delete()


def take(export: Export, taker: Taker, asked: Asked) -> Iterator[bytes] | None:
    """Give the file to its asker, once: write it down, then yield its bytes; None when there is nothing to take.

    Two presses at once: the row's lock lets one of them through.
    """
    with transaction.atomic():
        mine = Export.objects.of_account(taker.user_id).select_for_update(of=("self",))
        held = mine.filter(pk=export.pk, state=Export.State.READY).first()
        if held is None or is_lost(held):
            return None
        record(
            taker, what=held.title, codes=held.codes, columns=held.titles, reason=held.reason,
            reason_text=held.reason_text, form=held.form.upper(), filters=asked.for_the_ledger(),
            destroy_by=held.destroy_by, has_password=bool(held.sealed_password),
        )  # fmt: skip
        held.state, held.taken_at, held.codes = Export.State.TAKEN, timezone.now(), []
        held.save(update_fields=["state", "taken_at", "codes"])
    return _bytes_of(held)


def is_lost(export: Export) -> bool:
    """Say whether no key of ours opens it any more: a key may be taken away within the day of a file."""
    first = export.pieces.first()
    try:
        password_of(export)
        if first:
            encryption.unsealed(bytes(first.sealed), _place(export, first.number))
    except encryption.Undecipherable:
        return True
    return False


def password_of(export: Export) -> str:
    """Return the opening password, for its asker; "" for a file that opens without one. Raises Undecipherable."""
    return str(encryption.decrypted(export.sealed_password)["password"]) if export.sealed_password else ""


def rows_of(attendees: Any, columns: Sequence[ExportColumn], order: str) -> Iterator[list[Any]]:
    """Yield a row for each attendee: a cell for each column, then the 접수번호; read through a server-side cursor."""
    rows = attendees.order_by(*ORDERS.get(order, FALLBACK_ORDER))
    values = [column.expression for column in columns]
    finish: list[tuple[int, Callable[[Any], Cell]]] = [
        (place, column.finish()) for place, column in enumerate(columns) if column.finish
    ]
    for row in rows.values_list(*values, "code").iterator(chunk_size=ROWS_A_TIME):
        cells = list(row)
        for place, written in finish:
            cells[place] = written(cells[place])
        yield cells


def _noting(export: Export, codes: list[str], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Note who goes by, and how far it is."""
    for row in rows:
        codes.append(row.pop())
        if len(codes) % ROWS_A_TIME == 0 and not connection.in_atomic_block:
            Export.objects.filter(pk=export.pk).update(done=len(codes))
        yield row


def _locked(export: Export, plain: BinaryIO, locked: BinaryIO) -> BinaryIO:
    """Return the file as it leaves: a workbook under its password, anything else in an archive."""
    export.file_name = file_name(export, timezone.now().astimezone(export.conference.zone))
    password = password_of(export)
    if not password:
        plain.seek(0)
        return plain
    export.file_name = opening_password.lock(plain, locked, password, name=export.file_name)
    locked.seek(0)
    return locked


@transaction.atomic
def _keep(export: Export, file: BinaryIO, codes: list[str], titles: list[str]) -> None:
    """Keep the file, unless it was forgotten, or somebody was erased, while it was made."""
    waited_for = Export.objects.select_for_update().filter(pk=export.pk, state=Export.State.MAKING)
    if waited_for.first() is None:
        return
    for number in range(2**31):
        piece = file.read(PIECE)
        if not piece:
            break
        sealed = encryption.sealed(piece, _place(export, number))
        ExportPiece.objects.create(export=export, number=number, sealed=sealed)
    export.size, export.codes, export.titles, export.done = file.tell(), codes, titles, len(codes)
    export.total, export.state = len(codes), Export.State.READY
    export.save(update_fields=["file_name", "size", "codes", "titles", "done", "total", "state"])


def _bytes_of(export: Export) -> Iterator[bytes]:
    """Yield the file piece by piece, and forget each as it goes."""
    try:
        for number, pk in export.pieces.values_list("number", "pk"):
            piece = ExportPiece.objects.get(pk=pk)
            yield encryption.unsealed(bytes(piece.sealed), _place(export, number))
    finally:
        export.pieces.all().delete()


def file_name(export: Export, made_at: datetime) -> str:
    """Return 'POBATT2022_참가자명단_명찰용_20221102_1530.xlsx'."""
    kind = export.title.removeprefix("참가자 명단(").removesuffix(")").replace(" ", "")
    bare = export.conference.short_name.replace(" ", "")
    name = f"{bare}_참가자명단_{kind}_{made_at:%Y%m%d_%H%M}.{export.form}"
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in name)


def _place(export: Export, number: int) -> str:
    """Say which piece of which file it is, so that none can be put in another's place."""
    return f"{export.pk}:{number}"
