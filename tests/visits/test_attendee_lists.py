"""What visits add to the list of attendees: whom a host may be told of, and nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories import create_attendee, create_visit, open_registration
from visiting import book

from program.models import Conference
from registration.export_columns import chosen
from registration.export_presets import preset_called
from registration.exports import rows_of
from registration.list_questions import asked_by
from registration.models import Attendee, ColumnChoice, Consent
from registration.news import keep_readers
from visits.attendee_lists import COLUMN_OF
from visits.consent import current_text, items_of
from visits.host_list import host_list
from visits.models import SiteVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(conference: Conference) -> SiteVisit:
    open_registration(conference)
    return create_visit(conference, host_ko="가나소재", slug="gana", capacity=1)


def told(visit: SiteVisit) -> list[str]:
    """Return the names on the list for the host."""
    asked, preset = asked_by({"visit": visit.slug}), preset_called("host")
    assert asked is not None
    assert preset is not None
    return sorted(preset.attendees(asked).values_list("name", flat=True))


def test_a_host_is_told_of_those_with_a_seat_who_agree(visit: SiteVisit) -> None:
    minji, junho = (
        create_attendee(visit.conference, name="민지"),
        create_attendee(visit.conference, name="준호"),
    )
    create_attendee(visit.conference, name="견학 없음")
    book(minji, visit)
    book(junho, visit)
    assert told(visit) == ["민지"]
    Consent.objects.filter(attendee=minji).update(withdrawn_at=timezone.now())
    assert told(visit) == []


def test_whoever_was_brought_in_and_has_not_agreed_is_told_to_no_host_and_gets_no_news(
    visit: SiteVisit,
) -> None:
    guest = create_attendee(visit.conference, name="내빈", origin="import", consent_way="link")
    book(guest, visit)
    registration = visit.conference.registration
    assert (told(visit), [line.name for line in host_list(visit).lines]) == (["내빈"], ["내빈"])
    Consent.objects.filter(attendee=guest).delete()
    assert (told(visit), host_list(visit).lines, host_list(visit).codes) == ([], [], [])
    assert keep_readers(registration, timezone.localdate()) == 0
    asked = asked_by({"consent": "promotion"})
    assert asked is not None
    assert asked.attendees().count() == 0


def test_columns_saved_by_name_add_nothing_to_what_a_host_is_told(
    visit: SiteVisit, admin_client: Client
) -> None:
    book(create_attendee(visit.conference), visit)
    saved = ColumnChoice.objects.create(name="모두", columns=["name", "email", "code"])
    query = f"visit={visit.slug}&choice={saved.pk}"
    page = admin_client.get(f"/admin/registration/attendee/export/host/?{query}").content.decode()
    assert ('value="name"' in page, 'value="email"' in page) == (True, False)


def test_a_host_is_told_what_the_consent_text_lists_and_nothing_else(visit: SiteVisit) -> None:
    book(create_attendee(visit.conference), visit)
    asked, preset = asked_by({"visit": visit.slug}), preset_called("host")
    assert asked is not None
    assert preset is not None
    items = [item for item in items_of(current_text(visit)) if item in COLUMN_OF]
    assert preset.columns(asked) == ["row", *(COLUMN_OF[item] for item in items)]
    assert preset.is_closed


def test_the_list_asks_which_visit_first(visit: SiteVisit, admin_client: Client) -> None:
    page = admin_client.get("/admin/registration/attendee/export/").content.decode()
    assert "visit=gana" in page
    again = admin_client.get("/admin/registration/attendee/export/host/")
    assert (again.status_code, again["Location"]) == (
        302,
        "/admin/registration/attendee/export/?conference=2022",
    )
    assert admin_client.get("/admin/registration/attendee/export/host/?visit=gana").status_code == 200


def test_visits_answer_questions_and_fill_columns(visit: SiteVisit) -> None:
    minji, junho = (
        create_attendee(visit.conference, name="민지"),
        create_attendee(visit.conference, name="준호"),
    )
    create_attendee(visit.conference, name="견학 없음")
    book(minji, visit)
    book(junho, visit)
    answers: Any
    for answers, names in (
        ({"visit": "gana"}, ["민지"]),
        ({"visit": "waiting-gana"}, ["준호"]),
        ({"visit": "any"}, ["민지", "준호"]),
        ({"visit": "none"}, ["견학 없음"]),
    ):
        asked = asked_by(answers)
        assert asked is not None
        assert sorted(asked.attendees().values_list("name", flat=True)) == names
    columns = chosen(visit.conference, ["name", "visits", "visit_states", "host_consent"])
    rows = {row[0]: tuple(row[1:-1]) for row in rows_of(Attendee.objects.all(), columns, "name")}
    assert rows["민지"][:2] == ("가나소재 양극재 공장", "확정")
    assert rows["준호"][:2] == ("가나소재 양극재 공장", "대기")
    assert rows["견학 없음"] == (None, None, None)
    assert rows["민지"][2].endswith("제1판")
