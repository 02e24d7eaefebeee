"""Accounts of those who work here, and their roles in words; the city administrator gives and takes them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from registration.accounts import make_staff
from registration.fields import EmailField, PlainTextField
from registration.models import RoleChange, StaffAccount
from registration.roles import ACCOUNTS, TASKS, Role
from registration.second_factor import FACTORS, reset_second_factor
from registration.staff_roles import RoleRefused, close, give, take

ROLES = [(role.value, role.value) for role in ACCOUNTS]
UNTIL = "대행사 명단 담당에게는 꼭 있어야 합니다. 이날이 지나면 역할이 저절로 거두어집니다."


class RoleForm(forms.Form):
    """A role, and the last day of the contract."""

    role = forms.ChoiceField(label="역할", choices=ROLES, widget=forms.RadioSelect)
    until = forms.DateField(
        label="계약 종료일", required=False, help_text=UNTIL, widget=forms.DateInput(attrs={"type": "date"})
    )


class AccountForm(RoleForm):
    """A new account."""

    email = EmailField(
        label="이메일", help_text="이 주소로 로그인합니다. 한 사람에 계정 하나, 나누어 쓰지 않습니다."
    )
    name = PlainTextField(label="이름", max_length=60)
    field_order = ["email", "name", "role", "until"]


@admin.register(StaffAccount)
class StaffAccountAdmin(admin.ModelAdmin):
    """The list is Django's, the forms are ours: no boxes of permissions."""

    list_display = ["first_name", "email", "roles", "has_factor", "is_active", "last_login"]
    list_display_links = ["first_name", "email"]
    list_filter = ["groups", "is_active"]
    search_fields = ["first_name", "email"]
    actions = None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer no question about passwords, as Django's own page of accounts does."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read roles, terms and factors with the accounts."""
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        accounts = super().get_queryset(request).annotate(has_factor=Exists(factor))
        return accounts.prefetch_related("groups", "role_terms")

    @admin.display(description="역할")
    def roles(self, account: StaffAccount) -> str:
        """Name the roles, with their last days."""
        terms = {term.role: f" (~{term.until:%Y-%m-%d})" for term in account.role_terms.all()}
        return ", ".join(f"{group.name}{terms.get(group.name, '')}" for group in account.groups.all()) or "-"

    @admin.display(description="2단계 인증", boolean=True)
    def has_factor(self, account: Any) -> bool:
        """Say whether the account has enrolled a second factor."""
        return bool(account.has_factor)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Make an account, or renew one, and show its one-time password once."""
        form = AccountForm(request.POST if request.method == "POST" else None, initial={"role": ROLES[0][0]})
        if form.is_valid():
            wanted = form.cleaned_data
            role, name = Role(wanted["role"]), wanted["name"]
            try:
                password = make_staff(
                    wanted["email"], role=role, name=name, until=wanted["until"], by=_asking(request)
                )
            except RoleRefused as refused:
                form.add_error("until", str(refused))
            else:
                context = {"email": wanted["email"], "password": password}
                return self._page(request, "made", "계정을 만들었습니다", context)
        return self._page(request, "add", "업무 계정 만들기", {"form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show an account's roles and their record; give or take one."""
        account = get_object_or_404(self.get_queryset(request), pk=object_id if object_id.isdecimal() else 0)
        form = RoleForm(request.POST if "give" in request.POST else None)
        if request.method == "POST":
            try:
                if said := self._change(request, account, form):
                    messages.success(request, said)
                    return HttpResponseRedirect(
                        reverse("admin:registration_staffaccount_change", args=[account.pk])
                    )
            except RoleRefused as refused:
                form.add_error(None, str(refused)) if form.is_bound else messages.error(request, str(refused))
        context = {
            "account": account,
            "form": form,
            "terms": {term.role: term.until for term in account.role_terms.all()},
            "record": RoleChange.objects.of(account).select_related("by"),
        }
        return self._page(request, "change", str(account), context)

    def _change(self, request: HttpRequest, account: User, form: RoleForm) -> str:
        """Do what one of the page's buttons says; return what was done, or "" when the form is wrong."""
        by = _asking(request)
        if "give" in request.POST:
            if not form.is_valid():
                return ""
            give(account, Role(form.cleaned_data["role"]), by=by, until=form.cleaned_data["until"])
            return f"'{form.cleaned_data['role']}' 역할을 주었습니다."
        if (role := request.POST.get("take", "")) in ACCOUNTS:
            take(account, Role(role), by=by)
            return f"'{role}' 역할을 거두었습니다."
        if "close" in request.POST:
            close(account, by=by)
            return "계정을 닫았습니다. 기록은 남습니다."
        if "reset" in request.POST:
            reset_second_factor(account)
            return "인증 앱과 패스키를 지웠습니다. 다음 로그인 때 새로 등록합니다."
        raise RoleRefused("무엇을 할지 알 수 없습니다. 단추를 다시 눌러 주세요.")

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**admin.site.each_context(request), "title": title, "opts": self.opts, "tasks": TASKS}
        return TemplateResponse(
            request, f"admin/registration/staffaccount/{name}.html", {**shared, **context}
        )


@admin.register(RoleChange)
class RoleChangeAdmin(admin.ModelAdmin):
    """권한 부여 기록, to read."""

    list_display = ["at", "account", "what", "role", "until", "by_whom"]
    list_filter = ["what", "role"]
    search_fields = ["account"]
    list_select_related = ["by"]

    @admin.display(description="누가", ordering="by")
    def by_whom(self, change: RoleChange) -> str:
        """Name who did it."""
        return change.by.email if change.by else "명령 또는 자동"


def _asking(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
