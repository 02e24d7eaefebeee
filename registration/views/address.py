"""`/registration/me/email/`: another address for an account."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registration.code_forms import AddressForm, CodeForm
from registration.codes import may_guess
from registration.email_change import EmailChange, change_address
from registration.rate_limits import may_try
from registration.views.frame import page, personal
from registration.views.me import log_in_first


@personal
@log_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest) -> HttpResponse:
    """Ask for the new address, and send it a code, whosever it is."""
    if not isinstance(request.user, User) or request.user.is_staff:
        raise Http404  # whoever runs the site makes and changes those accounts
    form = AddressForm(request.POST or None)
    if form.is_valid():
        email, me = form.cleaned_data["email"], request.user.username
        if email == request.user.email:
            form.add_error("email", _("지금 쓰고 있는 주소입니다."))
        elif not all(may_try(request, "registration_code", email=whose) for whose in (me, email)):
            form.add_error("email", _("여러 번 보냈습니다. 잠시 뒤에 다시 눌러 주세요."))
        else:
            EmailChange.begin(request, email)
            return redirect("registration:confirm_address")
    return page(request, "registration/new_address.html", {"form": form})


@personal
@log_in_first
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with it the address changes."""
    change = EmailChange.begun_in(request)
    if change is None:
        messages.warning(request, _("번호를 쓸 수 있는 시간이 지났습니다. 새 주소를 다시 적어 주세요."))
        return redirect("registration:new_address")
    form = CodeForm(request.POST if request.method == "POST" else None, code=change.code)
    if request.method == "POST" and not may_guess(request, change.email):
        form.add_error(
            "code", _("이 번호는 더 적어 볼 수 없습니다. 새 주소를 다시 적어 번호를 새로 받아 주세요.")
        )
    elif form.is_valid():
        assert isinstance(request.user, User)
        if change_address(request.user, change.email):
            change.abort()
            messages.success(request, _("이메일을 바꾸었습니다. 이제 안내는 새 주소로 갑니다."))
            return redirect("registration:me")
        form.add_error("code", form.wrong)
    return page(request, "registration/confirm_address.html", {"form": form, "email": change.email})
