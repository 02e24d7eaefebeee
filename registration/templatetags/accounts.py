"""What the pages of accounts hand to the browser."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

register = template.Library()
NAMES = {"kakao": _("카카오로 계속"), "naver": _("네이버로 계속"), "google": _("Google로 계속")}


@register.filter
def as_json(options: Any) -> str:
    """Return the options of a ceremony for an attribute of its form; the template escapes them."""
    return json.dumps(options, cls=DjangoJSONEncoder)


@register.simple_tag
def social_logins(request: HttpRequest) -> list[tuple[str, Any]]:
    """Return what is offered here: provider and words; Google refuses KakaoTalk's browser, so it is not shown there."""
    in_kakaotalk = "KAKAOTALK" in request.headers.get("User-Agent", "").upper()
    return [
        (provider, NAMES[provider])
        for provider in settings.SOCIALACCOUNT_PROVIDERS
        if not (in_kakaotalk and provider == "google") and not request.user.is_authenticated
    ]
