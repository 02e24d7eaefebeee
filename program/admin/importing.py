"""The pages where a programme file is uploaded, looked at and loaded, and where one is downloaded."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from program.admin.import_form import ImportForm, with_bounded_upload
from program.importing.loading import WorkingCopyChanged
from program.importing.records import LoadingRefused
from program.importing.report import Report
from program.importing.tables import workbook
from program.importing.trial import bring_in, try_out
from program.models import Conference, UploadedProgramme

EDITING = [
    f"program.{verb}_{noun}"
    for verb in ("add", "change")
    for noun in ("session", "speaker", "room", "track", "conference")
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses, below that of the conferences."""
    return [
        path("import/", site.admin_view(upload_view), name="program_import"),
        path("import/<uuid:code>/", site.admin_view(review_view), name="program_import_review"),
        path("import/template.xlsx", site.admin_view(template_view), name="program_import_template"),
        path(
            "<int:conference_id>/export.xlsx", site.admin_view(export_view), name="program_conference_export"
        ),
    ]


@with_bounded_upload
def upload_view(request: HttpRequest) -> HttpResponse:
    """Take a file, keep it, and lead to what it would do."""
    _refuse_strangers(request)
    form = ImportForm(request)
    if request.method == "POST" and form.is_valid():
        UploadedProgramme.objects.stale().delete()
        upload = form.keep(request.user.pk or 0)
        return HttpResponseRedirect(reverse("admin:program_import_review", args=[upload.code]))
    return _page(request, "import", "프로그램 가져오기", form=form)


def review_view(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show what the file would do; do it when asked to, if nothing has changed since."""
    _refuse_strangers(request)
    upload = UploadedProgramme.objects.of(request.user.pk).filter(pk=code).first()
    if upload is None:
        messages.warning(
            request, "올린 파일을 찾을 수 없습니다. 두 시간이 지났거나 이미 가져왔습니다. 다시 올리세요."
        )
        return HttpResponseRedirect(reverse("admin:program_import"))
    if request.method == "POST":
        return _bring_in(request, upload)
    return _page(request, "import_review", f"{upload.name} 시험 결과", upload=upload, trial=try_out(upload))


def template_view(request: HttpRequest) -> HttpResponse:
    """Give the empty spreadsheet."""
    _refuse_strangers(request)
    return _download(workbook.template(), "POBATT_프로그램_서식.xlsx")


def export_view(request: HttpRequest, conference_id: int) -> HttpResponse:
    """Give the working copy as a spreadsheet."""
    _refuse_strangers(request)
    conference = get_object_or_404(Conference, pk=conference_id)
    return _download(
        workbook.workbook_of(conference), f"{conference.slug}_프로그램_{timezone.localdate():%Y%m%d}.xlsx"
    )


def _bring_in(request: HttpRequest, upload: UploadedProgramme) -> HttpResponse:
    again = HttpResponseRedirect(reverse("admin:program_import_review", args=[upload.code]))
    seen = request.POST.get("expected_version", "")
    if not seen.removeprefix("-").isdecimal() or len(seen) > 9:
        return again
    try:
        report = bring_in(upload, expected=int(seen))
    except WorkingCopyChanged:
        messages.warning(
            request, "그동안 프로그램이 바뀌어 아직 가져오지 않았습니다. 바뀐 결과를 다시 확인하세요."
        )
        return again
    except LoadingRefused:
        return again
    _log(request, upload, report)
    added, changed, unchanged = report.counts
    messages.success(
        request,
        f"'{upload.name}'을(를) 가져왔습니다: 추가 {added}건, 변경 {changed}건, 그대로 {unchanged}건.",
    )
    return HttpResponseRedirect(reverse("admin:program_conference_problems", args=[report.conference_id]))


def _log(request: HttpRequest, upload: UploadedProgramme, report: Report) -> None:
    added, changed, _unchanged = report.counts
    LogEntry.objects.log_actions(
        request.user.pk or 0, Conference.objects.filter(pk=report.conference_id), CHANGE,
        f"프로그램 가져오기: {upload.name} ({report.form}), 추가 {added}건, 변경 {changed}건", single_object=True,
    )  # fmt: skip


def _refuse_strangers(request: HttpRequest) -> None:
    """Let through who may edit the whole programme."""
    if not request.user.has_perms(EDITING):
        raise PermissionDenied


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    shared = {**admin.site.each_context(request), "title": title, "opts": Conference._meta}
    return TemplateResponse(request, f"admin/program/conference/{name}.html", {**shared, **context})


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
