"""The tag that prints structured data into a page."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# Inside a script element only these could end it, open another, or end a line of an old JavaScript parser.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(event: dict[str, Any]) -> SafeString:
    """Print an event as JSON-LD: `{% json_ld event %}`."""
    data = SafeString(json.dumps(event, ensure_ascii=False).translate(ESCAPES))  # nosec B703
    return format_html('<script type="application/ld+json">{}</script>', data)
