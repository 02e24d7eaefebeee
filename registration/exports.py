"""Lists that leave the site: asked for, made by PostgreSQL row by row, kept under lock for a day, taken once.

Whatever is made lies encrypted in PostgreSQL until its own asker takes it; what is taken stands in the ledger before
the first byte goes.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from pobatt import opening_password
from pobatt.dates import moment
from pobatt.spreadsheets import Cell, Sheet, write_csv, write_xlsx
from registration.downloads import Taker, record
from registration.export_columns import RUNNING_NUMBER, ExportColumn, chosen
from registration.export_presets import BY_NUMBER, CSV, XLSX, Preset, preset_called
from registration.list_questions import Asked, asked_by
from registration.models import Export, ExportPiece
from registration.rosters import write_roster

AT_ONCE = 20_000  # rows that a request makes itself; more are a job
KEPT_FOR = timedelta(hours=24)
ROWS_A_TIME = 2_000
PIECE = 512 * 1024  # bytes
NONCE = 12  # bytes, of AES-GCM
NOTICE = "개인정보 포함: 목적 외 이용 금지, 이용 후 파기"
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
        sealed_password=_seal(order.password.encode()) if order.password else b"",
        total=preset.attendees(asked).count(),
    )


def make(export: Export, asked: Asked, preset: Preset) -> None:
    """Read the rows, write the file, lock it, and keep it in pieces; what goes wrong is written down and raised."""
    columns = chosen(asked.conference, export.columns)
    made_at = timezone.now().astimezone(asked.conference.zone)
    codes: list[str] = []
    try:
        with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as locked:
            rows = _noting(export, codes, rows_of(preset.attendees(asked), columns, export.order))
            _write(export, plain, columns, rows, made_at)
            file = _locked(export, plain, locked, made_at)
            with transaction.atomic():
                _keep(export, file, codes, [column.title for column in columns], made_at)
    except Exception:
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED)
        raise


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
    """Delete files that hold somebody who is erased, and that nobody has taken yet."""
    Export.objects.with_person(attendee.code).delete()


def take(export: Export, taker: Taker, asked: Asked) -> Iterator[bytes] | None:
    """Give the file to its asker, once: write it down, then yield its bytes; None when there is nothing to take.

    Two presses at once: the row's lock lets one of them through.
    """
    with transaction.atomic():
        mine = Export.objects.of_account(taker.user_id).select_for_update(of=("self",))
        held = mine.filter(pk=export.pk, state=Export.State.READY).first()
        if held is None:
            return None
        record(
            taker, what=held.title, codes=held.codes, columns=held.titles, reason=held.reason,
            reason_text=held.reason_text, form=held.form.upper(), filters=asked.in_words(), destroy_by=held.destroy_by,
            has_password=bool(held.sealed_password),
        )  # fmt: skip
        held.state, held.taken_at, held.codes = Export.State.TAKEN, timezone.now(), []
        held.save(update_fields=["state", "taken_at", "codes"])
    return _bytes_of(held)


def password_of(export: Export) -> str:
    """Return the opening password, for the eyes of its asker."""
    return _open(bytes(export.sealed_password)).decode() if export.sealed_password else ""


def rows_of(attendees: Any, columns: Sequence[ExportColumn], order: str) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each attendee: the 접수번호, then a cell for each column; read through a server-side cursor."""
    fields = ORDERS.get(order, FALLBACK_ORDER)
    number = Window(RowNumber(), order_by=[F(field).asc() for field in fields])
    values = [number if column.key == RUNNING_NUMBER else column.expression for column in columns]
    rows = attendees.order_by(*fields).values_list("code", *values).iterator(chunk_size=ROWS_A_TIME)
    finish: list[tuple[int, Callable[[Any], Cell]]] = [
        (place, column.finish()) for place, column in enumerate(columns, start=1) if column.finish
    ]
    if not finish:
        yield from rows
        return
    for row in rows:
        cells = list(row)
        for place, written in finish:
            cells[place] = written(cells[place])
        yield tuple(cells)


def _noting(export: Export, codes: list[str], rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Note who goes by, and how far it is."""
    for row in rows:
        codes.append(row[0])
        if len(codes) % ROWS_A_TIME == 0 and not connection.in_atomic_block:
            Export.objects.filter(pk=export.pk).update(done=len(codes))
        yield row[1:]


def _write(
    export: Export, plain: BinaryIO, columns: Sequence[ExportColumn], rows: Iterator[Any], made_at: datetime
) -> None:
    title = f"{export.conference.short_name} {export.title}"
    made = f"출력 {moment(made_at, 'ko')} · {export.account}"
    sheet = Sheet("참가자 명단", [column.column for column in columns], title, made, NOTICE)
    if export.form == XLSX:
        write_xlsx(plain, sheet, rows)
    elif export.form == CSV:
        write_csv(plain, sheet.columns, rows)
    else:
        write_roster(plain, sheet, rows, made_at)


def _locked(export: Export, plain: BinaryIO, locked: BinaryIO, made_at: datetime) -> BinaryIO:
    """Return the file as it leaves: a workbook under its password, anything else in an archive under it."""
    export.file_name = file_name(export, made_at)
    password = password_of(export)
    if not password:
        plain.seek(0)
        return plain
    if export.form == XLSX:
        opening_password.lock_workbook(plain, locked, password)
    else:
        opening_password.lock_in_zip(plain, locked, password, name=export.file_name)
        export.file_name = f"{export.file_name.rsplit('.', 1)[0]}.zip"
    locked.seek(0)
    return locked


def _keep(export: Export, file: BinaryIO, codes: list[str], titles: list[str], made_at: datetime) -> None:
    for number in range(2**31):
        piece = file.read(PIECE)
        if not piece:
            break
        ExportPiece.objects.create(export=export, number=number, sealed=_seal(piece, _place(export, number)))
    export.size, export.codes, export.titles, export.done = file.tell(), codes, titles, len(codes)
    export.total, export.state = len(codes), Export.State.READY
    export.save(update_fields=["file_name", "size", "codes", "titles", "done", "total", "state"])


def _bytes_of(export: Export) -> Iterator[bytes]:
    """Yield the file piece by piece, and forget each as it goes."""
    try:
        for number, pk in export.pieces.values_list("number", "pk"):
            piece = ExportPiece.objects.get(pk=pk)
            yield _open(bytes(piece.sealed), _place(export, number))
    finally:
        export.pieces.all().delete()


def file_name(export: Export, made_at: datetime) -> str:
    """Return 'POBATT2022_참가자명단_명찰용_20221102_1530.xlsx'."""
    kind = export.title.removeprefix("참가자 명단(").removesuffix(")").replace(" ", "")
    bare = export.conference.short_name.replace(" ", "")
    name = f"{bare}_참가자명단_{kind}_{made_at:%Y%m%d_%H%M}.{export.form}"
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in name)


# --- Under lock in the database ------------------------------------------------------------------------------------


def _place(export: Export, number: int) -> bytes:
    """Say which piece of which file it is, so that none can be put in another's place."""
    return f"{export.pk}:{number}".encode()


def _seal(plain: bytes, place: bytes = b"") -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _cipher().encrypt(nonce, plain, place)


def _open(sealed: bytes, place: bytes = b"") -> bytes:
    return bytes(_cipher().decrypt(sealed[:NONCE], sealed[NONCE:], place))


def _cipher() -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 6 MiB that only a download needs

    return AESGCM(hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"exports").digest())
