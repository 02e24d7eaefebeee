"""Django's sessions in the database, in fewer statements: named in SESSION_ENGINE."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.utils.crypto import get_random_string

KEY_LENGTH = 32  # of 36 signs: 165 bits, so a new key is never taken


class SessionStore(db.SessionStore):
    """What Django asks the table before it writes, and guards by a savepoint, the primary key settles while it does."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._key_in_table: str | None = None  # while the session has another one already
        self._written: tuple[str | None, str] | None = None

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LENGTH, "abcdefghijklmnopqrstuvwxyz0123456789")

    def cycle_key(self) -> None:
        """Give the session another key with the next save, and keep what it holds."""
        if self.session_key is None:
            super().cycle_key()
            return
        self._get_session()  # type: ignore[attr-defined]  # as long as its row can be found
        self._key_in_table = self._key_in_table or self.session_key
        self._session_key = self._get_new_session_key()
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session, under its new key if it got one; what is written already is not written again."""
        if self.session_key is None:
            self.create()
            return
        held = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        state = (self.session_key, repr(held))
        if state == self._written:
            return
        row: Any = self.create_model_instance(held)
        before, self._key_in_table = self._key_in_table, None
        if must_create:
            row.save(force_insert=True)
        elif not self._update(before or self.session_key, row):
            if before is None:
                raise UpdateError
            row.save(force_insert=True)
        self._written = state

    def _update(self, key: str, row: Any) -> int:
        written = {name: getattr(row, name) for name in ("session_key", "session_data", "expire_date")}
        return int(self.model.objects.filter(session_key=key).update(**written))

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session with this key, or this one."""
        keys = [session_key] if session_key else [self.session_key, self._key_in_table]
        self.model.objects.filter(session_key__in=[key for key in keys if key]).delete()
