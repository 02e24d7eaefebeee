"""Rows that are only ever added: PostgreSQL itself refuses to change them, and to delete them before their time."""

from typing import Any

import pgtrigger


def only_added(
    name: str, *, table: str, kept_for: str = "2 years", age_of_row: str = "OLD.at", age_of_table: str = "at"
) -> list[Any]:
    """Return the triggers that let rows of `table` be added, and deleted by the purge once they are `kept_for` old.

    Their age is the one door: it needs no setting that somebody could leave on. `age_of_row` and `age_of_table` are
    SQL for the moment it counts from. A table that is emptied at once (TRUNCATE) must not hold a row younger than that.
    """
    refuse = (
        f"RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', CONSTRAINT = '{name}_is_only_added', "
        f"MESSAGE = '{table}: rows are only ever added, and kept for {kept_for}';"
    )
    young = f"> now() - interval '{kept_for}'"
    return [
        pgtrigger.Trigger(
            name=f"{name}_never_changes", when=pgtrigger.Before, operation=pgtrigger.Update, func=refuse
        ),
        pgtrigger.Trigger(
            name=f"{name}_is_kept",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=f"IF {age_of_row} {young} THEN {refuse} END IF; RETURN OLD;",
        ),
        pgtrigger.Trigger(
            name=f"{name}_is_not_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=f"IF EXISTS (SELECT FROM {table} WHERE {age_of_table} {young}) THEN {refuse} END IF; RETURN NULL;",  # nosec B608
        ),
    ]
