"""Texts of organisers become HTML that can do no harm."""

import pytest
from hypothesis import given, settings, strategies as st

from pobatt.markup import html, is_allowed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**굵게**", "<p><strong>굵게</strong></p>\n"),
        ("# 제목", "<h2>제목</h2>\n"),
        ("## 작은 제목", "<h3>작은 제목</h3>\n"),
        ("한 줄\n다음 줄", "<p>한 줄<br>\n다음 줄</p>\n"),
        ("[누리집](https://example.com)", '<p><a href="https://example.com">누리집</a></p>\n'),
        ("[공지](/notices/)", '<p><a href="/notices/">공지</a></p>\n'),
        ("[메일](mailto:a@example.com)", '<p><a href="mailto:a@example.com">메일</a></p>\n'),
        ("<b>글자</b>", "<p>&lt;b&gt;글자&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>\n"),
        ("![그림](https://example.com/x.png)", '<p>!<a href="https://example.com/x.png">그림</a></p>\n'),
    ],
)
def test_a_text_becomes_html(text: str, expected: str) -> None:
    assert html(text).replace("<br />", "<br>") == expected


def test_a_table_has_headings_and_scrolls_by_itself() -> None:
    table = html("|해|일|\n|-|-|\n|2022|3|")
    assert table.startswith('<div class="table-frame" tabindex="0"><table>')
    assert '<th scope="col">해</th>' in table


def test_headings_stand_below_those_of_the_page() -> None:
    assert html("# 제목", top=3) == "<h3>제목</h3>\n"
    assert html("###### 제목", top=3) == "<h6>제목</h6>\n"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://example.com", True),
        ("/program/", True),
        ("?day=2022-11-03", True),
        ("tel:054-123-4567", True),
        ("JavaScript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" \x01javascript:alert(1)", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_a_link_leads_to_the_web_a_mailbox_a_telephone_or_a_page(address: str, allowed: bool) -> None:
    assert is_allowed(address) is allowed


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>&\"'[]()!#*_`|-~ \n\tjavscript:=on가", max_size=200))
def test_no_text_makes_another_element_than_markdown_has(text: str) -> None:
    import re

    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html(text)))
    known = {
        "p",
        "strong",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "a",
        "code",
        "pre",
        "br",
        "hr",
    }
    assert tags <= known | {"blockquote", "table", "thead", "tbody", "tr", "th", "td", "div", "s"}
    assert not re.search(r"<[^>]*\son\w+\s*=", html(text))
    assert 'href="javascript' not in html(text).lower()
