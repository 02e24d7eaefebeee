"""allauth's pages of the second factor that staff need; imported when first asked for, since they weigh 11 MiB."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string


def late(address: str, view: str, name: str) -> URLPattern:
    """Return an address whose view is imported with its first request."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        return import_string(f"allauth.mfa.{view}")(request, **parts)

    return path(address, answer, name=name)


urlpatterns = [
    late("", "base.views.index", "mfa_index"),
    late("authenticate/", "base.views.authenticate", "mfa_authenticate"),
    late("reauthenticate/", "base.views.reauthenticate", "mfa_reauthenticate"),
    late("totp/activate/", "totp.views.activate_totp", "mfa_activate_totp"),
    late("totp/deactivate/", "totp.views.deactivate_totp", "mfa_deactivate_totp"),
    late("recovery-codes/", "recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"),
    late(
        "recovery-codes/generate/",
        "recovery_codes.views.generate_recovery_codes",
        "mfa_generate_recovery_codes",
    ),
]
