"""The forms of a session and of the talks inside it."""

from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.functional import cached_property

from program.admin import uploads
from program.admin.spoken import languages_offered
from program.models import Appearance, Session, Speaker

FEWEST_SLOTS = 3
SLOT = "speaker_{}"


class SpeakerSelect(AutocompleteSelect):
    """Django's select with a search, which would ask the database for whatever was sent back to it."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """List the chosen speaker, if what was chosen can be one."""
        return super().optgroups(name, [key for key in value if str(key).isdecimal()], attrs)


def is_key(text: str) -> bool:
    """Say whether a text can be the primary key of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def next_talk_of(session: Session) -> dict[str, Any]:
    """Return what a form of the next talk in a themed session begins with."""
    begins = max(
        [moment for talk in session.talks.all() if (moment := talk.ends_at)], default=session.starts_at
    )
    return {
        "conference": session.conference_id,
        "kind": Session.Kind.TALK,
        "parent": session.pk,
        "room": session.room_id,
        "starts_at": begins,
    }


def slots_for(sessions: "list[Session]") -> int:
    """Return how many places for speakers a form needs so that there is always a free one."""
    return max([FEWEST_SLOTS, *(session.appearances.count() + 1 for session in sessions if session.pk)])


def with_speaker_slots(form: type[forms.ModelForm], slots: int, site: AdminSite) -> type[forms.ModelForm]:
    """Return the form with `slots` numbered fields that choose speakers in order, each able to add a new one."""
    relation = Appearance._meta.get_field("speaker")
    fields: dict[str, Any] = {"slots": [SLOT.format(number) for number in range(1, slots + 1)]}
    for number, name in enumerate(fields["slots"], start=1):
        widget = RelatedFieldWidgetWrapper(
            SpeakerSelect(relation, site),
            relation.remote_field,
            site,
            can_add_related=True,
            can_change_related=True,
        )
        fields[name] = forms.ModelChoiceField(
            Speaker.objects.all(), label=f"연사 {number}", required=False, widget=widget
        )
    return type(form.__name__, (form,), fields)


class SessionForm(uploads.KeepsUploads):
    """A session with its speakers in order, its slides, and its cancellation as a tick."""

    slots: list[str] = []
    uploads = {"slides": uploads.slides}
    slides_upload = forms.FileField(label="발표자료", required=False, help_text="PDF 또는 PPTX, 30 MB까지.")
    slides_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    slides_remove = forms.BooleanField(label="발표자료 지우기", required=False)
    is_cancelled = forms.BooleanField(
        label="취소됨",
        required=False,
        help_text="취소한 세션은 프로그램에 '취소'로 남고, 달력에도 취소로 전해집니다.",
    )
    move_talks = forms.BooleanField(
        label="발표도 함께 옮기기",
        required=False,
        initial=True,
        help_text="시작 시각을 바꾸면 고치지 않은 발표도 같은 만큼 옮깁니다.",
    )

    language = forms.ChoiceField(label="진행 언어", required=False, choices=languages_offered)

    class Meta:
        model = Session
        exclude = ["speakers", "slides", "cancelled_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("abstract_ko", "abstract_en"):
            if (
                name in self.fields
            ):  # by a placeholder the style sheet knows whether anything is written there
                self.fields[name].widget.attrs["placeholder"] = " "
        if self.instance.pk:
            self.initial.setdefault("is_cancelled", self.instance.cancelled_at is not None)
            for name, place in zip(self.slots, self.instance.appearances.all(), strict=False):
                self.initial.setdefault(name, place.speaker_id)

    @property
    def chosen_speakers(self) -> list[Speaker]:
        """Return the speakers in the order of their fields."""
        return [speaker for name in self.slots if (speaker := self.cleaned_data.get(name))]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a speaker twice, and one of another conference."""
        cleaned = super().clean() or self.cleaned_data
        seen: set[Speaker] = set()
        conference = cleaned.get("conference") or getattr(self.instance, "conference", None)
        for name in self.slots:
            speaker = cleaned.get(name)
            if speaker in seen:
                self.add_error(name, "같은 연사를 두 번 넣을 수 없습니다.")
            elif speaker and conference and speaker.conference_id != conference.pk:
                self.add_error(name, f"'{speaker}'은(는) 다른 대회의 연사입니다.")
            elif speaker:
                seen.add(speaker)
        return cleaned

    def _post_clean(self) -> None:
        if "is_cancelled" in self.fields:
            ticked = self.cleaned_data.get("is_cancelled")
            self.instance.cancelled_at = (self.instance.cancelled_at or timezone.now()) if ticked else None
        super()._post_clean()

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.place_speakers(self.chosen_speakers)


class TalkForm(SessionForm):
    """A talk inside the form of its themed session, whose move it follows."""

    move_talks = None  # type: ignore[assignment]
    slides_upload = slides_kept = slides_remove = None  # type: ignore[assignment]
    uploads = {}
    session_began_at: datetime | None = None  # as saved; None when talks do not follow; set by the formset

    class Meta(SessionForm.Meta):
        fields = ["title_ko", "title_en", "starts_at", "ends_at", "language"]
        exclude = None  # type: ignore[assignment]  # the stubs know no form that names its fields after all

    def has_changed(self) -> bool:
        """Count a talk that follows its session as changed, so that it is saved."""
        return super().has_changed() or bool(self._follows)

    @property
    def _follows(self) -> timedelta:
        """Return by how much the talk moves with its session: not at all when its own hours were edited."""
        talk, session = self.instance, self.instance.parent
        if not (talk.pk and talk.starts_at and self.session_began_at and session.starts_at):
            return timedelta(0)
        if {"starts_at", "ends_at"} & set(self.changed_data):
            return timedelta(0)
        moved: timedelta = session.starts_at - self.session_began_at
        return moved

    def clean(self) -> dict[str, Any] | None:
        """Put the talk into its session as the session is going to be."""
        cleaned = super().clean() or self.cleaned_data
        talk, session = self.instance, self.instance.parent
        if follows := self._follows:
            try:
                cleaned |= {name: cleaned[name] + follows for name in ("starts_at", "ends_at")}
            except OverflowError:
                self.add_error("starts_at", "그런 날짜로는 옮길 수 없습니다.")
        if not talk.pk:
            talk.kind, talk.room = Session.Kind.TALK, session.room
        elif talk.room_id and session.room_id:
            talk.room = session.room
        if session.conference_id:
            talk.conference = session.conference
        return cleaned


class TalkFormSet(BaseInlineFormSet):
    """The talks of one themed session."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Tie the talk to the session's own object, which holds the new hours once its form is checked."""
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.parent = self.instance
        form.session_began_at = self.session_began_at
        return form

    @cached_property
    def session_began_at(self) -> datetime | None:
        """Return the saved start of the session, if the talks are to follow it."""
        saved = Session.objects.filter(pk=self.instance.pk).first() if self.data.get("move_talks") else None
        return saved.starts_at if saved else None

    def clean(self) -> None:
        """Refuse two talks at once in one room, by name."""
        super().clean()
        talks = [
            form.instance
            for form in self.forms
            if form.is_valid()
            and form not in self.deleted_forms
            and form.instance.starts_at
            and form.instance.ends_at
        ]
        for one, other in combinations([talk for talk in talks if talk.room_id and not talk.cancelled_at], 2):
            if (
                one.room_id == other.room_id
                and one.starts_at < other.ends_at
                and other.starts_at < one.ends_at
            ):
                raise ValidationError(f"'{one}'와(과) '{other}'의 시간이 겹칩니다.")
