"""명찰 구분: which badge somebody gets, chosen in the list for many at once; in colour and in words."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from registration.models import Attendee

BADGES = [("", "명찰 구분 고르기"), *Attendee.Badge.choices, ("none", "일반")]


class BadgeForm(ActionForm):
    """Asks for the badge beside the action."""

    badge = forms.ChoiceField(label="명찰 구분", choices=BADGES, required=False)


@admin.action(description="명찰 구분 정하기", permissions=["import"])
def set_badge(model_admin: Any, request: HttpRequest, queryset: QuerySet[Attendee]) -> None:
    """Give the chosen people a badge."""
    chosen = request.POST.get("badge", "")
    if chosen not in dict(BADGES) or not chosen:
        model_admin.message_user(
            request, "명찰 구분을 고르고 다시 누르세요. 바꾸지 않았습니다.", messages.ERROR
        )
        return
    number = queryset.order_by().update(badge="" if chosen == "none" else chosen)
    model_admin.message_user(request, f"{number}명의 명찰 구분을 '{dict(BADGES)[chosen]}'(으)로 정했습니다.")


@admin.display(description="명찰", ordering="badge")
def badge_shown(attendee: Attendee) -> str:
    """Show the badge as it is at the desk."""
    if not attendee.badge:
        return "-"
    return format_html(
        '<span class="badge-kind badge-kind--{}">{}</span>', attendee.badge, attendee.get_badge_display()
    )
