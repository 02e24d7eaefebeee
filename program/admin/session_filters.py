"""The questions that the list of sessions can be asked."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from pobatt import dates
from program.admin.editing import ConferenceFilter
from program.models import Conference, Session

Kind = Session.Kind


class DayFilter(admin.SimpleListFilter):
    """Show one day."""

    title = "날짜"
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the days of the conference in view."""
        slug = request.GET.get(ConferenceFilter.parameter_name)
        chosen = Conference.objects.filter(slug=slug) if slug else Conference.objects.current()
        days = [day for conference in chosen for day in conference.days]
        return [(day.isoformat(), dates.short_day(day, "ko")) for day in days] + [("none", "시간 미정")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        """Narrow the list."""
        if self.value() == "none":
            return queryset.filter(starts_at=None)
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(starts_at__date=self.value()) if self.value() in known else queryset


class MissingFilter(admin.SimpleListFilter):
    """Ask what is still missing."""

    title = "빠진 것"
    parameter_name = "missing"
    QUESTIONS = {
        "title": ("제목", Q(title_ko="", title_en="")),
        "title_en": ("영문 제목", Q(title_en="")),
        "abstract": ("소개", Q(abstract_ko="")),
        "abstract_en": ("소개의 영문", ~Q(abstract_ko="") & Q(abstract_en="")),
        "speaker": ("연사", Q(kind__in=[Kind.KEYNOTE, Kind.TALK, Kind.PANEL], appearances=None)),
        "chair": ("좌장", Q(kind__in=[Kind.THEMED, Kind.PANEL], chair=None)),
        "room": ("장소", Q(room=None)),
        "time": ("시간", Q(starts_at=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the questions."""
        return [(name, label) for name, (label, _) in self.QUESTIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        """Narrow the list."""
        question = self.QUESTIONS.get(self.value() or "")
        return queryset.filter(question[1]) if question else queryset
