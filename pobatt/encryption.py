"""FLOOR: words that lie encrypted in the database, so that a copy of it alone tells nothing.

The keys are `settings.ENCRYPTION_KEYS`: the first one encrypts, every one of them decrypts. To change a key put the new
one in front, run `manage.py rotate_encryption`, then take the old one away.
"""

import base64
import binascii
import json
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_BYTES = 32


class Undecipherable(Exception):
    """The words were encrypted with a key that is not among ours any more."""


def encrypted(values: dict[str, Any]) -> str:
    """Return the values as one token (Fernet: AES-128-CBC, HMAC-SHA256); the same values never look alike twice."""
    return _fernet().encrypt(json.dumps(values, ensure_ascii=False).encode()).decode()


def decrypted(token: str) -> dict[str, Any]:
    """Return the values of a token. Raises Undecipherable."""
    from cryptography.fernet import InvalidToken

    try:
        values: dict[str, Any] = json.loads(_fernet().decrypt(token.encode()))
    except InvalidToken as error:
        raise Undecipherable from error
    return values


def sealed(piece: bytes, place: str) -> bytes:
    """Return bytes as a token; it opens only as the `place` that it was sealed for, a name without a line break."""
    return _fernet().encrypt(place.encode() + b"\n" + piece)


def unsealed(token: bytes, place: str) -> bytes:
    """Return the bytes of a token. Raises Undecipherable, also for a token that belongs in another place."""
    from cryptography.fernet import InvalidToken

    try:
        written, _, piece = _fernet().decrypt(token).partition(b"\n")
    except InvalidToken as error:
        raise Undecipherable from error
    if written != place.encode():
        raise Undecipherable
    return piece


def rotated(token: str) -> str:
    """Return the token encrypted with the newest key. Raises Undecipherable."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet().rotate(token.encode()).decode()
    except InvalidToken as error:
        raise Undecipherable from error


def new_key() -> str:
    """Return a fresh key: 256 random bits, base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def encryption_keys(raw: str) -> list[str]:
    """Read keys from an environment variable, separated by commas. Raises ValueError."""
    keys = [key.strip() for key in raw.split(",") if key.strip()]
    if not keys or not all(map(_is_key, keys)):
        raise ValueError(
            "32바이트의 URL-safe base64 키가 하나 이상이어야 합니다 (must be keys of 32 bytes in URL-safe base64)"
        )
    return keys


def _is_key(raw: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(raw)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _fernet() -> "MultiFernet":
    return _fernet_of(tuple(settings.ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _fernet_of(keys: tuple[str, ...]) -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # 6 MiB that most workers never need

    return MultiFernet([Fernet(key) for key in keys])
