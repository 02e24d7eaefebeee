"""The short names of sessions in an address that carries stars."""

import re
from base64 import b32encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

CODE = re.compile("[a-z2-7]{8}")
MOST = 100  # sessions in one address, which must fit into a QR code


@lru_cache(maxsize=1024)
def code_of(uid: str) -> str:
    """Return the session's code: eight letters made from its permanent name, so that it outlives titles and slugs."""
    return b32encode(sha256(UUID(uid).bytes).digest()[:5]).decode().lower()


def read(written: str) -> tuple[str, ...]:
    """Return the codes of an address in their canonical order; what cannot be one is left out, as are too many."""
    parts = (part for part in written.lower().split("-") if CODE.fullmatch(part))
    return tuple(sorted([*dict.fromkeys(parts)][:MOST]))


def write(codes: Iterable[str]) -> str:
    """Return codes as they stand in an address."""
    return "-".join(codes)
