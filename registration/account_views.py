"""The pages of accounts that differ from allauth's."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, ReauthenticateView, RequestLoginCodeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from registration.codes import account_for, begin_anew, may_guess, note_that_none_is_sent
from registration.idleness import is_idle, note_activity, seconds_left
from registration.mailboxes import show_to_be_theirs


class AskForCodeView(RequestLoginCodeView):
    """Ask for an address, and send it a code, whether it was known or not."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin; the answer is the same for every address."""
        email = form.cleaned_data["email"]
        user = account_for(email)
        LoginCodeVerificationProcess.initiate(request=self.request, user=user, email=email)
        if user is None:
            note_that_none_is_sent(self.request, email)
        return HttpResponseRedirect(self.get_success_url())


class ConfirmCodeView(ConfirmLoginCodeView):
    """Ask for the six digits."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the guess before looking at it."""
        if self._action == "verify" and not may_guess(request, self._process.state["email"]):
            form = self.get_form()
            form.add_error(
                "code",
                _("이 번호는 더 적어 볼 수 없습니다. 번호를 다시 받거나, 메일에 있는 단추를 눌러 주세요."),
            )
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        show_to_be_theirs(
            self._process.user, self._process.state["email"]
        )  # in one statement; allauth takes five
        return super()._verify_form_valid(form)

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        begin_anew(self._process)
        return super()._resend_form_valid(form)


class ShowAgainView(ReauthenticateView):
    """Ask again for what a person logs in with, before something important."""

    def _check_reauthentication_method_available(self, request: HttpRequest) -> HttpResponse | None:
        """Let who has nothing that could be asked for here log in anew."""
        if get_adapter().get_reauthentication_methods(request.user):
            return super()._check_reauthentication_method_available(request)
        return render(request, "account/log_in_again.html", {"next": get_next_redirect_url(request) or ""})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_here(request: HttpRequest) -> HttpResponse:
    """Say how long the session still lasts without a sign of life, or take one."""
    if request.method == "POST" and not is_idle(request):
        note_activity(request)
    return JsonResponse({"seconds_left": seconds_left(request)})
