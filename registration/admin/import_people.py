"""The pages where a file of people is uploaded, looked at and brought in, and where the empty one is downloaded."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pobatt import spreadsheets
from program.admin.import_form import with_bounded_upload
from program.importing.files import TOO_LARGE
from program.importing.records import LoadingRefused
from registration.importing.columns import COLUMNS
from registration.importing.reading import PeopleFile, read_people
from registration.importing.taking import ImportRefused, Match, compare, refuse_when_full, take
from registration.models import Attendee, RegistrationSettings, UploadedPeople
from registration.standing import standing_of

NAME = "registration_attendee_import"
MAY_IMPORT = "registration.import_people"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PeopleForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label="참가자 파일", required=False, help_text="빈 서식에 적은 XLSX나 CSV. 10 MB, 2,000명까지"
    )

    def __init__(self, request: HttpRequest) -> None:
        is_sent = request.method == "POST"
        super().__init__(
            request.POST if is_sent else None, request.FILES if is_sent else None, label_suffix=""
        )
        self.is_too_large = getattr(request, "is_too_large", False)

    def clean_file(self) -> UploadedFile:
        """Say what is wrong with the file as such."""
        file: UploadedFile | None = self.cleaned_data.get("file")
        if self.is_too_large:
            raise forms.ValidationError(TOO_LARGE)
        if file is None:
            raise forms.ValidationError("파일을 고르세요.")
        return file


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses, below that of the attendees."""
    return [
        path("import/", site.admin_view(upload_view), name=NAME),
        path("import/template.xlsx", site.admin_view(template_view), name=f"{NAME}_template"),
        path("import/<uuid:code>/", site.admin_view(review_view), name=f"{NAME}_review"),
    ]


@with_bounded_upload
def upload_view(request: HttpRequest) -> HttpResponse:
    """Take a file, keep it for two hours, and lead to what it would do."""
    registration = _registration(request)
    form = PeopleForm(request)
    if request.method == "POST" and form.is_valid():
        UploadedPeople.objects.stale().delete()
        file = form.cleaned_data["file"]
        upload = UploadedPeople.objects.create(
            uploaded_by_id=request.user.pk or 0, conference=registration.conference, content=file.read(),
            name=(file.name or "")[-200:],
        )  # fmt: skip
        return HttpResponseRedirect(reverse(f"admin:{NAME}_review", args=[upload.code]))
    return _page(request, "import", "참가자 가져오기", form=form, registration=registration)


@never_cache
def review_view(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show what the file would do; do it when asked to."""
    registration = _registration(request)
    upload = (
        UploadedPeople.objects.of(request.user.pk).filter(pk=code, conference=registration.conference).first()
    )
    if upload is None:
        messages.warning(
            request, "올린 파일을 찾을 수 없습니다. 두 시간이 지났거나 이미 가져왔습니다. 다시 올리세요."
        )
        return HttpResponseRedirect(reverse(f"admin:{NAME}"))
    file, refusal = _read(upload, registration)
    matches = compare(file, registration)
    if request.method == "POST" and not file.faults and not refusal:
        try:
            return _bring_in(request, upload, file, registration)
        except ImportRefused as refused:
            refusal = str(refused)
    if not refusal and not file.faults:
        refusal = _full(matches, registration)
    return _page(
        request, "import_review", f"{upload.name} 시험 결과", upload=upload, file=file, refusal=refusal,
        groups=_groups(matches), registration=registration,
    )  # fmt: skip


@require_safe
def template_view(request: HttpRequest) -> HttpResponse:
    """Give the empty spreadsheet, with one row as an example and how to fill it in."""
    _registration(request)
    columns = [spreadsheets.Column(f"{column.heading}{'*' if column.is_needed else ''}", width=column.width)
               for column in COLUMNS]  # fmt: skip
    notes = [
        "'*'가 붙은 열은 꼭 적습니다. 열의 차례는 바꾸어도 되고, 모르는 열은 읽지 않습니다.",
        "이메일이 hong@example.com인 보기 줄은 읽지 않습니다.",
        *(f"{column.heading}: {column.how}" for column in COLUMNS),
    ]
    made = BytesIO()
    sheet = spreadsheets.Sheet("참가자", columns, notes=notes)
    spreadsheets.write_xlsx(made, sheet, [[column.example for column in COLUMNS]])
    answer = HttpResponse(made.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, "POBATT_참가자_서식.xlsx") or ""
    return answer


def _bring_in(
    request: HttpRequest, upload: UploadedPeople, file: PeopleFile, registration: RegistrationSettings
) -> HttpResponse:
    chosen = {
        int(number)
        for number in request.POST.getlist("take")
        if number.isascii() and number.isdecimal() and len(number) < 10
    }
    done = take(file, registration, chosen)
    upload.delete()
    said = f"새로 {done['added']}명, 고침 {done['changed']}명, 그대로 {done['same']}명, 건너뜀 {done['skipped']}명."
    LogEntry.objects.log_actions(
        request.user.pk or 0, RegistrationSettings.objects.filter(pk=registration.pk), CHANGE,
        f"참가자 가져오기: {said}", single_object=True,
    )  # fmt: skip
    messages.success(request, f"가져왔습니다: {said}")
    return HttpResponseRedirect(reverse("admin:registration_attendee_changelist"))


def _read(upload: UploadedPeople, registration: RegistrationSettings) -> tuple[PeopleFile, str]:
    try:
        return read_people(bytes(upload.content), standing_of(registration)), ""
    except LoadingRefused as refused:
        return PeopleFile(), " ".join(refused.errors)


def _full(matches: list[Match], registration: RegistrationSettings) -> str:
    try:
        refuse_when_full(registration, [match.person.fields for match in matches if match.kind == "new"])
    except ImportRefused as refused:
        return str(refused)
    return ""


def _groups(matches: list[Match]) -> dict[str, list[Match]]:
    return {
        kind: [match for match in matches if match.kind == kind]
        for kind in ("new", "same", "differs", "similar")
    }


def _registration(request: HttpRequest) -> RegistrationSettings:
    """Return the settings of the current conference, for who may bring people in."""
    if not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    return get_object_or_404(RegistrationSettings.objects.current())


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    shared = {**admin.site.each_context(request), "title": title, "opts": Attendee._meta}
    return TemplateResponse(request, f"admin/registration/attendee/{name}.html", {**shared, **context})
