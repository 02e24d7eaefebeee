"""The questions of `registration/list_questions.py` as filters of the admin."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from program.models import Conference
from registration.list_questions import Asked, ListQuestion, asked_by, questions


def asked_in(request: HttpRequest) -> Asked:
    """Return what the address of a list asks for, read once for each request. Raises Http404 without a conference."""
    if not hasattr(request, "asked"):
        request.asked = asked_by(request.GET)  # type: ignore[attr-defined]
    asked: Asked | None = request.asked  # type: ignore[attr-defined]
    if asked is None:
        raise Http404
    return asked


class ConferenceFilter(admin.SimpleListFilter):
    """Show one conference, the current one unless another is chosen; people of two are never in one list."""

    title = "대회"
    parameter_name = "conference"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the conferences."""
        return [
            (conference.slug, conference.short_name)
            for conference in Conference.objects.order_by("-starts_on")
        ]

    def choices(self, changelist: Any) -> Any:
        """Leave out 'all', since there is no such list."""
        chosen = (
            asked_in(changelist.request).conference.slug if hasattr(changelist, "request") else self.value()
        )
        for slug, name in self.lookup_choices:
            yield {
                "selected": slug == (self.value() or chosen),
                "query_string": changelist.get_query_string({self.parameter_name: slug}),
                "display": name,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        return queryset.filter(conference=asked_in(request).conference)


@cache
def filter_of(question: ListQuestion) -> type[admin.SimpleListFilter]:
    """Return a question as a filter."""

    class QuestionFilter(admin.SimpleListFilter):
        """One question."""

        title = question.title
        parameter_name = question.parameter

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            """List the answers."""
            self.answers = question.answers(asked_in(request).conference)
            return [(answer.value, answer.words) for answer in self.answers]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            """Narrow the list to whom the answer keeps."""
            for answer in self.answers:
                if answer.value == self.value():
                    return queryset.filter(answer.where())
            return queryset

    return QuestionFilter


def filters() -> list[type[admin.SimpleListFilter]]:
    """Return every filter of the list."""
    return [ConferenceFilter, *(filter_of(question) for question in questions())]
