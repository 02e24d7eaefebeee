"""FLOOR: who changed what and when, kept by triggers (django-pghistory), so that `update()` and SQL are seen, too.

A tracked model has a table of events beside it: the row as it was made, after every change, and before it was deleted.
Events are only ever added: PostgreSQL refuses everything else, but for one declared door, `destroying()`, through which
the purge goes. Who did it comes from the request (`context_of` in registration), by number and never by name.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import pghistory
import pgtrigger
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import Truncator

from pobatt.masking import mask_email, mask_phone

MADE, CHANGED, DELETED = "made", "changed", "deleted"
WORDS = {MADE: "만듦", CHANGED: "바꿈", DELETED: "지움"}
MASKS: dict[str, Callable[[str], str]] = {"phone": mask_phone, "email": mask_email}
DOOR = "pobatt.destroying"
LONGEST = 120  # letters of a value that are shown


def tracked(*, exclude: Sequence[str] = (), personal: Sequence[str] = (), belongs_to: str = "") -> Any:
    """Keep the history of a model, without the fields in `exclude`; those in `personal` are emptied when somebody goes.

    `belongs_to` names the foreign key by which its events are looked up besides.
    """
    meta: dict[str, Any] = {"default_permissions": (), "triggers": _only_added()}
    if belongs_to:
        meta["indexes"] = [models.Index(fields=[belongs_to])]
    return pghistory.track(
        pghistory.InsertEvent(MADE),
        pghistory.UpdateEvent(CHANGED),
        pghistory.DeleteEvent(DELETED),
        exclude=[*exclude],
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # its own documentation says so
        attrs={"personal": tuple(personal)},
        meta=meta,
    )


def _only_added() -> list[Any]:
    refuse = (
        "RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'history_is_only_added', "
        "MESSAGE = 'history is only ever added to';"
    )
    opened = f"IF current_setting('{DOOR}', true) = 'on' THEN RETURN COALESCE(NEW, OLD); END IF;"
    return [
        pgtrigger.Trigger(
            name="history_never_changes",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=f"{opened} {refuse}",
        ),
        pgtrigger.Trigger(
            name="history_is_not_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refuse,
        ),
    ]


@contextmanager
def destroying() -> Iterator[None]:
    """Open the one door through which history may be changed, for the purge and for who asks to be forgotten."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [DOOR])
        yield
        cursor.execute("SELECT set_config(%s, 'off', true)", [DOOR])


def forget(of: str, keys: Sequence[int], *, with_trail: bool) -> int:
    """Empty the personal fields of everything about some rows, or destroy it with its trail; return how many events.

    `of` is the name of the model ("attendee"), `keys` its primary keys: rows of the model itself, and of every tracked
    model that points to it by a field of that name.
    """
    number = 0
    with destroying():
        for model in event_models():
            is_itself = model.pgh_tracked_model._meta.model_name == of
            if not is_itself and of not in {field.name for field in model._meta.fields}:
                continue
            rows = model.objects.filter(**{"pgh_obj_id__in" if is_itself else f"{of}_id__in": keys})
            number += rows.delete()[0] if with_trail else rows.update(**_emptied(model))
    return number


def keys(of: str, **where: Any) -> list[int]:
    """Return the primary keys of the rows of a model that ever were, by fields of their history."""
    itself = next(model for model in event_models() if model.pgh_tracked_model._meta.model_name == of)
    return sorted(set(itself.objects.filter(**where).values_list("pgh_obj_id", flat=True)))


def _emptied(model: Any) -> dict[str, Any]:
    fields = [model._meta.get_field(name) for name in model.personal]
    return {field.name: None if field.null else "" for field in fields} or {
        "pgh_label": models.F("pgh_label")
    }


def event_models() -> list[Any]:
    """Return the tables of events."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and hasattr(model, "personal")
    ]


class Change(NamedTuple):
    """One field: its name for people, and its value before and after, masked as lists mask."""

    field: str
    old: str
    new: str


class By(NamedTuple):
    """Who did it: the number of an account, or of who worked with a pass for one day, or zero."""

    user: int
    holder: int


class Entry(NamedTuple):
    """One event as people read it."""

    at: datetime
    about: str
    what: str
    by: By
    address: str
    changes: list[Change]
    who: str = ""


def nobody(numbers: set[int]) -> dict[int, str]:
    """Know no holder of a pass."""
    return {}


def entries(of: str, key: int, holders: Callable[[set[int]], dict[int, str]] = nobody) -> list[Entry]:
    """Return everything that happened to a row and to what belongs to it, the newest first.

    `of` and `key` are as in `forget`; `holders` names those who work with a pass for one day, by number.
    """
    found: list[Entry] = []
    for model in event_models():
        is_itself = model.pgh_tracked_model._meta.model_name == of
        if is_itself or of in {field.name for field in model._meta.fields}:
            rows = model.objects.filter(**{"pgh_obj_id" if is_itself else f"{of}_id": key})
            found += _entries_of(model, rows.order_by("pgh_obj_id", "pgh_id"))
    found.sort(key=lambda entry: entry.at, reverse=True)
    accounts = _accounts({entry.by.user for entry in found if entry.by.user})
    at_doors = holders({entry.by.holder for entry in found if entry.by.holder})

    def name(by: By) -> str:
        if by.holder:
            return f"{at_doors.get(by.holder, '-')} (하루 QR)"
        return accounts.get(by.user, "지워진 계정") if by.user else "자동 또는 로그인 전"

    return [entry._replace(who=name(entry.by)) for entry in found]


def _entries_of(model: Any, rows: Any) -> Iterator[Entry]:
    tracked_model = model.pgh_tracked_model
    fields = [
        field for field in model._meta.fields if field.name != "id" and not field.name.startswith("pgh_")
    ]
    before: dict[int, Any] = {}
    for row in rows:
        last = before.get(row.pgh_obj_id) if row.pgh_label != MADE else None
        before[row.pgh_obj_id] = row
        changes = [] if row.pgh_label == DELETED else [*_changes(fields, tracked_model, last, row)]
        context = row.pgh_context or {}
        by = By(int(context.get("user") or 0), int(context.get("day_pass") or 0))
        about = str(tracked_model._meta.verbose_name)
        what, address = WORDS[row.pgh_label], str(context.get("address", ""))
        yield Entry(row.pgh_created_at, about, what, by, address, changes)


def _changes(fields: list[Any], tracked_model: Any, last: Any, row: Any) -> Iterator[Change]:
    for field in fields:
        old, new = getattr(last, field.attname, None), getattr(row, field.attname)
        if old != new and not (last is None and new in ("", None, [], False)):
            name = tracked_model._meta.get_field(field.name).verbose_name
            yield Change(str(name), _shown(tracked_model, field, old), _shown(tracked_model, field, new))


def _shown(tracked_model: Any, field: Any, value: Any) -> str:
    if value in (None, "", []):
        return "-"
    if field.is_relation:
        return f"#{value}"
    choices = dict(tracked_model._meta.get_field(field.name).flatchoices)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "예" if value else "아니오"
    if isinstance(value, list):
        return ", ".join(str(choices.get(each, each)) for each in value)
    if field.name in MASKS:
        return MASKS[field.name](value)
    return Truncator(str(choices.get(value, value))).chars(LONGEST)


def _accounts(numbers: set[int]) -> dict[int, str]:
    """Return the names of accounts that were at work; an attendee is named by no more than that."""
    users = User.objects.filter(pk__in=numbers)
    return {user.pk: user.first_name or user.email if user.is_staff else "본인" for user in users}
