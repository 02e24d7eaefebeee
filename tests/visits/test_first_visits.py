"""What an organiser of POBATT 2022 finds of the visits on the first day."""

from django.test import Client

from program.models import Release
from visits.first_visits import draft_first_visits
from visits.models import SiteVisit


def test_the_groups_are_drafts_that_only_staff_see(released: Release) -> None:
    made = draft_first_visits(released.conference)
    assert [(str(visit), visit.capacity, visit.published_at) for visit in made] == [
        ("방문 기업 미정 견학 A조", 20, None),
        ("방문 기업 미정 견학 B조", 20, None),
        ("방문 기업 미정 견학 C조", 12, None),
    ]
    assert "견학 A조" not in Client().get("/visits/").content.decode()
    assert [Client().get(f"/visits/{visit.slug}/").status_code for visit in made] == [404, 404, 404]


def test_visits_that_are_there_stay_alone(released: Release) -> None:
    draft_first_visits(released.conference)
    SiteVisit.objects.exclude(slug="group-a").delete()
    assert draft_first_visits(released.conference) == []
    assert SiteVisit.objects.count() == 1
