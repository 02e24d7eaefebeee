"""What all forms of the programme share: they save under the conference's lock, warn, and can publish at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.db import IntegrityError, connection, models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from program.models import Conference
from program.problems import Problem, problems_of
from program.refusals import sentence_for
from program.release import NewProblems, PublishingRefused, publish, typos_in


class ProgrammeAdmin(admin.ModelAdmin):
    """A form of the working copy.

    Saving takes the conference's lock first, checks the deferred constraints before it says 'saved', turns what the
    database refuses into a sentence on the same form, and names the problems that concern what was saved. '저장하고
    바로 게시' publishes in the same transaction.
    """

    change_form_template = "admin/program/change_form.html"
    save_on_top = False
    list_per_page = 200

    def conference_of(self, obj: Any) -> Conference:
        """Return the conference that an object belongs to."""
        conference: Conference = obj.conference
        return conference

    def problems_with(self, obj: Any, problems: list[Problem]) -> list[Problem]:
        """Return those of the conference's problems that concern the object."""
        return []

    def sessions_of(self, obj: Any) -> set[str]:
        """Return the uids of the sessions that the form edits: a typo in it excuses no other change."""
        return set()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                list(Conference.objects.locked().order_by("pk"))
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # two talks may swap their hours
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            request.refusal = sentence_for(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """Return the form; after a refusal by the database it carries the sentence, and what was typed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        if not refusal:
            return form

        class Refused(form):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                self.add_error(None, refusal)
                return super().clean()

        return Refused

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rest, then have the database check everything that was put off."""
        super().save_related(request, form, formsets, change)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Answer after adding."""
        return self._published(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Answer after changing."""
        return self._published(request, obj) or super().response_change(request, obj)

    def _published(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Name the problems, and publish if that was asked for; None means Django's own answer."""
        conference = self.conference_of(obj)
        for problem in self.problems_with(obj, problems_of(conference)):
            messages.warning(request, problem.sentence)
        if "_publish" not in request.POST or not request.user.has_perm("program.publish_programme"):
            return None
        assert isinstance(request.user, User)
        own = self.sessions_of(obj) if request.POST.get("_typo") else set()
        try:
            release = publish(conference, by=request.user, decisions=typos_in(conference, own))
        except NewProblems as refusal:
            messages.error(request, f"저장했지만 게시하지 않았습니다. {refusal}")
            return HttpResponseRedirect(reverse("admin:program_conference_publish", args=[conference.pk]))
        except PublishingRefused as refusal:
            messages.warning(request, f"저장했습니다. {refusal}")
        else:
            messages.success(
                request, f"저장하고 게시했습니다: {release} (변경 안내 {len(release.changes)}건)"
            )
        return self.response_post_save_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show times in the conference's own zone."""
        obj = context.get("original")
        edited = (
            Conference.objects.filter(pk=self.conference_of(obj).pk) if obj else Conference.objects.current()
        )
        conference = edited.first()  # as saved: the form may hold a time zone that does not exist
        context["may_publish"] = (
            request.user.has_perm("program.publish_programme") and "_popup" not in request.GET
        )
        context["conference"] = conference
        with timezone.override(conference.zone if conference else None):
            response = super().render_change_form(request, context, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the current conference, and with nothing that stands in the address."""
        current = Conference.objects.current().first()
        return {"conference": current.pk if current else None}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, or act on the chosen rows; a row is chosen by a number."""
        if not all(key.isdecimal() for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest
        return super().changelist_view(request, extra_context)


class ConferenceFilter(admin.SimpleListFilter):
    """Show one conference's rows: the current one's, unless another is chosen."""

    title = "대회"
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """List the conferences that are not the default."""
        return [(c.slug, c.short_name) for c in Conference.objects.filter(is_current=False)] + [
            ("all", "모든 대회")
        ]

    def choices(self, changelist: Any) -> Any:
        """Name the default for what it is."""
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": "이번 대회"} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Narrow the list."""
        if self.value() == "all":
            return queryset
        return (
            queryset.filter(conference__slug=self.value())
            if self.value()
            else queryset.filter(conference__is_current=True)
        )
