"""The door to /admin/ and /staff/: what an account must have done before it may work, and what its role opens."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse

from registration.access import is_public, may_ask
from registration.day_passes import IN_SESSION, holder_of
from registration.idleness import is_idle, note_activity
from registration.models import InitialPassword
from registration.second_factor import factors_of, has_shown

GUARDED = ("/admin/", "/staff/", "/en/staff/")
SECOND_FACTOR = (
    "/accounts/2fa/",
    "/en/accounts/2fa/",
)  # who changes it must have shown a password in this session


class StaffGateMiddleware:
    """Send strangers to the login page, staff to whatever of their login is still missing, and keep roles apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, parts: Any) -> HttpResponse | None:
        """Let the request pass (None), lead it to what is missing, or refuse it."""
        match = request.resolver_match
        assert match is not None
        if request.path_info.startswith(GUARDED):
            return guarded(request, match)
        if (
            request.path_info.startswith(SECOND_FACTOR)
            and request.user.is_authenticated
            and request.user.is_staff
            and not has_shown(request, "password", "mfa")
        ):
            return lead_to(request, "account_reauthenticate")
        return None


def guarded(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Answer who may not pass; the matrix decides, and an address without a rule is nobody's."""
    if is_public(match):
        return None
    if IN_SESSION in request.session and holder_of(request) is None:
        del request.session[IN_SESSION]
    if IN_SESSION not in request.session and (missing := what_is_missing(request)):
        return lead_to(request, missing)
    if not may_ask(request, match):
        raise PermissionDenied
    return None


def lead_to(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to what is missing, and back."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def what_is_missing(request: HttpRequest) -> str:
    """Name the page that an account has to pass before it may work; "" when it has done everything."""
    user = request.user
    if not user.is_authenticated or is_idle(request):
        return "account_login"
    note_activity(request)
    if InitialPassword.objects.filter(user=user).exists():
        return "account_change_password"
    if not user.is_staff or has_shown(request, "mfa"):
        return ""  # what attendees may do there, the matrix says: nothing
    if factors_of(user).exists():
        return "mfa_reauthenticate"
    return "mfa_activate_totp"
