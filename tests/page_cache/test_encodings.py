"""Accept-Encoding and If-None-Match, as RFC 9110 has them."""

import pytest

from pobatt.page_cache.encodings import names, preferred


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, "identity"),
        ("", "identity"),
        ("br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip", "gzip"),
        ("deflate", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0", "identity"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("*;q=0, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("identity", "identity"),
        ("identity;q=0.5, gzip;q=0.2", "identity"),
        ("identity;q=0", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("gzip ; q = 0.3 , br ; q=0.2", "gzip"),
        ("br;q=2", "identity"),
        ("br;q=nan, gzip", "gzip"),
        ("gzip;q=", "identity"),
        (",,;,", "identity"),
        ("br" * 200, "identity"),
    ],
)
def test_the_best_of_what_is_accepted_is_chosen(accepted: str | None, chosen: str) -> None:
    assert preferred(accepted) == chosen


@pytest.mark.parametrize(
    ("tags", "named"),
    [
        ('"a-br"', True),
        ('W/"a-br"', True),
        ('"x", "a-br"', True),
        ('"x",W/"a-br" , "y"', True),
        ("*", True),
        (" * ", True),
        ('"a"', False),
        ("a-br", False),
        ("", False),
        ('"x, a-br"', False),
    ],
)
def test_an_entity_tag_is_found_in_a_list_weak_or_strong(tags: str, named: bool) -> None:
    assert names(tags, '"a-br"') == named
