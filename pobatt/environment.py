"""Read settings from environment variables and report everything that is wrong with them at once."""

import os
from collections.abc import Callable, Mapping
from typing import TypeVar

Value = TypeVar("Value")


class Environment:
    """Reads variables; collects complaints; `check()` raises them together.

    >>> env = Environment({"PORT": "80"})
    >>> env.read("PORT", int, default=8000)
    80
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables
        self.complaints: list[str] = []

    def read(self, name: str, convert: Callable[[str], Value], *, default: Value) -> Value:
        """Return the converted variable, or the default when it is unset or empty."""
        raw = self.variables.get(name, "").strip()
        if not raw:
            return default
        try:
            return convert(raw)
        except (ValueError, TypeError) as error:
            self.complaints.append(f"{name}: {error}")
            return default

    def require(self, name: str, convert: Callable[[str], Value], *, default: Value) -> Value:
        """Like `read`, but a missing variable is a complaint."""
        if not self.variables.get(name, "").strip():
            self.complaints.append(f"{name}: 값이 필요합니다 (is missing)")
        return self.read(name, convert, default=default)

    def check(self, error: type[Exception]) -> None:
        """Raise `error` with one line per complaint, if there are any."""
        if self.complaints:
            raise error(
                "환경 변수를 고쳐 주세요 / Please mend these variables:\n  " + "\n  ".join(self.complaints)
            )


def flag(raw: str) -> bool:
    """Convert '1', 'true', 'yes', 'on' and their opposites; anything else is a ValueError."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if raw.lower() not in words:
        raise ValueError("1 또는 0이어야 합니다 (must be 1 or 0)")
    return words[raw.lower()]


def contact_address(raw: str) -> str:
    """Accept what RFC 9116 takes for a contact: https:, mailto: or tel:, without spaces."""
    if not raw.startswith(("https://", "mailto:", "tel:")) or raw.split() != [raw]:
        raise ValueError("https://…, mailto:… 또는 tel:…이어야 합니다 (must be https:, mailto: or tel:)")
    return raw


def words(raw: str) -> list[str]:
    """Split a comma-separated list."""
    return [word.strip() for word in raw.split(",") if word.strip()]


def positive(raw: str) -> int:
    """Convert a whole number that is at least 1."""
    number = int(raw)
    if number < 1:
        raise ValueError("1 이상이어야 합니다 (must be at least 1)")
    return number


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a converter that accepts only these words."""

    def convert(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"{', '.join(choices)} 가운데 하나여야 합니다 (must be one of these)")
        return raw

    return convert


def web_address(raw: str) -> str:
    """Convert an absolute http(s) address without a trailing slash."""
    if not raw.startswith(("http://", "https://")) or len(raw.split("//", 1)[1].strip("/")) == 0:
        raise ValueError("http:// 또는 https:// 로 시작하는 주소여야 합니다 (must be a web address)")
    return raw.rstrip("/")
