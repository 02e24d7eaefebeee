"""Template tags of the programme pages."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pobatt.localized import Text
from program.addresses import program_address
from program.mine.codes import code_of
from program.public import PublicSession
from program.search import Question, passage, pieces

register = template.Library()


@register.simple_tag(takes_context=True)
def program_url(context: Context, name: str, **parts: Any) -> str:
    """Return a page's path in the same edition or preview: `{% program_url "session" slug=session.slug %}`."""
    return program_address(context.get("request"), name, **parts)


@register.filter
def star_code(session: PublicSession) -> str:
    """Return the code by which browsers remember a star."""
    return code_of(session.uid)


@register.filter
def highlighted(text: Text, question: Question) -> SafeString:
    """Return HTML: the escaped text with what was looked for inside `<mark>`."""
    parts = (
        (format_html("<mark>{}</mark>", part) if is_found else part,)
        for part, is_found in pieces(text, question)
    )
    marked = format_html_join("", "{}", parts)
    return format_html('<span lang="{}">{}</span>', text.language, marked) if text.is_foreign else marked


@register.filter
def passage_with(text: Text, question: Question) -> Text:
    """Return a short part of the text around what was looked for, or '' where it does not occur."""
    return passage(text, question)
