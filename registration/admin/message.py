"""Mails in the admin: what was sent, what waits, and what was given up, to be sent again."""

import re
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from pobatt.masking import mask_email
from registration.messages import send_again
from registration.models import Message

CONSENT_LINK = re.compile(r"/invited/[^/\s]+")
KINDS = {
    "confirmed": "등록 확정", "waitlisted": "대기 접수", "offered": "자리 제안", "promoted": "대기에서 확정",
    "cancelled": "등록 취소", "changed": "내용 변경", "lapsed": "제안 기한 지남", "unconfirmed": "확인하지 않아 풀림",
    "reminder": "행사 전 안내", "stream": "온라인 중계", "address_changed": "이메일 변경", "invited": "대신 등록",
    "invited_again": "대신 등록(다시)",
}  # fmt: skip


class StateFilter(admin.SimpleListFilter):
    """The question 'what became of it?'."""

    title = "상태"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name the answers."""
        return [("parked", "보류(보내지 못함)"), ("waiting", "보내는 중"), ("sent", "보냄")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Keep what was asked for."""
        words = {
            "parked": Message.objects.parked,
            "waiting": Message.objects.waiting,
            "sent": Message.objects.sent,
        }
        chosen = words.get(self.value() or "")
        return queryset & chosen() if chosen else queryset


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """Nothing here is written by hand; a parked mail can be sent again."""

    list_display = [
        "subject",
        "state",
        "kind_shown",
        "attendee_code",
        "problem",
        "attempts",
        "queued_at",
        "sent_at",
    ]
    list_filter = [StateFilter, "kind", "language"]
    search_fields = ["attendee__code", "subject"]
    list_select_related = ["attendee"]
    readonly_fields = [
        "subject", "state", "problem", "kind_shown", "attendee_code", "masked_address", "language", "text_shown",
        "queued_at", "attempts", "sent_at", "parked_at", "message_id",
    ]  # fmt: skip
    fields = [*readonly_fields]
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Leave out codes: whoever read them could log in as somebody else."""
        return super().get_queryset(request) & Message.objects.letters()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer no question about what is masked."""
        is_masked = lookup.startswith(("address", "text", "html"))
        return not is_masked and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let mails be caused, not written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Keep what somebody was told until the purge."""
        return False

    @admin.display(description="상태")
    def state(self, message: Message) -> str:
        """Say what became of it."""
        return {"sent": "보냄", "parked": "보류", "queued": "보내는 중"}[message.status]

    @admin.display(description="종류", ordering="kind")
    def kind_shown(self, message: Message) -> str:
        """Say why it was sent."""
        return KINDS.get(message.kind, message.kind)

    @admin.display(description="받는 주소")
    def masked_address(self, message: Message) -> str:
        """Show the beginning only."""
        return mask_email(message.address)

    @admin.display(description="접수번호", ordering="attendee__code")
    def attendee_code(self, message: Message) -> str:
        """Return the public reference of whom it is for."""
        return message.attendee.code if message.attendee else "-"

    @admin.display(description="본문")
    def text_shown(self, message: Message) -> str:
        """Leave out the link by which a person agrees: whoever had it could agree for somebody else."""
        return CONSENT_LINK.sub("/invited/…", message.text)

    @admin.action(description="보류된 메일 다시 보내기", permissions=["change"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Begin anew with the chosen ones that were parked."""
        parked = list(chosen & Message.objects.parked())
        for message in parked:
            send_again(message)
        self.message_user(
            request,
            f"{len(parked)}통을 다시 보냅니다. 이미 보냈거나 보내는 중인 메일은 그대로입니다.",
            messages.SUCCESS,
        )
