"""Turn HTML and Markdown into plain text: paragraphs and the addresses of links stay, unusual markup is text."""

import re
from html.parser import HTMLParser

PARAGRAPHS = {"p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article", "h1", "h2", "h3", "h4",
              "h5", "h6", "hr"}  # fmt: skip
LINES = {"br", "li", "tr", "dt", "dd"}
INLINE = {"a", "abbr", "b", "strong", "i", "em", "u", "s", "del", "small", "span", "code", "sub", "sup", "img", "td",
          "th", "tbody", "thead", "q", "cite", "mark", "font", "dl", "kbd"}  # fmt: skip
KNOWN = PARAGRAPHS | LINES | INLINE
TAG = rf"/?(?:{'|'.join(sorted(KNOWN))})(?:\s[^<>]*)?/?>"
HTML = re.compile(rf"<{TAG}|&(?:nbsp|amp|lt|gt|quot|#\d+);", re.IGNORECASE)
NO_TAG = re.compile(rf"<(?!{TAG})", re.IGNORECASE)
MARKDOWN = (
    (re.compile(r"!?\[([^\[\]\n]{1,300})\]\((https?://[^\s()]{1,500}|mailto:[^\s()]{1,200})\)"), r"\1 (\2)"),
    (re.compile(r"(?<![\w*])\*\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])__(?=\S)([^_\n]{1,500}?)(?<=\S)__(?![\w_])"), r"\1"),
    (re.compile(r"^#{1,6} +(?=\S)", re.MULTILINE), ""),
    (re.compile(r"^( *)[*+-] +(?=\S)", re.MULTILINE), r"\1• "),
)


def plain(text: str) -> str:
    """Return the text without HTML and Markdown; '<script>' and everything else unusual stays as it is written."""
    if HTML.search(text):
        reader = _Reader()
        reader.feed(NO_TAG.sub("&lt;", text))  # so nothing is left that takes HTMLParser long to understand
        reader.close()
        text = reader.text
    for pattern, words in MARKDOWN:
        text = pattern.sub(words, text)
    return text


class _Reader(HTMLParser):
    """Collects the text of usual HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    @property
    def text(self) -> str:
        """Return what has been read."""
        text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(self.parts))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph or a line, or remember a link's address."""
        stated = dict(attrs)
        if tag in PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in LINES:
            self.parts.append("\n• " if tag == "li" else "\n")
        elif tag == "a":
            self.links.append(stated.get("href") or "")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "img" and (words := stated.get("alt")):
            self.parts.append(words)

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph; write a link's address behind its words."""
        if tag in PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag == "a" and self.links and (address := self.links.pop().strip()):
            if address not in "".join(self.parts[-3:]) and address.startswith(
                ("http://", "https://", "mailto:")
            ):
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.parts.append(data)
