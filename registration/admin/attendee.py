"""Attendees in the admin: their state, and what staff do for them at the desk or on the telephone."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from pobatt.dates import moment
from pobatt.history import entries
from pobatt.masking import mask_email, mask_phone
from pobatt.phone import shown
from program.admin.history import history_page
from registration.admin import export, import_people
from registration.admin.acting import (
    MAY_ACT,
    can_be_confirmed,
    confirm_one,
    open_edits,
    open_edits_of_one,
)
from registration.admin.attendee_filters import filters
from registration.admin.badges import BadgeForm, badge_shown, set_badge
from registration.admin.contact import has_been_noted, see_contact
from registration.attendee_search import search
from registration.changes import confirm
from registration.history import holders
from registration.models import Attendee, Download


@admin.register(Attendee)
class AttendeeAdmin(admin.ModelAdmin):
    """To read, with telephone and address masked; nothing of it is written by hand."""

    list_display = [
        "code", "name", badge_shown, "affiliation", "state", "passed_over_because", "attendance", "category",
        "masked_phone", "masked_email", "submitted_at",
    ]  # fmt: skip
    search_fields = ["code"]  # that there is a field to search in; `attendee_search` says what is found
    search_help_text = "성명, 초성(ㅎㄱㄷ), 소속, 접수번호, 휴대전화 뒤 4자리"
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": [("code", "state"), "passed_over_because", ("place", "held_until", "offered_until")]}),
        ("사람", {"fields": [
            ("name", "name_en"), ("affiliation", "department", "position"), ("region", "country"),
            ("phone_shown", "email_shown"),
        ]}),
        ("참가", {"fields": [
            ("category", "badge"), ("attendance", "days", "needs_receiver"), ("language", "origin", "consent_way"),
        ]}),
        ("지난 일", {"fields": [
            ("submitted_at", "waitlisted_at", "confirmed_at", "cancelled_at"), ("confirmed_by", "confirmed_with"),
            "edits_open_until",
        ]}),
    ]  # fmt: skip
    readonly_fields = [*flatten_fieldsets(fieldsets)]
    actions = ["confirm_at_the_desk", "open_edits", set_badge]
    action_form = BadgeForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let people register themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Attendee | None = None) -> bool:
        """Let people change what is theirs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Attendee | None = None) -> bool:
        """Leave deleting to its owner and to the purge."""
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Say who may bring people in, and give badges."""
        return request.user.has_perm(import_people.MAY_IMPORT)

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        """Say who may act for a person."""
        return request.user.has_perm(MAY_ACT)

    @admin.action(description="본인임을 확인하고 등록 확정(기록됨)", permissions=["confirm"])
    def confirm_at_the_desk(self, request: HttpRequest, queryset: QuerySet[Attendee]) -> None:
        """Confirm for people who get no mail; who did so is kept with the registration."""
        assert isinstance(request.user, User)
        confirmed = [confirm(attendee, by=request.user) for attendee in queryset.order_by("pk")]
        words = f"{sum(confirmed)}명을 확인했습니다. 누가 확인했는지 등록에 남습니다."
        if not all(confirmed):
            words += f" 이미 확정했거나 취소한 {confirmed.count(False)}명은 그대로입니다."
        self.message_user(request, words)

    @admin.action(description="24시간 동안 수정 허용", permissions=["confirm"])
    def open_edits(self, request: HttpRequest, queryset: QuerySet[Attendee]) -> None:
        """Let these people change their registration although changes are frozen."""
        until = [open_edits(attendee) for attendee in queryset]
        if not until:  # they have gone since the list was shown
            self.message_user(request, "고른 사람이 목록에 없습니다. 다시 골라 주세요.", messages.WARNING)
            return
        until_words = moment(timezone.localtime(min(until)), "ko")
        self.message_user(request, f"{len(until)}명이 {until_words}까지 등록 내용을 고칠 수 있습니다.")

    def get_urls(self) -> list[URLPattern]:
        """Add what is pressed on the page of one person, and the pages on which lists go out and come in."""
        pressed = {"contact": see_contact, "confirm": confirm_one, "open_edits": open_edits_of_one}
        return [
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"registration_attendee_{name}",
                )
                for name, view in pressed.items()
            ),
            *export.urls(self.admin_site),
            *import_people.urls(self.admin_site),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who has changed what about this person, consents and bookings included."""
        return history_page(request, self, object_id, entries=partial(entries, holders=holders))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Name the page as people speak."""
        return super().change_view(
            request, object_id, form_url, {"title": "참가자 한 사람", **(extra_context or {})}
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say which of one's own files should have been destroyed by now."""
        late = Download.objects.of_account(request.user.pk).overdue(timezone.localdate()).count()
        return super().changelist_view(request, {"title": "참가자", "late": late, **(extra_context or {})})

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Make a filter of every question, those of other apps included."""
        return [*filters()]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer the filters alone: 'phone__startswith' in an address would spell out what is masked."""
        return lookup in {each.parameter_name for each in filters()}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as a desk does."""
        return search(queryset, search_term), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Attendee | None:
        """Remember whether this person is to be seen in full, and can be confirmed."""
        attendee: Attendee | None = super().get_object(request, object_id, from_field)
        if attendee is not None:
            attendee.is_seen_in_full = has_been_noted(request, attendee)  # type: ignore[attr-defined]
            attendee.can_be_confirmed = can_be_confirmed(attendee)  # type: ignore[attr-defined]
        return attendee

    @admin.display(description="휴대전화")
    def phone_shown(self, attendee: Any) -> str:
        """Show it whole to whom the ledger has just noted."""
        return shown(attendee.phone) if attendee.is_seen_in_full else mask_phone(attendee.phone)

    @admin.display(description="이메일")
    def email_shown(self, attendee: Any) -> str:
        """Show it whole to whom the ledger has just noted."""
        return attendee.email if attendee.is_seen_in_full else mask_email(attendee.email)

    @admin.display(description="휴대전화")
    def masked_phone(self, attendee: Attendee) -> str:
        """Show the last four digits only."""
        return mask_phone(attendee.phone)

    @admin.display(description="이메일")
    def masked_email(self, attendee: Attendee) -> str:
        """Show the beginning only."""
        return mask_email(attendee.email)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read what the list shows in one query."""
        return super().get_queryset(request).select_related("confirmed_by", "conference")
