"""Parse JSON that nobody has to trust."""

import json
import re
from typing import Any

from program.importing.records import LoadingRefused

SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_NUMBER = 30  # digits


def parsed(text: str) -> Any:
    """Return what the text holds. Raises LoadingRefused with one sentence for anything that is not JSON (RFC 8259)."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole)
        return _without_surrogates(found) if "\\ud" in text.lower() else found
    except json.JSONDecodeError as error:
        raise LoadingRefused(f"JSON이 아닙니다 ({error.lineno}번째 줄 {error.colno}번째 글자).") from None
    except RecursionError:
        raise LoadingRefused("너무 깊게 겹친 파일입니다.") from None


def _without_surrogates(found: Any) -> Any:
    """Return the same with U+FFFD for every half of a character: no page and no database could hold it."""
    if isinstance(found, str):
        return SURROGATE.sub("\ufffd", found)
    if isinstance(found, list):
        return [_without_surrogates(part) for part in found]
    if isinstance(found, dict):
        return {_without_surrogates(key): _without_surrogates(part) for key, part in found.items()}
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is given twice: one of the two would silently be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key in found if sum(key == other for other, _ in pairs) > 1)
        raise LoadingRefused(f"JSON에 '{twice[:60]}'이(가) 한 곳에 두 번 있습니다.")
    return found


def _no_number(word: str) -> Any:
    raise LoadingRefused(f"JSON에 수가 아닌 {word}이(가) 있습니다.")


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise LoadingRefused("JSON에 너무 큰 수가 있습니다.")
    return int(digits)
