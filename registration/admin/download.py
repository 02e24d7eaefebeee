"""다운로드 대장 in the admin: to read, to say '파기 완료', and to review a month that is over."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from pobatt.dates import short_date
from registration.download_reviews import dispose, months, review
from registration.downloads import taker_of
from registration.models import Download

CODES_SHOWN = 1_000
MAY_REVIEW = "registration.review_download"


class FateFilter(admin.SimpleListFilter):
    """Ask what has become of the files."""

    title = "파기"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name the answers."""
        return [
            ("kept", "내가 아직 가진 것"),
            ("overdue", "파기 예정일이 지난 것"),
            ("all-kept", "아직 파기하지 않은 것"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        rows: Any = queryset
        if self.value() == "kept":
            return rows.kept().of_account(request.user.pk)
        if self.value() == "overdue":
            return rows.overdue(timezone.localdate())
        return rows.kept() if self.value() == "all-kept" else rows


@admin.register(Download)
class DownloadAdmin(admin.ModelAdmin):
    """Nothing here can be changed; PostgreSQL refuses it, too."""

    list_display = [
        "at", "account", "what", "count", "why", "form", "has_password", "destroy_by", "fate", "address",
    ]  # fmt: skip
    list_filter = [FateFilter, "kind", "reason"]
    search_fields = ["account"]
    search_help_text = "계정, 또는 접수번호(그 사람이 들어 있는 기록)"
    show_full_result_count = False
    list_select_related = ["disposal"]
    readonly_fields = [
        "at", "account", "address", "kind", "what", "form", "has_password", "filters_shown", "columns_shown", "count",
        "codes_shown", "why", "destroy_by", "fate",
    ]  # fmt: skip
    fields = [*readonly_fields]
    actions = ["say_destroyed"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let taking out alone write."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Download | None = None) -> bool:
        """Keep it as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Download | None = None) -> bool:
        """Keep it."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read without the numbers of all those people; who reviews nobody reads what is their own."""
        rows = Download.objects.without_codes()
        return rows if request.user.has_perm(MAY_REVIEW) else rows.of_account(request.user.pk)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find an account, or in which downloads the person of a 접수번호 was."""
        rows: Any = queryset
        if "-" in search_term and "@" not in search_term:
            return rows.with_person(search_term.strip().upper()), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say which of one's own files should have been destroyed by now."""
        late = Download.objects.of_account(request.user.pk).overdue(timezone.localdate()).count()
        return super().changelist_view(
            request, {"title": "다운로드 대장", "late": late, **(extra_context or {})}
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the monthly review."""
        view = self.admin_site.admin_view(self.reviews_view)
        return [path("reviews/", view, name="registration_download_reviews"), *super().get_urls()]

    def reviews_view(self, request: HttpRequest) -> HttpResponse:
        """Show the months; a press says that somebody has looked at one."""
        if not request.user.has_perm("registration.view_download"):
            raise PermissionDenied
        found = months()
        if request.method == "POST":
            if not request.user.has_perm(MAY_REVIEW):
                raise PermissionDenied
            wanted = [month for month in found if f"{month.begins_at:%Y-%m}" == request.POST.get("month")]
            remark = " ".join(request.POST.get("remark", "").split())
            if wanted and review(wanted[0], taker_of(request), remark):
                self.message_user(request, "점검을 기록했습니다.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:registration_download_reviews"))
        shared = {**self.admin_site.each_context(request), "title": "월별 점검", "opts": Download._meta}
        name = "admin/registration/download/reviews.html"
        return TemplateResponse(request, name, {**shared, "months": found})

    @admin.action(description="파기 완료(내가 받은 것)", permissions=["view"])
    def say_destroyed(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Say of one's own files that they are destroyed; a city administrator says it for people who have left."""
        rows: Any = queryset
        if not request.user.has_perm("registration.set_export_rules"):
            rows = rows.of_account(request.user.pk)
        said = dispose(rows, taker_of(request))
        self.message_user(
            request, f"{said}건을 파기 완료로 기록했습니다. 파일이 아닌 기록과 이미 파기한 것은 그대로입니다."
        )

    @admin.display(description="사유")
    def why(self, download: Download) -> str:
        """Say what for."""
        return download.why

    @admin.display(description="파기")
    def fate(self, download: Download) -> str:
        """Say what has become of it."""
        if download.destroy_by is None:
            return "해당 없음"
        if disposal := getattr(download, "disposal", None):
            return f"파기 완료 {short_date(timezone.localdate(disposal.at), 'ko')} ({disposal.account})"
        return "기한 지남" if download.destroy_by < timezone.localdate() else "보관 중"

    @admin.display(description="조건")
    def filters_shown(self, download: Download) -> str:
        """Write the questions with their answers."""
        return ", ".join(f"{question}: {answer}" for question, answer in download.filters.items()) or "-"

    @admin.display(description="항목")
    def columns_shown(self, download: Download) -> str:
        """Write the columns in a row."""
        return ", ".join(download.columns)

    @admin.display(description="접수번호")
    def codes_shown(self, download: Download) -> str:
        """Write the first thousand; the search of the list knows all."""
        more = download.count - CODES_SHOWN
        return ", ".join(download.codes[:CODES_SHOWN]) + (f" 외 {more:,}명" if more > 0 else "")
