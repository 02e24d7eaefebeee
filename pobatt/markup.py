"""FLOOR: the texts of organisers, written in Markdown, as HTML that can do no harm.

CommonMark with tables and strikethrough. HTML in a text is shown as text, pictures are not loaded from anywhere, and
a link leads to the web, a mailbox, a telephone or a page of the site, or it stays text.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LONGEST: Final = 20_000  # characters; what a form takes, some ten pages of print
SCHEMES: Final = ("http:", "https:", "mailto:", "tel:")
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
INVISIBLE: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")


class Renderer(RendererHTML):
    """Writes the HTML; `env["top"]` is the level at which the first headings of the text stand."""

    def heading_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """Begin a heading that has its place below those of the page."""
        return f"<{_heading(tokens[index], env)}>"

    def heading_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """End it."""
        return f"</{_heading(tokens[index], env)}>\n"

    def th_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """Say that a heading of a table is about its column."""
        tokens[index].attrSet("scope", "col")
        return self.renderToken(tokens, index, options, env)

    def table_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """Let a wide table scroll by itself; whoever has no mouse must be able to get into it."""
        return '<div class="table-frame" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        """End it."""
        return "</table></div>\n"


class Markdown(MarkdownIt):
    """The parser, with our own list of what a link may be."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  the library's name
        """Say whether a link is one."""
        return is_allowed(url)


def html(text: str, *, top: int = 2) -> SafeString:
    """Return a text as HTML; a heading `#` becomes `h<top>`, `##` one level lower, none below h6."""
    return SafeString(_markdown.render(text, {"top": top}))  # nosec B703


def is_allowed(address: str) -> bool:
    """Say whether a link may lead there: relative, or with one of the schemes above, whatever is hidden inside it."""
    bare = INVISIBLE.sub("", address).lower()
    return bare.startswith(SCHEMES) or not SCHEME.match(bare)


def _heading(token: Token, env: EnvType) -> str:
    return f"h{min(int(token.tag[1]) - 1 + int(env['top']), 6)}"


def _parser() -> MarkdownIt:
    options: dict[str, Any] = {
        "html": False,
        "linkify": False,
        "typographer": False,
        "breaks": True,
        "maxNesting": 20,
    }
    markdown = Markdown("commonmark", options, renderer_cls=Renderer).enable(["table", "strikethrough"])
    markdown.disable(["image", "html_block", "html_inline"])
    return markdown


_markdown = _parser()
