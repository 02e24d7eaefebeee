"""Passes for one day in the admin: issue one, print its QR, see who works with it, revoke it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from program.models import Conference
from registration.day_passes import address_of, doors, is_open, qr_svg, revoke
from registration.models import DayPass


class DayPassForm(forms.ModelForm):
    """A pass to the desk; what belongs to an app above is issued on that app's own page."""

    def clean_day(self) -> Any:
        """Refuse a day that is over."""
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError("지난 날입니다.")
        if not Conference.objects.current().exists():
            raise forms.ValidationError("대회가 아직 없습니다. 대회를 먼저 만드세요.")
        return day


@admin.register(DayPass)
class DayPassAdmin(admin.ModelAdmin):
    """Issued here, never changed, only revoked."""

    form = DayPassForm
    list_display = ["__str__", "door", "state", "number_of_holders", "issuer", "issued_at"]
    list_filter = ["day", "kind"]
    fields = ["day", "note"]
    readonly_fields = ["door", "state", "qr", "holders", "issuer", "issued_at"]
    actions = ["revoke_passes"]
    list_select_related = ["issued_by", "conference"]

    def get_fields(self, request: HttpRequest, obj: DayPass | None = None) -> Any:
        """Show the QR of a pass that there is."""
        return ["day", "note"] if obj is None else ["day", "note", *self.readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DayPass]:
        """Count who works with each in the same query."""
        return DayPass.objects.with_holders()

    def get_urls(self) -> list[URLPattern]:
        """Add the picture of the QR."""
        picture = path(
            "<uuid:key>/qr.svg", self.admin_site.admin_view(self.picture), name="registration_daypass_qr"
        )
        return [picture, *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the first day of the conference, or with today while it lasts."""
        current = Conference.objects.current().first()
        today = timezone.localdate()
        return {"day": max(current.starts_on, today) if current and current.ends_on >= today else today}

    def save_model(self, request: HttpRequest, obj: DayPass, form: Any, change: bool) -> None:
        """Issue a pass to the desk of the current conference."""
        assert isinstance(request.user, User)
        obj.conference, obj.kind, obj.issued_by = Conference.objects.current().get(), "desk", request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: DayPass, post_url_continue: Any = None) -> HttpResponse:
        """Lead to the QR."""
        self.message_user(request, "발급했습니다. 이 화면을 보여 주거나 인쇄하세요.")
        return HttpResponseRedirect(reverse("admin:registration_daypass_change", args=[obj.pk]))

    def has_change_permission(self, request: HttpRequest, obj: DayPass | None = None) -> bool:
        """Keep a pass as it was issued."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DayPass | None = None) -> bool:
        """Keep who has worked with it."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Let who may issue also revoke."""
        return self.has_add_permission(request)

    def picture(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Give the QR to who may issue passes."""
        day_pass = DayPass.objects.in_force().filter(pk=key).first()
        if day_pass is None or not self.has_add_permission(request):
            raise Http404
        return HttpResponse(qr_svg(day_pass), content_type="image/svg+xml")

    @admin.action(description="거두기: 지금부터 아무것도 열지 않음", permissions=["revoke"])
    def revoke_passes(self, request: HttpRequest, queryset: QuerySet[DayPass]) -> None:
        """Revoke the chosen ones."""
        chosen = [day_pass for day_pass in queryset if day_pass.revoked_at is None]
        for day_pass in chosen:
            revoke(day_pass)
        self.message_user(request, f"QR {len(chosen)}개를 거두었습니다.")

    @admin.display(description="발급한 사람", ordering="issued_by")
    def issuer(self, day_pass: DayPass) -> str:
        """Name who issued it."""
        return day_pass.issued_by.first_name or day_pass.issued_by.email if day_pass.issued_by else "-"

    @admin.display(description="문")
    def door(self, day_pass: DayPass) -> str:
        """Name what it opens."""
        return doors[day_pass.kind].name if day_pass.kind in doors else day_pass.kind

    @admin.display(description="상태")
    def state(self, day_pass: DayPass) -> str:
        """Say whether it opens anything now."""
        if day_pass.revoked_at:
            return "거둠"
        if is_open(day_pass):
            return "오늘 쓸 수 있음"
        return "지남" if day_pass.day < timezone.localdate() else "그날부터 쓸 수 있음"

    @admin.display(description="쓰는 사람", ordering="number_of_holders")
    def number_of_holders(self, day_pass: Any) -> int:
        """Say how many have opened it."""
        return int(day_pass.number_of_holders)

    @admin.display(description="이름을 적은 사람")
    def holders(self, day_pass: DayPass) -> str:
        """Name those who have opened it."""
        return ", ".join(holder.name for holder in day_pass.holders.all()) or "-"

    @admin.display(description="QR")
    def qr(self, day_pass: DayPass) -> str:
        """Show the QR, to be scanned from the screen or printed."""
        if day_pass.revoked_at:
            return "-"
        return format_html(
            '<img class="pass-qr" src="{}" alt="QR"><p><a href="{}">{}</a></p>',
            reverse("admin:registration_daypass_qr", args=[day_pass.pk]), address_of(day_pass), "휴대전화로 여는 주소",
        )  # fmt: skip
