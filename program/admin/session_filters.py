"""The questions that the list of sessions can be asked."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from pobatt import dates
from program.admin.editing import ConferenceFilter
from program.admin.spoken import languages_in_use
from program.models import Conference, Session
from program.models.conference import DAY_BEGINS_AT

Kind = Session.Kind


class DayFilter(admin.SimpleListFilter):
    """Show one day."""

    title = "날짜"
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the days of the conference in view."""
        slug = request.GET.get(ConferenceFilter.parameter_name)
        self.conference = (Conference.objects.called(slug) if slug else Conference.objects.current()).first()
        days = self.conference.days if self.conference else []
        return [(day.isoformat(), dates.short_day(day, "ko")) for day in days] + [("none", "시간 미정")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        """Narrow the list to what begins between 05:00 and 05:00 by the conference's clock."""
        if self.value() == "none":
            return queryset.filter(starts_at=None)
        if self.value() not in {value for value, _ in self.lookup_choices}:
            return queryset
        day = date.fromisoformat(self.value() or "")
        assert self.conference  # or no day would be known
        begins = datetime.combine(day, DAY_BEGINS_AT, self.conference.zone)
        return queryset.filter(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1))


class StateFilter(admin.SimpleListFilter):
    """Ask for what is cancelled or awaits confirmation."""

    title = "상태"
    parameter_name = "state"
    QUESTIONS = {
        "live": ("열리는 것", Q(cancelled_at=None)),
        "cancelled": ("취소", Q(cancelled_at__isnull=False)),
        "placeholder": ("잠정", Q(is_placeholder=True)),
        "hidden_speaker": ("비공개 연사", Q(speakers__is_public=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the states."""
        return [(name, label) for name, (label, _) in self.QUESTIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        """Narrow the list."""
        question = self.QUESTIONS.get(self.value() or "")
        return (
            queryset.filter(pk__in=Session.objects.filter(question[1]).values("pk")) if question else queryset
        )


class LanguageFilter(admin.SimpleListFilter):
    """Ask for a language that is spoken at some session."""

    title = "진행 언어"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the languages in use."""
        return languages_in_use()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        """Narrow the list."""
        known = {code for code, _ in self.lookup_choices}
        return queryset.filter(language=self.value()) if self.value() in known else queryset


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
