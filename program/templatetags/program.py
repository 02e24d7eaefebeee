"""Template tags of the programme pages."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pobatt.localized import Text
from pobatt.page_cache import changes_at
from program.addresses import content_address, place_of, program_address
from program.frame import frame_of
from program.grid import Entry
from program.mine.codes import code_of
from program.public import PublicConference, PublicSession
from program.search import Question, passage, pieces
from program.standing import Standing, standing_of

register = template.Library()


@register.simple_tag(takes_context=True)
def program_url(context: Context, name: str, **parts: Any) -> str:
    """Return a page's path in the same edition or preview: `{% program_url "session" slug=session.slug %}`."""
    return program_address(context.get("request"), name, **parts)


@register.simple_tag(takes_context=True)
def canonical_paths(context: Context) -> dict[str, str]:
    """Return the page's path in both languages and `here`; the current edition's has no year in it."""
    page, frame, request = context["page"], context.get("frame"), context.get("request")
    match = request.resolver_match if request else None
    year = match.kwargs.get("edition") if match else None
    is_current = year and frame and frame.conference and frame.conference.slug == year
    paths = {
        language: path.replace(f"/{year}/", "/", 1) if is_current else path
        for language, path in page["paths"].items()
    }
    return {**paths, "here": paths[page["language"]]}


@register.simple_tag(takes_context=True)
def timetable_item(context: Context, entry: Entry) -> SafeString:
    """Return what a timetable says of a session. It is rendered once for a release, and pages much oftener."""
    request, rendered = context["request"], entry.session.programme.rendered
    key = (entry.session.uid, entry.talks, *place_of(request).values())
    if (item := rendered.get(key)) is None:
        template = "program/timetable_item.html"
        item = rendered[key] = render_to_string(template, {"entry": entry, "request": request})
    return item


@register.filter
def star_code(session: PublicSession) -> str:
    """Return the code by which browsers remember a star."""
    return code_of(session.uid)


@register.simple_tag(takes_context=True)
def standing(context: Context, conference: PublicConference) -> Standing:
    """Return where the clock stands against a conference; a kept page ends when that changes."""
    request = context["request"]
    found = standing_of(conference, frame_of(request).now)
    if found.until:
        changes_at(request, found.until)
    return found


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


@register.simple_tag(takes_context=True)
def content_url(context: Context, name: str, **parts: Any) -> str:
    """Return the path of a notice or a page in the same edition or preview: `{% content_url "venue" %}`."""
    return content_address(context.get("request"), name, **parts)
