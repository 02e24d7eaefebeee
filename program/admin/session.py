"""Sessions in the admin: the day in time order, a themed session with its talks in one form."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pobatt import dates
from program.admin.editing import ConferenceFilter, ProgrammeAdmin
from program.admin.history import history_page
from program.admin.session_actions import SessionActions
from program.admin.session_filters import DayFilter, LanguageFilter, MissingFilter, StateFilter
from program.admin.session_form import (
    SessionForm,
    SpeakerSelect,
    TalkForm,
    TalkFormSet,
    is_key,
    next_talk_of,
    slots_for,
    with_speaker_slots,
)
from program.downloads import facts_of
from program.models import Room, Session, Speaker, Track
from program.problems import NEEDS_NO_ROOM, Problem

Kind = Session.Kind
MOST_TALKS = 60  # of one themed session


def _named(speaker: Speaker) -> str:
    return speaker.name if speaker.is_public else f"{speaker.name} (비공개)"


class TalkInline(admin.StackedInline):
    """The talks of a themed session, each with its speakers."""

    model = Session
    fk_name = "parent"
    form = TalkForm
    formset = TalkFormSet
    extra = 0
    max_num = MOST_TALKS
    verbose_name = "발표"
    verbose_name_plural = "발표"
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """List the talks as they follow each other."""
        return super().get_queryset(request).order_by("starts_at", "pk").prefetch_related("appearances")

    def get_formset(self, request: HttpRequest, obj: Session | None = None, **kwargs: Any) -> Any:
        """Give every talk enough places for speakers."""
        slots = slots_for(list(obj.talks.all()) if obj else [])
        kwargs["form"] = with_speaker_slots(TalkForm, slots, self.admin_site)
        return super().get_formset(request, obj, absolute_max=MOST_TALKS, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """Lay the form out."""
        names = [f"speaker_{number + 1}" for number in range(slots_for(list(obj.talks.all()) if obj else []))]
        return [
            (None, {"fields": [("title_ko", "title_en"), ("starts_at", "ends_at"), "language"]}),
            ("연사", {"fields": names}),
            ("취소", {"fields": ["is_cancelled"], "classes": ["collapse"]}),
        ]


@admin.register(Session)
class SessionAdmin(SessionActions, ProgrammeAdmin):
    """The programme as a list in time order."""

    form = SessionForm
    change_form_template = "admin/program/session/change_form.html"
    list_display = ["hours", "title", "kind", "place_of", "people", "state"]
    list_display_links = ["title"]
    list_filter = [
        ConferenceFilter,
        DayFilter,
        MissingFilter,
        "kind",
        "track",
        "room",
        "is_public",
        LanguageFilter,
        StateFilter,
    ]
    search_fields = ["title_ko", "title_en", "speakers__name_ko", "speakers__name_en"]
    autocomplete_fields = ["chair"]
    inlines = [TalkInline]

    # --- the list --------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Bring everything the list shows in a fixed number of queries."""
        queryset = (
            super().get_queryset(request).select_related("conference", "room", "parent", "track", "chair")
        )
        return queryset.prefetch_related("appearances__speaker")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show who has changed what."""
        return history_page(request, self, object_id)

    def get_ordering(self, request: HttpRequest) -> Any:
        """Sort as the day goes."""
        return Session.objects.in_time_order().query.order_by

    @admin.display(description="시간")
    def hours(self, session: Session) -> str:
        """Return day and hours."""
        if not (session.starts_at and session.ends_at):
            return "미정"
        start, end = (
            moment.astimezone(session.conference.zone) for moment in (session.starts_at, session.ends_at)
        )
        return f"{dates.short_day(start.date(), 'ko')} {dates.hours(start, end, 'ko')}"

    @admin.display(description="제목")
    def title(self, session: Session) -> str:
        """Return the title, indented for a talk."""
        return f"└ {session}" if session.parent_id else str(session)

    @admin.display(description="장소")
    def place_of(self, session: Session) -> str:
        """Return the room, or say that it is missing."""
        room = session.room or (session.parent.room if session.parent else None)
        missing = "" if session.kind in NEEDS_NO_ROOM else "장소 없음"
        return str(room) if room else missing or self.get_empty_value_display()

    @admin.display(description="연사")
    def people(self, session: Session) -> str:
        """Return the speakers and the chair, and say who is not public."""
        names = [_named(place.speaker) for place in session.appearances.all()]
        return ", ".join(names + ([f"좌장 {_named(session.chair)}"] if session.chair else []))

    @admin.display(description="상태")
    def state(self, session: Session) -> str:
        """Return what is special about it, and what is missing."""
        marks = {
            "취소": session.cancelled_at,
            "비공개": not session.is_public,
            "잠정": session.is_placeholder,
            "제목 없음": not (session.title_ko or session.title_en),
            "영문 제목 없음": session.title_ko and not session.title_en,
            "소개의 영문 없음": session.abstract_ko and not session.abstract_en,
        }
        return ", ".join(word for word, holds in marks.items() if holds)

    # --- the form --------------------------------------------------------------------------------------------------
    def problems_with(self, obj: Session, problems: list[Problem]) -> list[Problem]:
        """Return the problems of the session and of its talks."""
        family = [obj, *obj.talks.all()]
        return [problem for problem in problems if any(problem.concerns(member) for member in family)]

    def sessions_of(self, obj: Session) -> set[str]:
        """Return the session and its talks."""
        return {str(member.uid) for member in (obj, *obj.talks.all())}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the talks; a cancelled session takes its talks along, and so frees their rooms."""
        super().save_related(request, form, formsets, change)
        form.instance.talks.live().update(cancelled_at=form.instance.cancelled_at)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer only what belongs to the same conference."""
        match = request.resolver_match
        key = match.kwargs.get("object_id") if match else None
        editing = Session.objects.filter(pk=unquote(key)).first() if key else None
        conference = Q(conference=editing.conference_id) if editing else Q(conference__is_current=True)
        offered: dict[str, QuerySet[Any]] = {
            "room": Room.objects.filter(conference),
            "track": Track.objects.filter(conference),
            "parent": Session.objects.filter(conference, kind=Kind.THEMED, parent=None).in_time_order(),
        }
        if db_field.name in offered:
            kwargs["queryset"] = offered[db_field.name]
        if db_field.name == "chair":
            kwargs["widget"] = SpeakerSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_inline_instances(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """Offer talks everywhere but inside a talk."""
        return [] if obj and obj.parent_id else super().get_inline_instances(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Session | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Give the session enough places for speakers."""
        kwargs["form"] = with_speaker_slots(SessionForm, slots_for([obj] if obj else []), self.admin_site)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """Lay the form out."""
        names = [f"speaker_{number + 1}" for number in range(slots_for([obj] if obj else []))]
        texts = ["abstract_ko", "abstract_en"]
        has_slides = ["is-filled"] if obj and (obj.slides_id or obj.slides_url) else []
        when = [("starts_at", "ends_at"), "room", *(["move_talks"] if obj and not obj.parent_id else [])]
        extras = [
            "slug",
            "is_public",
            "is_placeholder",
            "is_invitation_only",
            "is_cancelled",
            "note",
            "source",
        ]
        return [
            (None, {"fields": ["conference", "kind", "parent", ("title_ko", "title_en"), "track"]}),
            ("시간과 장소", {"fields": when}),
            ("연사", {"fields": [*names, "chair", "language", "is_interpreted"], "classes": ["of-people"]}),
            ("소개", {"fields": texts, "classes": ["collapse", "of-texts"]}),
            ("발표자료", {"fields": ["slides_file", "slides_upload", "slides_remove", "slides_kept", "slides_url",
                                  "slides_consent_on"], "classes": ["collapse", "of-slides", *has_slides]}),
            ("공개와 운영", {"fields": extras}),
        ]  # fmt: skip

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin as `?parent=` asks with the next talk of a themed session: a way to add talks without scripts."""
        key = request.GET.get("parent", "")
        themed = Session.objects.filter(kind=Kind.THEMED, parent=None)
        around = themed.filter(pk=key).first() if is_key(key) else None
        return super().get_changeform_initial_data(request) | (next_talk_of(around) if around else {})

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str]:
        """Show the slides that are there; a session stays in its conference."""
        return ["slides_file", *(["conference"] if obj else [])]

    @admin.display(description="올린 파일")
    def slides_file(self, session: Session) -> str:
        """Say what is stored."""
        kept = session.slides
        return facts_of(kept) if kept else "없음"

    def view_on_site(self, obj: Session) -> str | None:
        """Lead to the preview, unless the address name has just been emptied."""
        if not obj.slug:
            return None
        return reverse("preview:session", kwargs={"draft": obj.conference.slug, "slug": obj.slug})
