"""The pages on which a list is taken out: what for, as what, the file; each is for its own asker alone."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from registration import export_rules, exports
from registration.admin.attendee_filters import asked_in
from registration.admin.export_form import ExportForm
from registration.downloads import MEDIA_TYPES, taker_of
from registration.export_presets import Preset, presets
from registration.jobs import make_export
from registration.list_questions import asked_by
from registration.models import Attendee, ColumnChoice, Export

NAME = "registration_attendee_export"


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses, below that of the attendees."""
    return [
        path("export/", site.admin_view(presets_view), name=NAME),
        path("export/file/<uuid:key>/", site.admin_view(file_view), name=f"{NAME}_file"),
        path("export/file/<uuid:key>/take/", site.admin_view(take_view), name=f"{NAME}_take"),
        path("export/rules/", site.admin_view(rules_view), name=f"{NAME}_rules"),
        path("export/<slug:preset>/", site.admin_view(form_view), name=f"{NAME}_form"),
    ]


@require_safe
def presets_view(request: HttpRequest) -> HttpResponse:
    """Ask what the list is for."""
    _refuse_strangers(request)
    asked = asked_in(request)
    allowed = export_rules.presets_for(request.user)
    offered = []
    for preset in allowed:
        first = [(words, urlencode(other.parameters())) for words, other in preset.first_answers(asked)]
        offered.append((preset, first, None if first else preset.attendees(asked).count()))
    choices = ColumnChoice.objects.all() if export_rules.may_choose(request.user) else []
    mine = Export.objects.of_account(request.user.pk)
    return _page(
        request, "export_presets", "명단 내려받기", asked=asked, words=asked.in_words(), offered=offered,
        choices=choices, query=request.GET.urlencode(), mine=mine,
    )  # fmt: skip


@never_cache
def form_view(request: HttpRequest, preset: str) -> HttpResponse:
    """Show the form, with everything pre-set; sent, it makes the file, or lets a job make it."""
    _refuse_strangers(request)
    asked, wanted = asked_in(request), _preset(request, preset)
    if wanted.first_answers(asked):
        return HttpResponseRedirect(reverse(f"admin:{NAME}", query=asked.parameters()))
    may_choose = export_rules.may_choose(request.user)
    form = ExportForm(
        asked, wanted, _columns(request, wanted), may_choose=may_choose,
        may_be_open=not export_rules.needs_password(wanted), data=request.POST or None,
    )  # fmt: skip
    count = wanted.attendees(asked).count()
    if request.method == "POST" and form.is_valid() and not form.refuse_long_paper(count):
        form.save_columns(request.user.pk)
        export = exports.ask_for(asked, wanted, form.order_of(), taker_of(request))
        if count > exports.AT_ONCE:
            make_export.defer(key=str(export.pk))
        else:
            exports.make(export, asked, wanted)
        return HttpResponseRedirect(reverse(f"admin:{NAME}_file", args=[export.pk]))
    return _page(
        request, "export_form", f"명단 내려받기: {wanted.title}", form=form, preset=wanted, words=asked.in_words(),
        count=count, query=request.GET.urlencode(),
    )  # fmt: skip


@never_cache
@require_safe
def file_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far the file is, and its opening password."""
    export = _mine(request, key)
    if exports.is_lost(export):
        export.state, export.sealed_password = (
            Export.State.FAILED,
            "",
        )  # as it is shown; nothing is kept of it
    percent = min(99, export.done * 100 // export.total) if export.total else 0
    again = reverse(f"admin:{NAME}_form", args=[export.preset], query=export.asked)
    answer = _page(
        request, "export_file", export.title, export=export, percent=percent, again=again,
        password=exports.password_of(export), is_being_made=export.state == Export.State.MAKING,
    )  # fmt: skip
    if export.state == Export.State.MAKING:
        answer["Refresh"] = "2"  # seconds: the page looks again by itself, scripts or not
    return answer


@require_POST
def take_view(request: HttpRequest, key: UUID) -> HttpResponse | StreamingHttpResponse:
    """Give the file, once; from now on it stands in the ledger."""
    export = _mine(request, key)
    _preset(request, export.preset)  # allowed still: a file waits a day, and a role may end before
    asked = asked_by(export.asked)
    given = exports.take(export, taker_of(request), asked) if asked else None
    if given is None:
        return HttpResponseRedirect(reverse(f"admin:{NAME}_file", args=[key]))
    kind = MEDIA_TYPES[export.file_name.rsplit(".", 1)[1]]
    answer = StreamingHttpResponse(given, content_type=kind)
    answer["Content-Length"] = str(export.size)
    answer["Content-Disposition"] = content_disposition_header(True, export.file_name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def rules_view(request: HttpRequest) -> HttpResponse:
    """Let a city administrator decide which presets open without a password, and which the agency may use."""
    if not request.user.has_perm("registration.set_export_rules"):
        raise PermissionDenied
    if request.method == "POST":
        export_rules.decide(taker_of(request), set(request.POST))
        return HttpResponseRedirect(reverse(f"admin:{NAME}_rules"))
    return _page(
        request,
        "export_rules",
        "구성별 규칙",
        rules=export_rules.as_they_are(),
        history=export_rules.history(),
    )


def _mine(request: HttpRequest, key: UUID) -> Export:
    """Return an export of this account that has not expired; another's does not exist."""
    _refuse_strangers(request)
    return get_object_or_404(Export.objects.of_account(request.user.pk).select_related("conference"), pk=key)


def _preset(request: HttpRequest, key: str) -> Preset:
    for preset in export_rules.presets_for(request.user):
        if preset.key == key:
            return preset
    raise Http404 if key not in {preset.key for preset in presets()} else PermissionDenied


def _columns(request: HttpRequest, preset: Preset) -> list[str]:
    """Return the columns to begin with: the preset's, or those saved under a name where others may be added."""
    saved = request.GET.get("choice", "")
    is_open = export_rules.may_choose(request.user) and not preset.is_closed
    if is_open and saved.isascii() and saved.isdecimal() and len(saved) < 10:
        return list(get_object_or_404(ColumnChoice, pk=int(saved)).columns)
    return preset.columns(asked_in(request))


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm("registration.add_export"):
        raise PermissionDenied


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    shared = {**admin.site.each_context(request), "title": title, "opts": Attendee._meta}
    return TemplateResponse(request, f"admin/registration/attendee/{name}.html", {**shared, **context})
