"""What organisers do with many sessions at once; the list's action bar asks for minutes, a room or a track."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from program import arranging
from program.arranging import ArrangingRefused
from program.models import Room, Session, Track

Place = TypeVar("Place", Room, Track)


class SessionActionForm(ActionForm):
    """The action and what some actions need; each action itself says what is wrong with it."""

    minutes = forms.CharField(
        label="분", required=False, widget=forms.NumberInput(attrs={"step": 5, "placeholder": "예: 15, -10"})
    )
    room = forms.CharField(label="장소", required=False, widget=forms.Select)
    track = forms.CharField(label="주제", required=False, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("room", Room), ("track", Track)):
            self.fields[name].widget.choices = [("", "---------"), *_offered(model)]


def _offered(model: type[Room] | type[Track]) -> list[tuple[Any, Any]]:
    rows = model.objects.select_related("conference").order_by(
        "-conference__is_current", "-conference__starts_on", "pk"
    )
    return [(row.pk, str(row) if row.conference.is_current else f"{row} ({row.conference})") for row in rows]


class SessionActions(admin.ModelAdmin):
    """The actions of the session list; each is done whole or refused in a sentence."""

    action_form = SessionActionForm
    actions = ["make_public", "make_private", "cancel", "reinstate", "move", "place", "assign"]

    @admin.action(description="공개로 바꾸기 (다음 게시본부터)", permissions=["change"])
    def make_public(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Take the sessions up into the next release."""
        changed = queryset.order_by().update(is_public=True)
        self.message_user(request, f"{changed}건을 공개로 바꿨습니다. 게시하면 보입니다.")

    @admin.action(description="비공개로 바꾸기 (다음 게시본부터)", permissions=["change"])
    def make_private(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Leave the sessions out of the next release."""
        changed = queryset.order_by().update(is_public=False)
        self.message_user(request, f"{changed}건을 비공개로 바꿨습니다. 게시하면 빠집니다.")

    @admin.action(description="취소로 표시 (발표도 함께)", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Cancel the sessions."""
        self._do(request, lambda: f"{arranging.cancel(queryset)}건을 취소로 표시했습니다.")

    @admin.action(description="취소 되돌리기", permissions=["change"])
    def reinstate(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Take the cancellation back."""
        self._do(request, lambda: f"{arranging.reinstate(queryset)}건의 취소를 되돌렸습니다.")

    @admin.action(description="시간 옮기기 (분)", permissions=["change"])
    def move(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Move the sessions in time."""

        def moved() -> str:
            try:
                minutes = int(request.POST.get("minutes", "")[:12])
            except ValueError:
                raise ArrangingRefused("몇 분 옮길지 '분' 칸에 숫자로 입력하세요. 예: 15, -10") from None
            return f"{arranging.move(queryset, minutes)}건을 {minutes:+}분 옮겼습니다."

        self._do(request, moved)

    @admin.action(description="장소 정하기", permissions=["change"])
    def place(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Put the sessions into a room."""

        def placed() -> str:
            room = _chosen(Room, request, "room")
            return f"{arranging.place(queryset, room)}건의 장소를 '{room}'(으)로 정했습니다."

        self._do(request, placed)

    @admin.action(description="주제 정하기", permissions=["change"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """Give the sessions a track."""

        def assigned() -> str:
            track = _chosen(Track, request, "track")
            return f"{arranging.assign(queryset, track)}건의 주제를 '{track}'(으)로 정했습니다."

        self._do(request, assigned)

    def _do(self, request: HttpRequest, arrange: Callable[[], str]) -> None:
        try:
            self.message_user(request, f"{arrange()} 게시하면 알려집니다.")
        except ArrangingRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)


def _chosen(model: type[Place], request: HttpRequest, name: str) -> Place:
    key = request.POST.get(name, "")
    row = model.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if row is None:
        raise ArrangingRefused(f"'{model._meta.verbose_name}' 칸에서 하나를 고르세요.")
    return row
