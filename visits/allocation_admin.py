"""Allocations in the admin: how many seats are kept for whom, and giving them by registration number."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from registration.models import Attendee
from visits.allocating import give, most_seats
from visits.models import Allocation, SiteVisit
from visits.refusal import BookingRefused
from visits.rescheduling import resize


class AllocationForm(forms.ModelForm):
    """Asks for the guests by their numbers."""

    guests = forms.CharField(
        label="자리를 줄 사람",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="접수번호를 한 줄에 하나씩. 받는 분께 메일이 가고, 방문 기업 제공에 동의하고 받아야 확정됩니다.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse seats that others have already, and numbers that nobody has."""
        cleaned = super().clean() or {}
        visit, seats = cleaned.get("visit") or getattr(self.instance, "visit", None), cleaned.get("seats")
        if visit and seats:
            SiteVisit.objects.locked().get(pk=visit.pk)
            most = most_seats(Allocation(pk=self.instance.pk, visit=visit))
            if seats > most:
                words = f"자리를 받은 사람이 있어 {max(0, most)}석까지 됩니다. 정원을 늘리거나 수를 줄이세요."
                self.add_error("seats", words)
        if visit:
            self._find(cleaned.get("guests", ""), visit)
        return cleaned

    def _find(self, guests: str, visit: SiteVisit) -> None:
        codes = list(dict.fromkeys(guests.upper().split()))
        self.people = list(Attendee.objects.of(visit.conference).live().filter(code__in=codes))
        if unknown := set(codes) - {person.code for person in self.people}:
            words = f"등록이 없는 접수번호입니다: {', '.join(sorted(unknown))}. 번호를 확인하세요."
            self.add_error("guests", words)


@admin.register(Allocation)
class AllocationAdmin(admin.ModelAdmin):
    """Kept seats; what is no longer kept goes to those who wait."""

    form = AllocationForm
    fields = ["visit", "kind", "seats", "guests"]
    list_display = ["visit", "kind", "seats", "given"]
    list_filter = ["visit"]
    list_select_related = ["visit"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count in the same query."""
        rows: Any = super().get_queryset(request)
        return rows.with_given()

    def get_readonly_fields(self, request: HttpRequest, obj: Allocation | None = None) -> list[str]:
        """Keep an allocation with its visit."""
        return ["visit"] if obj else []

    def save_model(self, request: HttpRequest, obj: Allocation, form: Any, change: bool) -> None:
        """Save, give the seats, hand on what is free."""
        super().save_model(request, obj, form, change)
        for person in form.people:
            try:
                give(obj, person)
            except BookingRefused as refused:
                self.message_user(request, str(refused), level="ERROR")
        resize(obj.visit)

    def has_delete_permission(self, request: HttpRequest, obj: Allocation | None = None) -> bool:
        """Keep an allocation of which somebody has had a seat; it can be lowered."""
        return super().has_delete_permission(request, obj) and not (obj and obj.bookings.exists())

    def delete_model(self, request: HttpRequest, obj: Allocation) -> None:
        """Delete, and hand on what is free."""
        super().delete_model(request, obj)
        resize(obj.visit)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Let allocations be deleted one by one, so that the seats are handed on."""
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    @admin.display(description="준 자리")
    def given(self, allocation: Any) -> int:
        """Return how many are given."""
        return int(allocation.given)
