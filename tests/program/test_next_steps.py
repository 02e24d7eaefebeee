"""What Hana is told to do next: on the admin's first page, and on the page of problems."""

from django.test import Client
from django.urls import reverse
from factories import publish_all

from program.models import Conference, Release, Session, Speaker


def test_the_first_page_says_what_waits_to_be_done(pobatt: Conference, hana: Client) -> None:
    before = hana.get("/admin/").content.decode()
    publish_all(pobatt)
    after = hana.get("/admin/").content.decode()
    Session.objects.filter(slug="opening").update(title_ko="개회식")
    changed = hana.get("/admin/").content.decode()

    assert "아직 게시하지 않았습니다. 방문자에게는 프로그램이 보이지 않습니다." in before
    assert "게시하지 않은 변경이 없습니다." in after
    assert "공개 중: 게시본 1" in after
    assert "게시하지 않은 변경이 있습니다 (알릴 변경 1건)." in changed


def test_problems_are_grouped_by_kind_and_by_session_and_lead_to_the_field(
    released: Release, hana: Client
) -> None:
    Speaker.objects.filter(slug="kim").update(name_en="")
    Session.objects.filter(slug="keynote").update(title_en="", room=None)
    page = hana.get(reverse("admin:program_conference_problems", args=[released.conference.pk]))
    keynote, kim = Session.objects.get(slug="keynote"), Speaker.objects.get(slug="kim")

    kinds = {kind: len(found) for kind, found in page.context["by_kind"]}
    subjects = {subject: [p.code for p in found] for subject, found in page.context["by_subject"]}

    assert (kinds["장소 없음"], kinds["영문 제목 없음"], kinds["연사의 영문 성명 없음"]) == (1, 2, 2)
    assert subjects["전지의 길"] == ["without_room", "without_english_title"]
    for address in (
        f"/admin/program/session/{keynote.pk}/change/#id_room",
        f"/admin/program/session/{keynote.pk}/change/#id_title_en",
        f"/admin/program/speaker/{kim.pk}/change/#id_name_en",
    ):
        assert f'href="{address}"' in page.content.decode()


def test_every_link_of_a_problem_leads_to_a_field_that_is_on_the_form(
    pobatt: Conference, hana: Client
) -> None:
    page = hana.get(reverse("admin:program_conference_problems", args=[pobatt.pk]))

    for problem in page.context["problems"]:
        model, key = ("session", problem.session) if problem.session else ("speaker", problem.speaker)
        form = hana.get(reverse(f"admin:program_{model}_change", args=[key])).content.decode()
        assert f'id="{problem.anchor}"' in form
