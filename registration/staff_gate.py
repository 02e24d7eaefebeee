"""The door to /admin/ and /staff/: what an account must have done before it may work."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from registration.models import InitialPassword

GUARDED = ("/admin/", "/staff/", "/en/staff/")
OPEN = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/")


class StaffGateMiddleware:
    """Send strangers to the login page, and first passwords to the page that replaces them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass, or lead it to what is missing."""
        if request.path_info.startswith(GUARDED) and request.path_info not in OPEN:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(
                    f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
                )
            if InitialPassword.objects.filter(user=request.user).exists():
                return HttpResponseRedirect(reverse("account_change_password"))
        return self.get_response(request)
