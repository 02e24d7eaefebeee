"""The door to /admin/ and /staff/: what an account must have done before it may work."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from registration.day_passes import IN_SESSION
from registration.idleness import is_idle, note_activity
from registration.models import InitialPassword
from registration.second_factor import factors_of, has_shown

GUARDED = ("/admin/", "/staff/", "/en/staff/")
OPEN = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/")
PASSES = ("/staff/pass/", "/en/staff/pass/")
SECOND_FACTOR = (
    "/accounts/2fa/",
    "/en/accounts/2fa/",
)  # who changes it must have shown a password in this session


class StaffGateMiddleware:
    """Send strangers to the login page, and staff to whatever of their login is still missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass, or lead it to what is missing."""
        missing = ""
        if request.path_info.startswith(PASSES) or IN_SESSION in request.session:
            pass  # what a pass for one day opens, its views ask for
        elif request.path_info.startswith(GUARDED) and request.path_info not in OPEN:
            missing = what_is_missing(request)
        elif (
            request.path_info.startswith(SECOND_FACTOR)
            and request.user.is_authenticated
            and request.user.is_staff
            and not has_shown(request, "password", "mfa")
        ):
            missing = "account_reauthenticate"
        if missing:
            return HttpResponseRedirect(f"{reverse(missing)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def what_is_missing(request: HttpRequest) -> str:
    """Name the page that an account has to pass before it may work; "" when it has done everything."""
    user = request.user
    if not user.is_authenticated or is_idle(request):
        return "account_login"
    note_activity(request)
    if InitialPassword.objects.filter(user=user).exists():
        return "account_change_password"
    if not user.is_staff or has_shown(request, "mfa"):
        return ""  # what attendees may do there, the pages themselves decide
    if factors_of(user).exists():
        return "mfa_reauthenticate"
    return "mfa_activate_totp"
