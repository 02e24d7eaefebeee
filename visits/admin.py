"""Visits in the admin, with their numbers; and bookings, to read and to write the host's word down."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from program.admin.pictures import thumbnail
from visits.allocation_admin import AllocationAdmin  # noqa: F401 (registers it)
from visits.booking import approve, cancel, decline
from visits.models import Booking, BookingState, SiteVisit
from visits.models.booking_queryset import LIVE
from visits.refusal import BookingRefused
from visits.rescheduling import reschedule
from visits.standing import with_numbers
from visits.visit_form import BusInline, SiteVisitForm

TEXTS = ("host", "site", "description", "meeting_point", "bring", "wear", "access", "document", "host_keeps")


@admin.register(SiteVisit)
class SiteVisitAdmin(admin.ModelAdmin):
    """Saving gives new seats to those who wait, and tells everybody of a new time."""

    form = SiteVisitForm
    inlines = [BusInline]
    list_display = ["site_ko", "host_ko", "departs_at", "numbers", "opens_at", "published_at"]
    list_filter = ["conference"]
    readonly_fields = ["numbers", "bookings", "face", "pages"]
    fieldsets = [
        (None, {"fields": ["conference", "slug", ("host_ko", "host_en"), ("site_ko", "site_en"),
                           "description_ko", "description_en", "published_at"]}),
        ("사진", {"fields": ["face", "picture_upload", "picture_remove", "picture_kept"]}),
        ("시각과 장소", {"fields": [("departs_at", "returns_at"), "buffer_minutes",
                                ("meeting_point_ko", "meeting_point_en")],
                     "description": "대회 시간대의 시각입니다. 바꾸면 신청한 사람 모두에게 메일이 갑니다."}),
        ("자리", {"fields": ["capacity", "numbers", "bookings", ("opens_at", "closes_at"), "offer_hours",
                            "per_affiliation"],
                 "description": "신청 기간은 초까지 지킵니다."}),
        ("명단과 견학 날", {"fields": ["list_locks_at", "pages"],
                        "description": "버스는 아래에서 더합니다."}),
        ("방문 기업의 규정", {"fields": ["needs_approval", ("foreigners", "foreigners_until"),
                                ("document_ko", "document_en"),
                                "minimum_age", "competitors", "photography", "tour_language", ("bring_ko", "bring_en"),
                                ("wear_ko", "wear_en"), ("access_ko", "access_en")]}),
        ("자리를 받은 뒤에 묻는 것", {"fields": ["details", ("details_due_at", "details_kept_days")],
                        "description": "암호화해 보관하고, 방문 기업의 명단에만 나오며, 기한이 지나면 파기합니다."}),
        ("제3자 제공 동의", {"fields": [("host_keeps_ko", "host_keeps_en")],
                        "description": "바꾸면 동의문의 다음 판이 저절로 만들어집니다."}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count in the same query."""
        return with_numbers(super().get_queryset(request))

    def has_delete_permission(self, request: HttpRequest, obj: SiteVisit | None = None) -> bool:
        """Keep a visit that somebody has booked."""
        return super().has_delete_permission(request, obj) and not (obj and obj.bookings.exists())

    def save_model(self, request: HttpRequest, obj: SiteVisit, form: Any, change: bool) -> None:
        """Save, with the times of its bookings; say when more have seats than there are."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        reschedule(obj)
        over = Booking.objects.of(obj).with_place().number_of_places() - obj.capacity
        if over > 0:
            words = f"정원보다 {over}명이 많습니다. 이미 자리를 받은 사람은 그대로입니다."
            self.message_user(request, words, level="WARNING")

    @admin.display(description="자리 / 정원 · 대기")
    def numbers(self, visit: Any) -> str:
        """Say how many have seats and how many wait."""
        if not visit.pk:
            return "-"
        taken = visit.taken + visit.given
        kept = f" (배정 {visit.given} / {visit.kept})" if visit.kept else ""
        return f"{taken} / {visit.capacity}{kept} · {visit.waiting}"

    @admin.display(description="지금 사진")
    def face(self, visit: SiteVisit) -> str:
        """Show the picture in small."""
        return thumbnail(visit.picture_id) or self.get_empty_value_display()

    @admin.display(description="명단·버스")
    def pages(self, visit: SiteVisit) -> str:
        """Lead to the list for the host, to the buses and to the roll."""
        if not visit.pk or not visit.conference.is_current:
            return "-"
        pages = (("list", "방문 기업 명단"), ("buses", "버스 명단"), ("roll_call", "인원 점검"))
        links = ((reverse(f"visits_staff:{name}", args=[visit.slug]), words) for name, words in pages)
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description="신청")
    def bookings(self, visit: SiteVisit) -> str:
        """Lead to the list of this visit's bookings."""
        if not visit.pk:
            return "-"
        address = reverse("admin:visits_booking_changelist", query={"visit__id__exact": visit.pk})
        return format_html('<a href="{}">이 견학의 신청 목록</a>', address)


