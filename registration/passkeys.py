"""Passkeys: a second factor of staff, and how attendees log in without waiting for a code; allauth's, with our rules.

Imported when first asked for, since they weigh 11 MiB.
"""

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from registration.mailboxes import lock_account
from registration.second_factor import log_in_again, may_change_factors


class _RecentLogin:
    """Attendees, who have no password to be asked for again, must have logged in a moment ago."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and not user.is_staff and not may_change_factors(request):
            return log_in_again(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class AddPasskeyView(_RecentLogin, views.AddWebAuthnView):
    """Make a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for a key that needs no name and checks the person, so that it can stand alone."""
        options = auth.begin_registration(self.request.user, True)
        return FormView.get_context_data(self, **kwargs) | {"options": options}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; attendees need no recovery codes, since a code by mail always opens their page."""
        if self.request.user.is_staff:
            return super().form_valid(form)
        made = {key: form.cleaned_data[key] for key in ("name", "credential")}
        flows.signup_authenticator(self.request, self.request.user, **made)
        return HttpResponseRedirect(reverse("mfa_list_webauthn"))


class RenamePasskeyView(_RecentLogin, views.EditWebAuthnView):
    """Give a passkey another name."""


class RemovePasskeyView(_RecentLogin, views.RemoveWebAuthnView):
    """Remove a passkey, unless it is all that staff have."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Look and remove under the lock of the person: two tabs must not remove two last ones."""
        lock_account(self.request.user.pk)
        if get_adapter().can_delete_authenticator(self.get_object()):
            return super().form_valid(form)
        messages.error(
            self.request, _("하나 남은 2단계 인증 수단은 지울 수 없습니다. 먼저 다른 것을 등록해 주세요.")
        )
        return HttpResponseRedirect(self.get_success_url())


class PasskeyLoginView(views.LoginWebAuthnView):
    """Log in with a passkey alone."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Lead to where the person was going."""
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, passkey, login)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why not, on the page where a code can be asked for."""
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return HttpResponseRedirect(reverse("account_request_login_code"))


class PasskeyAgainView(views.ReauthenticateWebAuthnView):
    """Show a passkey once more before something important."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Ask again."""
        return self.render_to_response(self.get_context_data(form=form))


list_passkeys = views.list_webauthn
add_passkey = AddPasskeyView.as_view()
rename_passkey = RenamePasskeyView.as_view()
remove_passkey = RemovePasskeyView.as_view()
log_in_with_passkey = PasskeyLoginView.as_view()
show_passkey_again = PasskeyAgainView.as_view()
