"""Template tags of the programme pages."""

from typing import Any

from django import template
from django.template.context import Context

from program.addresses import program_address

register = template.Library()


@register.simple_tag(takes_context=True)
def program_url(context: Context, name: str, **parts: Any) -> str:
    """Return a page's path in the same edition or preview: `{% program_url "session" slug=session.slug %}`."""
    return program_address(context.get("request"), name, **parts)
