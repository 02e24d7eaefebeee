"""The list of who agreed to news, as a file: for whom, under which password, until when; written down first."""

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from pobatt.phone import shown
from pobatt.spreadsheets import Column, Kind, Sheet, write_xlsx
from registration.downloads import NOTICE
from registration.fields import PlainTextField
from registration.models import Download, NewsReader
from registration.taking_out import XLSX, TakeOutForm, take_out, taker_name

WHAT = "홍보 수신 동의자"
COLUMNS = [
    Column("이메일", width=30),
    Column("휴대전화", width=18),
    Column("언어", width=6),
    Column("동의일시", Kind.MOMENT, 17),
    Column("보유 기한", Kind.DAY, 12),
    Column("대회", width=20),
]
NEEDED = ("registration.view_newsreader", "registration.add_export")  # both: the city alone has them


class NewsExportForm(TakeOutForm):
    """Always a workbook, never without a password; what is sent with it is written down."""

    field_order = ["reason_text", "password", "destroy_by"]
    form = forms.ChoiceField(choices=[(XLSX, "XLSX")], initial=XLSX, widget=forms.HiddenInput)
    reason_text = PlainTextField(
        label="받는 까닭",
        max_length=200,
        help_text="어떤 소식을 보내는지 적으세요. 예: POBATT 2023 개최 안내",
        widget=forms.TextInput(attrs={"size": 40}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["password"].required = True
        self.fields["password"].help_text = "적어 두었다가 파일과 따로 알려 주세요."


@never_cache
def take_news_readers(request: HttpRequest) -> HttpResponse:
    """Ask why, then give everybody whose consent still holds, in one file."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied
    readers = list(NewsReader.objects.in_force(timezone.localdate()).select_related("text", "conference"))
    form = NewsExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return take_out(
            request, form, workbook(readers, taker_name(request)),
            name=f"홍보수신동의자_{timezone.localtime():%Y%m%d_%H%M}.{XLSX}", what=WHAT,
            codes=[f"소식-{reader.pk}" for reader in readers], columns=[column.title for column in COLUMNS],
            reason=Download.Reason.OTHER, reason_text=form.cleaned_data["reason_text"],
        )  # fmt: skip
    context = {"title": f"{WHAT} 내려받기", "form": form, "count": len(readers), "opts": NewsReader._meta}
    page = "admin/registration/newsreader/export.html"
    return TemplateResponse(request, page, {**admin.site.each_context(request), **context})


def workbook(readers: list[NewsReader], taker: str) -> bytes:
    """Return an XLSX file with a row for each; moments are those of the conference's clocks."""
    rows = (
        [
            reader.email,
            shown(reader.phone),
            reader.language,
            reader.given_at.astimezone(reader.conference.zone).replace(tzinfo=None),
            reader.text.kept_until,
            reader.conference.short_name,
        ]
        for reader in readers
    )
    made, file = f"출력 {timezone.localtime():%Y-%m-%d %H:%M} · {taker}", BytesIO()
    write_xlsx(file, Sheet(WHAT, COLUMNS, WHAT, made, NOTICE), rows)
    return file.getvalue()
