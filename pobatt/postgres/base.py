"""A Django database engine: PostgreSQL's own, which first makes sure that the embedded server runs.

Under ``pobatt.run`` (POBATT_SUPERVISED=1) the server has an owner, and this engine only connects. Everywhere else,
in ``manage.py`` commands and tests, whoever needs the server starts it and the last one to leave stops it.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from django.db.backends.postgresql import base, client, creation
from django.db.utils import OperationalError

from pobatt.postgres import PostgresUnavailable
from pobatt.postgres.server import Server, server_of


class DatabaseClient(client.DatabaseClient):
    """``manage.py dbshell``, with the psql that comes with the server."""

    connection: DatabaseWrapper

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.settings_dict["HOST"] = self.connection.get_connection_params()["host"]
        DatabaseClient.executable_name = str(self.connection.server.programs() / "psql")
        super().runshell(parameters)


class DatabaseCreation(creation.DatabaseCreation):
    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> Any:
        self.connection.close_pool()  # or tests would go on in the real database, if it has been used before
        return super()._create_test_db(verbosity, autoclobber, keepdb)  # type: ignore[misc]  # not in the stubs


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    creation_class = DatabaseCreation
    _connection_pools: ClassVar[dict[str, Any]] = base.DatabaseWrapper._connection_pools  # type: ignore[attr-defined]

    @property
    def server(self) -> Server:
        return server_of(Path(self.settings_dict["VAR"]))

    def get_connection_params(self) -> dict[str, Any]:
        self._ensure_server()
        return {**super().get_connection_params(), "host": self.server.connection_parameters["host"]}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._ensure_server()
        return super().get_new_connection(conn_params)

    def _ensure_server(self) -> None:
        """Start the server if it is absent. Raises OperationalError with a sentence, as for any absent database."""
        if os.environ.get("POBATT_SUPERVISED") == "1":
            return
        try:
            _use(self.server)
        except PostgresUnavailable as problem:
            raise OperationalError(str(problem)) from problem


_used_by_process: dict[Server, int] = {}


def _use(server: Server) -> None:
    server.join()
    if _used_by_process.get(server) != os.getpid():
        _used_by_process[server] = os.getpid()
        atexit.register(_leave, server)
    server.ensure_running()


def _leave(server: Server) -> None:
    if _used_by_process.get(server) == os.getpid():
        for pool in list(DatabaseWrapper._connection_pools.values()):
            pool.close()
        server.leave()
