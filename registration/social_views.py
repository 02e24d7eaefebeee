"""The two addresses of each provider: there, and back; imported parts weigh, so they come with the first request."""

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal.statekit import get_states
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from registration.drafts import keep_draft

PROVIDERS = {"kakao": "KakaoProvider", "naver": "NaverProvider", "google": "GoogleProvider"}
MISTOLD = (AttributeError, LookupError, TypeError, ValueError)  # what a provider's answer may lack


@never_cache
@require_POST
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep what was filled in, and lead to the provider."""
    view = view_of(provider, "oauth2_login")
    keep_draft(request)
    return view(request)


@never_cache
@require_safe
def finish(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what the provider says; nonsense is one more way in which nothing comes of it."""
    view = view_of(provider, "oauth2_callback")
    state, *_rest = get_states(request).get(request.GET.get("state", ""), ({},))  # before it is used up
    try:
        return view(request)
    except MISTOLD as error:
        return render_authentication_error(request, provider, exception=error, extra_context={"state": state})


def view_of(provider: str, name: str) -> Any:
    """Return allauth's view of a provider, known to allauth from now on; 404 where its variables are not set."""
    from allauth.socialaccount.providers import registry

    if provider not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    package = f"allauth.socialaccount.providers.{provider}"
    registry.register(import_string(f"{package}.provider.{PROVIDERS[provider]}"))
    return import_string(f"{package}.views.{name}")
