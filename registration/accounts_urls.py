"""allauth's addresses; the pages that nobody needs answer 404, but keep their names, which allauth looks up."""

from typing import Any, NoReturn

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.urls import include, path, re_path

from registration import account_views


def not_here(request: HttpRequest, **parts: Any) -> NoReturn:
    """Say that there is no such page: staff accounts are made, and their passwords renewed, by `manage.py staff`."""
    raise Http404


urlpatterns = [
    re_path(r"^(?:signup|email|password/reset|password/set|confirm-email|inactive)\b", not_here),
    path("login/code/", account_views.AskForCodeView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", account_views.ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path(
        "reauthenticate/",
        login_required(account_views.ShowAgainView.as_view()),
        name="account_reauthenticate",
    ),
    path("still-here/", account_views.still_here, name="still_here"),
    path("2fa/", include("registration.second_factor_urls")),
    path("", include("allauth.account.urls")),
]
