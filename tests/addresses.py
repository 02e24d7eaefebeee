"""Every address of the site, with something in the place of its arguments."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, resolve

EXAMPLES = {
    "int": "1",
    "uuid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "digest": "a" * 64,
    "mark": "a" * 16,
    "path": "1",
    "slug": "2022",
    "uslug": "materials",
    "str": "1",
}
WRITTEN = {  # addresses that are regular expressions
    r"accounts/^(?:signup|email|password/reset|password/set|confirm-email|inactive)\b": "accounts/signup/",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "accounts/confirm-email/x/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "accounts/password/reset/key/1-x/",
    r"admin/(?P<url>.*)$": "admin/nowhere/",
}


def walk(resolver: URLResolver, names: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name in the matrix and the route of every pattern, below whatever namespace."""
    for entry in resolver.url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, names + (f"{entry.namespace}:" if entry.namespace else ""), whole)
        else:
            assert isinstance(entry, URLPattern)
            yield (names + entry.name if entry.name else whole), whole


def path_of(route: str) -> str:
    """Return an address that the route leads to."""
    if route in WRITTEN:
        return "/" + WRITTEN[route]
    if route.startswith("admin/^(?P<app_label>"):
        return "/admin/registration/"
    path = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: EXAMPLES[match.group(1) or "str"], route)
    assert resolve(path)
    return path
