"""What the pages of passkeys hand to the browser."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(options: Any) -> str:
    """Return the options of a ceremony for an attribute of its form; the template escapes them."""
    return json.dumps(options, cls=DjangoJSONEncoder)
