"""The working copy has a version: every change to it raises `Conference.working_version`, whoever makes it.

A database trigger does so, and thereby takes the lock of the conference's row. That gives publishing two promises: it
reads one state (it locks the same row first, so nobody is halfway through a change), and it can tell whether what an
organiser has reviewed is still what would be published.
"""

from typing import Any

import pgtrigger

CONFERENCE_OF_SESSION = "(SELECT conference_id FROM program_session WHERE id = {row}.session_id)"


def raises_working_version(conference_of: str = "{row}.conference_id") -> list[pgtrigger.Trigger]:
    """Return the triggers that raise the version when a row is added, changed or deleted.

    `conference_of` is the SQL expression for the conference's id, with `{row}` for the row.
    """
    raise_it = "UPDATE program_conference SET working_version = working_version + 1 WHERE id = {};"
    return [
        _trigger("added", pgtrigger.Insert, raise_it.format(conference_of.format(row="NEW"))),
        _trigger(
            "changed",
            pgtrigger.Update,
            raise_it.format(conference_of.format(row="NEW")),
            condition=pgtrigger.AnyChange(),
        ),
        _trigger(
            "deleted",
            pgtrigger.Delete,
            raise_it.format(conference_of.format(row="OLD")),
            when=pgtrigger.Before,
        ),
    ]


def _trigger(
    verb: str, operation: Any, sql: str, *, when: Any = pgtrigger.After, condition: Any = None
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"working_version_{verb}",
        when=when,
        operation=operation,
        condition=condition,
        func=f"{sql} RETURN {'OLD' if operation is pgtrigger.Delete else 'NEW'};",
    )
