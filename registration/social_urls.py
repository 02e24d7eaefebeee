"""Where each provider is asked, and where it sends people back to: one address in both languages."""

from django.urls import path

from registration.social_views import PROVIDERS, begin, finish

urlpatterns = [
    pattern
    for provider in PROVIDERS
    for pattern in (
        path(f"{provider}/login/", begin, {"provider": provider}, name=f"{provider}_login"),
        path(f"{provider}/login/callback/", finish, {"provider": provider}, name=f"{provider}_callback"),
    )
]
