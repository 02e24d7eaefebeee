"""Conferences in the admin, with the pages where a programme is checked and published."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from program.admin import importing
from program.admin.editing import ProgrammeAdmin
from program.admin.publish_form import PublishForm
from program.first_pages import write_first_pages
from program.models import Conference, Release
from program.problems import by_kind, by_subject, problems_of
from program.release import PublishingRefused, draft, publish

LINKS = ("links", "links_to_look")  # for those who publish, and for those who only look


def _links_for(request: HttpRequest) -> str:
    return LINKS[0] if request.user.has_perm("program.publish_programme") else LINKS[1]


@admin.register(Conference)
class ConferenceAdmin(ProgrammeAdmin):
    """The editions."""

    change_form_template = "admin/program/conference/change_form.html"
    list_display = ["short_name", "starts_on", "ends_on", "is_current", "links"]
    readonly_fields = ["links"]
    actions = ["make_pages"]
    fieldsets = [
        (None, {"fields": ["links", "short_name", "slug", "number", "is_current"]}),
        ("이름", {"fields": [("name_ko", "name_en"), ("theme_ko", "theme_en")]}),
        ("때와 곳", {"fields": [("starts_on", "ends_on"), "time_zone", "hours_are_provisional",
                              ("venue_ko", "venue_en"), ("city_ko", "city_en"),
                              ("address_ko", "address_en"), ("latitude", "longitude")]}),
        ("문의", {"fields": [("department_ko", "department_en"), "phone",
                            ("phone_hours_ko", "phone_hours_en"), "email"],
                "description": "모든 페이지 아래에 같은 자리에 보입니다. 저장하면 바로 바뀝니다."}),
        ("개인정보", {"fields": [("privacy_officer_ko", "privacy_officer_en"), "retention_days"],
                   "description": "개인정보 처리방침에 보입니다. 저장하면 바로 바뀝니다."}),
        ("운영", {"fields": ["source"]}),
    ]  # fmt: skip

    @admin.action(description="없는 페이지를 기본 문안으로 만들기", permissions=["change"])
    def make_pages(self, request: HttpRequest, queryset: QuerySet[Conference]) -> None:
        """Make the pages that are not there yet."""
        made = [page for conference in queryset for page in write_first_pages(conference)]
        self.message_user(request, f"페이지 {len(made)}개를 만들었습니다. '페이지' 목록에서 고치세요.")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Give a new conference its first pages."""
        super().save_related(request, form, formsets, change)
        if not change:
            write_first_pages(form.instance)

    def get_readonly_fields(self, request: HttpRequest, obj: Conference | None = None) -> list[str]:
        """Keep the address name once something is published under it."""
        return [*LINKS, *(["slug"] if obj and obj.releases.exists() else [])]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Lead only where the account may go."""
        return [name for name in self.list_display if name not in LINKS] + [_links_for(request)]

    def get_fieldsets(self, request: HttpRequest, obj: Conference | None = None) -> Any:
        """Lead only where the account may go."""
        (_, first), *others = super().get_fieldsets(request, obj)
        names = [name for name in first["fields"] if name not in LINKS]
        return [(None, {**first, "fields": [_links_for(request), *names]}), *others]

    def conference_of(self, obj: Conference) -> Conference:
        """Return the conference itself."""
        return obj

    @admin.display(description="프로그램")
    def links(self, conference: Conference) -> str:
        """Lead to preview, problems and publishing."""
        if not conference.pk:
            return self.get_empty_value_display()
        return format_html(
            '<a href="{}">미리보기</a> · <a href="{}">확인할 문제</a> · <a href="{}">게시하기</a> · '
            '<a href="{}?conference={}">프로그램 가져오기</a> · <a href="{}">XLSX로 내려받기</a>',
            reverse("preview:agenda", args=[conference.slug]),
            reverse("admin:program_conference_problems", args=[conference.pk]),
            reverse("admin:program_conference_publish", args=[conference.pk]),
            reverse("admin:program_import"),
            conference.slug,
            reverse("admin:program_conference_export", args=[conference.pk]),
        )

    @admin.display(description="프로그램")
    def links_to_look(self, conference: Conference) -> str:
        """Lead to what may be looked at without publishing."""
        if not conference.pk:
            return self.get_empty_value_display()
        address = reverse("admin:program_conference_problems", args=[conference.pk])
        return format_html('<a href="{}">확인할 문제</a>', address)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of problems and of publishing."""
        wrap = self.admin_site.admin_view
        own = [
            path(
                "<int:conference_id>/problems/", wrap(self.problems_view), name="program_conference_problems"
            ),
            path("<int:conference_id>/publish/", wrap(self.publish_view), name="program_conference_publish"),
        ]
        return importing.urls(self.admin_site) + own + super().get_urls()

    def problems_view(self, request: HttpRequest, conference_id: int) -> HttpResponse:
        """List everything an organiser should look at before publishing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        conference = get_object_or_404(Conference, pk=conference_id)
        problems = problems_of(conference)
        groups = {"by_kind": by_kind(problems), "by_subject": by_subject(problems)}
        return self._page(request, conference, "problems", "확인할 문제", problems=problems, **groups)

    def publish_view(self, request: HttpRequest, conference_id: int) -> HttpResponse:
        """Show what would be published; publish it when asked to."""
        if not request.user.has_perm("program.publish_programme"):
            raise PermissionDenied
        conference = get_object_or_404(Conference, pk=conference_id)
        proposal = draft(conference)
        form = PublishForm(request.POST if request.method == "POST" else None, draft=proposal)
        if request.method == "POST" and form.is_valid():
            assert isinstance(request.user, User)
            try:
                release = publish(conference, by=request.user, **form.arguments)
            except PublishingRefused as refusal:
                form.add_error(None, str(refusal))
                form.review_again(proposal)
            else:
                messages.success(request, f"게시했습니다: {release} (변경 안내 {len(release.changes)}건)")
                return HttpResponseRedirect(reverse("admin:program_conference_publish", args=[conference.pk]))
        return self._page(request, conference, "publish", "게시하기", draft=proposal, form=form)

    def _page(
        self, request: HttpRequest, conference: Conference, name: str, title: str, **context: Any
    ) -> HttpResponse:
        shared = {"conference": conference, "title": f"{conference} {title}", "opts": self.opts}
        everything = {**self.admin_site.each_context(request), **shared, **context}
        return TemplateResponse(request, f"admin/program/conference/{name}.html", everything)


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    """The releases, to look at."""

    list_display = ["__str__", "published_at", "published_by", "told"]
    list_filter = ["conference"]
    list_select_related = ["conference", "published_by"]
    readonly_fields = [
        "conference",
        "number",
        "published_at",
        "published_by",
        "told",
        "note_ko",
        "note_en",
        "accepted_problems",
    ]
    fields = tuple(readonly_fields)

    @admin.display(description="변경 안내")
    def told(self, release: Release) -> str:
        """Return what the public was told."""
        return "\n".join(change["ko"] for change in release.changes) or self.get_empty_value_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Releases come from publishing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Releases do not change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Releases stay."""
        return False
