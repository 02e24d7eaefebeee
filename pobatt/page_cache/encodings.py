"""Which form of a page a browser wants: Accept-Encoding and If-None-Match (RFC 9110, sections 12.5.3 and 13.1.2)."""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
BEST_FIRST = (BROTLI, GZIP, IDENTITY)
ALIASES = {"x-gzip": GZIP}

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    GZIP: lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    BROTLI: lambda body: brotli.compress(body, quality=5),
}
COMPRESSIBLE = re.compile(r"text/|[^;]*(?:json|xml|javascript)\b")

SHORTEST = 200  # bytes; below, the words about the compression outweigh it

ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def preferred(accepted: str | None) -> str:
    """Return the encoding to answer in, for the text of an Accept-Encoding header or its absence.

    Where everything is refused, identity: an answer nobody asked for is better than none (section 12.5.3).
    """
    if accepted is None or len(accepted) > 200:
        return IDENTITY
    return _preferred(accepted)


@lru_cache(maxsize=256)
def _preferred(accepted: str) -> str:
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weights[ALIASES.get(name, name)] = _weight(parameters)
    others = weights.get("*", 0.0)
    # Identity is acceptable without being named, but whoever names something else likes that better.
    least = others if "*" in weights else 1e-4
    chosen, best = IDENTITY, 0.0
    for name in BEST_FIRST:
        weight = weights.get(name, least if name == IDENTITY else others)
        if weight > best:
            chosen, best = name, weight
    return chosen


def _weight(parameters: list[str]) -> float:
    """Return the q of a part, 1 without one, 0 for what is no number from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            number = value.strip()
            return float(number) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", number) else 0.0
    return 1.0


def compress(response: HttpResponse, accepted: str | None) -> None:
    """Compress an answer for the text of an Accept-Encoding header.

    Only for answers without any secret: beside words of the request, a secret's length would give it away (BREACH).
    """
    if response.streaming or not COMPRESSIBLE.match(response.get("Content-Type", "")):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    encoding = preferred(accepted)
    if encoding == IDENTITY or len(response.content) < SHORTEST:
        return
    response.content = COMPRESS[encoding](response.content)
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(response.content))


def names(tags: str, etag: str) -> bool:
    """Say whether an If-None-Match names the entity tag; weak and strong are the same to it."""
    return tags == etag or tags.strip() == "*" or etag in ENTITY_TAG.findall(tags)
