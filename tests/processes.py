"""Do things in several processes at once, each with connections of its own to the database of the test."""

import importlib
from multiprocessing import get_context
from typing import Any

_start: Any = None


def _join(name: str, barrier: Any) -> None:
    """Set Django up in a new process, on the test's database."""
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = name
    globals()["_start"] = barrier


def _turn(module: str, work: str, each: list[Any]) -> list[Any]:
    done = getattr(importlib.import_module(module), work)
    _start.wait(60)
    return [done(*arguments) for arguments in each]


def at_once(module: str, work: str, shares: list[list[Any]]) -> list[list[Any]]:
    """Call a module's function with each of the arguments, one process for each share; return the results by share."""
    from django.db import connection

    context = get_context("spawn")
    arguments = (connection.settings_dict["NAME"], context.Barrier(len(shares)))
    with context.Pool(len(shares), _join, arguments) as pool:
        return pool.starmap(_turn, [(module, work, share) for share in shares], chunksize=1)