class DecisionForm(ActionForm):
    """Asks for the reason beside the action."""

    because = forms.CharField(label="반려 사유", required=False, max_length=200)


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin):
    """To read; only the host's word is written here."""

    action_form = DecisionForm
    actions = ["approve_bookings", "decline_bookings", "cancel_bookings"]
    list_display = [
        "code",
        "name",
        "affiliation",
        "visit",
        "state",
        "reviewed_because",
        "passed_over_because",
        "nationality",
        "helper_name",
        "booked_at",
    ]
    list_filter = ["visit", "state", "nationality"]
    search_fields = ["attendee__code", "attendee__name", "attendee__affiliation"]
    readonly_fields = [
        "code", "name", "affiliation", "visit", "state", "nationality", "helper_name", "allocation", "reviewed_because",
        "booked_at", "confirmed_at", "waitlisted_at",
        "offered_until", "cancelled_at", "decided_at", "declined_because", "passed_over_because",
    ]  # fmt: skip
    fields = [*readonly_fields]
    list_select_related = ["attendee", "visit"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let people book themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        """Let people change what is theirs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        """Leave deleting to the purge."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Say who may write down what the host decides."""
        return request.user.has_perm("visits.decide_booking")

    @admin.action(description="방문 기업 승인", permissions=["decide"])
    def approve_bookings(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Confirm those that wait for the host's word."""
        waiting = list(queryset.filter(state=BookingState.REVIEW).order_by("attendee_id", "pk"))
        for booking in waiting:
            approve(booking)
        self.message_user(request, f"{len(waiting)}명을 승인했습니다.")

    @admin.action(description="방문 기업 반려(사유 필요)", permissions=["decide"])
    def decline_bookings(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Decline with the reason that stands beside the action; the next in line follow."""
        because = " ".join(request.POST.get("because", "").split())[:200]
        if not because:
            self.message_user(
                request, "반려 사유를 적어 주세요. 신청한 사람에게 그대로 알려 드립니다.", level="ERROR"
            )
            return
        seated = list(
            queryset.filter(state__in=[BookingState.REVIEW, BookingState.CONFIRMED]).order_by(
                "attendee_id", "pk"
            )
        )
        for booking in seated:
            decline(booking, because)
        self.message_user(request, f"{len(seated)}명을 반려했습니다.")

    @admin.action(description="취소(본인이 부탁함)", permissions=["decide"])
    def cancel_bookings(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        """Cancel for those who have called, even when the list is fixed; they are told."""
        live = list(
            queryset.filter(state__in=LIVE).select_related("attendee", "visit").order_by("attendee_id", "pk")
        )
        for booking in live:
            try:
                cancel(booking.attendee, booking.visit, is_asked_to=True)
            except BookingRefused as refused:
                self.message_user(request, f"{booking.attendee.name}: {refused}", level="ERROR")
        self.message_user(request, f"{len(live)}명의 취소를 처리했습니다.")

    @admin.display(description="접수번호")
    def code(self, booking: Booking) -> str:
        """Show the registration."""
        return booking.attendee.code

    @admin.display(description="성명")
    def name(self, booking: Booking) -> str:
        """Show who it is."""
        return booking.attendee.name

    @admin.display(description="소속")
    def affiliation(self, booking: Booking) -> str:
        """Show from where."""
        return booking.attendee.affiliation
