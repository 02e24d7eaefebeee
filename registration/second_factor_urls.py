"""The pages of the second factor and of passkeys; imported when first asked for, since they weigh 11 MiB."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string


def late(address: str, view: str, name: str) -> URLPattern:
    """Return an address whose view is imported with its first request."""

    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        return import_string(view)(request, **parts)

    return path(address, answer, name=name)


urlpatterns = [
    late("", "allauth.mfa.base.views.index", "mfa_index"),
    late("authenticate/", "allauth.mfa.base.views.authenticate", "mfa_authenticate"),
    late("reauthenticate/", "allauth.mfa.base.views.reauthenticate", "mfa_reauthenticate"),
    late("totp/activate/", "allauth.mfa.totp.views.activate_totp", "mfa_activate_totp"),
    late("totp/deactivate/", "allauth.mfa.totp.views.deactivate_totp", "mfa_deactivate_totp"),
    late(
        "recovery-codes/", "allauth.mfa.recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"
    ),
    late(
        "recovery-codes/generate/",
        "allauth.mfa.recovery_codes.views.generate_recovery_codes",
        "mfa_generate_recovery_codes",
    ),
    late("webauthn/", "registration.passkeys.list_passkeys", "mfa_list_webauthn"),
    late("webauthn/add/", "registration.passkeys.add_passkey", "mfa_add_webauthn"),
    late("webauthn/login/", "registration.passkeys.log_in_with_passkey", "mfa_login_webauthn"),
    late(
        "webauthn/reauthenticate/", "registration.passkeys.show_passkey_again", "mfa_reauthenticate_webauthn"
    ),
    late("webauthn/keys/<int:pk>/edit/", "registration.passkeys.rename_passkey", "mfa_edit_webauthn"),
    late("webauthn/keys/<int:pk>/remove/", "registration.passkeys.remove_passkey", "mfa_remove_webauthn"),
]
