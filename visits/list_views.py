"""`/staff/visits/<slug>/list/`: the host's list for staff: as it stands, its files, its links, and its answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from registration.downloads import Kind, Reason, record, taker_of
from registration.export_rules import needs_password
from registration.fields import Choices
from registration.taking_out import PDF, TakeOutForm, take_out, taker_name
from registration.views.frame import page
from visits import host_links
from visits.answer_sheet import DryRun, SheetRefused, read_answers
from visits.answers import Answer, answer
from visits.attendee_lists import PRESET
from visits.host_list import HostList, host_list
from visits.list_files import file_name, list_pdf, list_xlsx
from visits.models import HostLink, SiteVisit
from visits.of_visit import of_visit

DAYS = [(1, gettext_lazy("1일")), (3, gettext_lazy("3일")), (7, gettext_lazy("7일"))]
CHECKED_FOR = 3600  # seconds that a dry run may wait for its confirmation


class LinkForm(forms.Form):
    """For how long a link opens."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("링크를 여는 동안"), choices=DAYS, coerce=int, initial=3, widget=Choices
    )


class AnswersForm(forms.Form):
    """The list as its host has filled it in."""

    file = forms.FileField(label=gettext_lazy("채운 명단(XLSX)"))
    password = forms.CharField(
        label=gettext_lazy("열기 암호"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("암호를 걸어 내려받은 파일이면 그 암호를 적어 주세요."),
    )  # fmt: skip


def take_out_form(data: Any = None) -> TakeOutForm:
    """Ask how the list leaves; it opens without a password only where a city administrator has said so."""
    return TakeOutForm(data, prefix="take", may_be_open=not needs_password(PRESET))


@require_safe
@of_visit
def visitors(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Show the list; the look is written down."""
    return list_page(request, visit)


@require_POST
@of_visit
def download(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Give the list as a file, which is written down first."""
    form = take_out_form(request.POST)
    if not form.is_valid():
        return list_page(request, visit, take=form)
    listed = host_list(visit)
    chosen = form.cleaned_data["form"]
    made = list_pdf if chosen == PDF else list_xlsx
    return take_out(
        request, form, made(listed, by=taker_name(request)), name=file_name(listed, chosen),
        what=what_of(listed), codes=listed.codes, columns=listed.titles, reason=Reason.HOST,
    )  # fmt: skip


@require_POST
@of_visit
def issue_link(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Make a link for the host."""
    form = LinkForm(request.POST, prefix="link")
    if not form.is_valid():
        return list_page(request, visit, link=form)
    assert isinstance(request.user, User)
    host_links.issue(visit, days=form.cleaned_data["days"], by=request.user)
    messages.success(request, _("링크를 만들었습니다. 아래 주소를 방문 기업 담당자에게만 보내 주세요."))
    return redirect("visits_staff:list", slug=visit.slug)


@require_POST
@of_visit
def revoke_link(request: HttpRequest, visit: SiteVisit, key: Any) -> HttpResponse:
    """Take a link back."""
    host_links.revoke(get_object_or_404(HostLink.objects.of(visit), pk=key))
    messages.success(request, _("링크를 거두었습니다. 이제 아무것도 보이지 않습니다."))
    return redirect("visits_staff:list", slug=visit.slug)


@require_POST
@of_visit
def check_answers(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Say what a filled-in list would change, and what is wrong with it; nothing is changed yet."""
    form = AnswersForm(request.POST, request.FILES, prefix="answers")
    if form.is_valid():
        try:
            run = read_answers(visit, form.cleaned_data["file"].read(), form.cleaned_data["password"])
            context = {"visit": visit, "run": run, "checked": signed(visit, run)}
            return page(request, "visits/answers_checked.html", context)
        except SheetRefused as refused:
            form.add_error("file", str(refused))
    return list_page(request, visit, answers=form)


@require_POST
@of_visit
def take_answers(request: HttpRequest, visit: SiteVisit) -> HttpResponse:
    """Write down what was checked; again changes nothing."""
    try:
        told = signing.loads(request.POST.get("checked", ""), salt=salt_of(visit), max_age=CHECKED_FOR)
    except signing.BadSignature:
        messages.error(request, _("확인한 지 오래되었습니다. 파일을 다시 올려 주세요."))
        return redirect("visits_staff:list", slug=visit.slug)
    done = answer(visit, [Answer(*row) for row in told])
    words = _("승인 %(approved)s명, 반려 %(declined)s명을 기록하고 알렸습니다. 그대로 %(unchanged)s명.")
    messages.success(request, words % vars(done))
    return redirect("visits_staff:list", slug=visit.slug)


def list_page(request: HttpRequest, visit: SiteVisit, **bad: forms.Form) -> HttpResponse:
    """Render the page; forms that could not be taken come back with their errors."""
    listed = host_list(visit)
    record(
        taker_of(request), what=what_of(listed), codes=listed.codes, columns=listed.titles,
        reason=Reason.HOST, kind=Kind.VIEW,
    )  # fmt: skip
    context = {
        "visit": visit,
        "listed": listed,
        "links": [(link, host_links.address_of(link)) for link in HostLink.objects.of(visit).open()],
        "bad": next(iter(bad.values()), None),
        "take": bad.get("take") or take_out_form(),
        "link": bad.get("link") or LinkForm(prefix="link"),
        "answers": bad.get("answers") or AnswersForm(prefix="answers"),
    }
    return page(request, "visits/staff_list.html", context)


def what_of(listed: HostList) -> str:
    """Return how the ledger calls the list."""
    return f"견학 명단: {listed.visit} ({listed.status})"[:120]


def signed(visit: SiteVisit, run: DryRun) -> str:
    """Return what was checked, so that exactly this is written, for this visit, soon."""
    told = [(row.code, row.verdict, row.reason) for row in run.answers]
    return signing.dumps(told, salt=salt_of(visit), compress=True)


def salt_of(visit: SiteVisit) -> str:
    """Return what keeps the answers of one visit from being sent to another."""
    return f"visits.answers.{visit.pk}"
