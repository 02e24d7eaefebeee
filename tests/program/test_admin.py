"""The organisers' tool, driven as Hana drives it: read the form, change a field, press a button."""

import io
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import at, create_organiser, create_room, create_session, create_speaker
from forms_of_pages import fields_of
from PIL import Image

from program.models import Conference, Release, Session, Speaker, StoredFile

ADD = "/admin/program/session/add/"


def change_page(row: Any) -> str:
    """Return the address of a row's form."""
    return reverse(f"admin:program_{row._meta.model_name}_change", args=[row.pk])


def submit(client: Client, address: str, button: str = "_save", **changes: Any) -> Any:
    """Open the form, change some fields, press a button, and follow."""
    fields = fields_of(client.get(address), having="expected_version" if "publish/" in address else "slug")
    fields.update({name.replace("__", "-"): value for name, value in changes.items()})
    return client.post(address, {**fields, button: "1"}, follow=True)


def said(response: Any) -> list[str]:
    """Return the messages on the page."""
    return [str(message) for message in response.context["messages"]]


def photo(colour: str = "red") -> SimpleUploadedFile:
    """Return a photo as a browser uploads it."""
    content = io.BytesIO()
    Image.new("RGB", (600, 700), colour).save(content, "JPEG")
    return SimpleUploadedFile("me.jpg", content.getvalue(), "image/jpeg")


def test_a_themed_session_is_added_with_its_talks_and_speakers_in_one_form(
    conference: Conference, hana: Client
) -> None:
    room = create_room(conference)
    people = [create_speaker(conference, name_ko=name) for name in ("강하나", "남두리", "도세희")]

    response = submit(
        hana, ADD, kind="session", title_ko="세션 2. 전기차", title_en="Session 2. Electric vehicles", room=room.pk,
        starts_at_0="2022-11-03", starts_at_1="14:40", ends_at_0="2022-11-03", ends_at_1="15:50",
        talks__TOTAL_FORMS="2",
        talks__0__title_ko="충전", talks__0__starts_at_0="2022-11-03", talks__0__starts_at_1="14:40",
        talks__0__ends_at_0="2022-11-03", talks__0__ends_at_1="15:15",
        talks__0__speaker_1=people[1].pk, talks__0__speaker_2=people[0].pk,
        talks__1__title_ko="시장", talks__1__starts_at_0="2022-11-03", talks__1__starts_at_1="15:15",
        talks__1__ends_at_0="2022-11-03", talks__1__ends_at_1="15:50", talks__1__speaker_1=people[2].pk,
    )  # fmt: skip

    themed = Session.objects.get(slug="session-2-electric-vehicles")
    assert response.status_code == 200
    assert [
        (talk.title_ko, talk.kind, talk.room, [place.speaker.name_ko for place in talk.appearances.all()])
        for talk in themed.talks.order_by("starts_at")
    ] == [("충전", "talk", room, ["남두리", "강하나"]), ("시장", "talk", room, ["도세희"])]


def test_two_talks_swap_their_hours_in_one_form(pobatt: Conference, hana: Client) -> None:
    themed = Session.objects.get(slug="materials")

    submit(
        hana, change_page(themed),
        talks__0__starts_at_1="13:30", talks__0__ends_at_1="14:00",
        talks__1__starts_at_1="13:00", talks__1__ends_at_1="13:30",
    )  # fmt: skip

    assert list(themed.talks.order_by("starts_at").values_list("slug", flat=True)) == ["unknown", "cathode"]


def test_talks_follow_when_their_session_moves(pobatt: Conference, hana: Client) -> None:
    themed = Session.objects.get(slug="materials")

    submit(hana, change_page(themed), starts_at_1="15:00", ends_at_1="16:00")

    assert list(themed.talks.order_by("starts_at").values_list("starts_at", flat=True)) == [
        at(15),
        at(15, 30),
    ]


def test_overlapping_talks_of_one_form_are_named_and_nothing_is_lost(
    pobatt: Conference, hana: Client
) -> None:
    themed = Session.objects.get(slug="materials")

    response = submit(hana, change_page(themed), title_ko="고친 제목", talks__1__starts_at_1="13:15")

    assert (
        "&#x27;양극재&#x27;와(과) &#x27;발표 13:15 (제목 추후 공지)&#x27;의 시간이 겹칩니다."
        in response.content.decode()
    )
    assert fields_of(response, having="slug")["title_ko"] == "고친 제목"
    assert Session.objects.get(slug="materials").title_ko == "세션 1. 배터리 소재"


def test_a_clash_of_rooms_is_refused_at_the_field_with_the_other_sessions_name(
    pobatt: Conference, hana: Client
) -> None:
    response = submit(hana, change_page(Session.objects.get(slug="keynote")), starts_at_1="10:15")

    errors = response.context["adminform"].form.errors
    assert errors == {"room": ["그 시간에 이 장소에서는 '개막식'이(가) 열립니다. 시간이나 장소를 바꾸세요."]}


def test_what_only_the_database_sees_becomes_a_sentence_on_the_form(
    pobatt: Conference, hana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another organiser takes the room between our check and our write."""
    monkeypatch.setattr(Session, "_clean_room", lambda self: None)
    monkeypatch.setattr(Session, "validate_constraints", lambda self, exclude=None: None)

    response = submit(
        hana, change_page(Session.objects.get(slug="keynote")), starts_at_1="10:15", title_ko="고친 제목"
    )

    assert response.context["adminform"].form.non_field_errors() == [
        "그 시간에 이 장소에서는 다른 세션이 열립니다. 시간이나 장소를 바꾸세요."
    ]
    assert fields_of(response, having="slug")["title_ko"] == "고친 제목"
    assert Session.objects.get(slug="keynote").starts_at == at(10, 30)


def test_saving_names_the_problems_of_what_was_saved(released: Release, hana: Client) -> None:
    kim = Speaker.objects.get(slug="kim")
    lobby = released.conference.rooms.get(slug="lobby")

    response = submit(
        hana, ADD, kind="talk", title_ko="동시에", title_en="At once", room=lobby.pk, speaker_1=kim.pk,
        starts_at_0="2022-11-03", starts_at_1="10:40", ends_at_0="2022-11-03", ends_at_1="10:50",
    )  # fmt: skip

    assert "김하나 연사가 같은 시간에 두 곳에 있습니다: '전지의 길', '동시에'" in said(response)


def test_save_and_publish_is_one_press(released: Release, hana: Client) -> None:
    response = submit(hana, change_page(Session.objects.get(slug="opening")), "_publish", title_ko="개회식")

    release = Release.objects.newest_first()[0]
    assert said(response) == ["저장하고 게시했습니다: POBATT 2022 게시본 2 (변경 안내 1건)"]
    assert [told["ko"] for told in release.changes] == ["제목 변경: '개막식' → '개회식'"]
    assert release.published_by.email == "hana@example.com"  # type: ignore[union-attr]


def test_a_typo_is_published_silently(released: Release, hana: Client) -> None:
    submit(hana, change_page(Session.objects.get(slug="opening")), "_publish", title_ko="개막 식", _typo="1")

    assert Release.objects.newest_first()[0].changes == []


def test_save_and_publish_stops_at_a_new_problem_and_the_tick_lets_it_pass(
    released: Release, hana: Client
) -> None:
    conference = released.conference
    address = reverse("admin:program_conference_publish", args=[conference.pk])

    response = submit(hana, change_page(Session.objects.get(slug="opening")), "_publish", title_en="")
    refused = submit(hana, address, "go")
    accepted = submit(hana, address, "go", accept_problems="on")

    assert "저장했지만 게시하지 않았습니다. 확인하지 않은 문제가 1건 있습니다." in " ".join(said(response))
    assert "확인하지 않은 문제가 1건" in refused.content.decode()
    assert said(accepted) == ["게시했습니다: POBATT 2022 게시본 2 (변경 안내 1건)"]


def test_the_publish_page_words_and_leaves_out_changes(released: Release, hana: Client) -> None:
    opening, side = Session.objects.get(slug="opening"), Session.objects.get(slug="side")
    Session.objects.filter(pk=opening.pk).update(title_ko="개회식")
    Session.objects.filter(pk=side.pk).update(cancelled_at=at(8))
    address = reverse("admin:program_conference_publish", args=[released.conference.pk])
    page = hana.get(address)
    fields = fields_of(page, having="expected_version")
    fields[f"ko_renamed:{opening.uid}"] = "이름을 바꿨습니다"
    fields[f"treatment_cancelled:{side.uid}"] = "leave_out"

    hana.post(address, fields)

    assert [told["ko"] for told in Release.objects.newest_first()[0].changes] == ["이름을 바꿨습니다"]


def test_a_change_by_somebody_else_during_the_review_is_noticed(released: Release, hana: Client) -> None:
    Session.objects.filter(slug="opening").update(title_ko="개회식")
    address = reverse("admin:program_conference_publish", args=[released.conference.pk])
    fields = fields_of(hana.get(address), having="expected_version")
    Session.objects.filter(slug="side").update(title_ko="간담회")

    response = hana.post(address, fields)
    again = hana.post(address, fields_of(response, having="expected_version"), follow=True)

    assert "확인하시는 동안 다른 사람이 프로그램을 고쳤습니다." in response.content.decode()
    assert said(again) == ["게시했습니다: POBATT 2022 게시본 2 (변경 안내 2건)"]


def test_a_photo_is_cleaned_kept_once_and_survives_an_error_elsewhere(
    conference: Conference, hana: Client
) -> None:
    address = "/admin/program/speaker/add/"
    fields = fields_of(hana.get(address), having="slug")

    refused = hana.post(address, {**fields, "photo_upload": photo()})
    again = hana.post(address, {**fields_of(refused, having="slug"), "name_ko": "홍길동"})

    speaker = Speaker.objects.get()
    assert (refused.status_code, again.status_code) == (200, 302)
    assert StoredFile.objects.get() == speaker.photo
    assert (speaker.photo.content_type, bytes(speaker.photo.content[8:12])) == ("image/webp", b"WEBP")  # type: ignore[union-attr]


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(conference: Conference, hana: Client) -> None:
    fields = fields_of(hana.get("/admin/program/speaker/add/"), having="slug")
    drawing = SimpleUploadedFile(
        "me.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/jpeg"
    )

    response = hana.post(
        "/admin/program/speaker/add/", {**fields, "name_ko": "홍길동", "photo_upload": drawing}
    )

    assert list(response.context["adminform"].form.errors) == ["photo_upload"]
    assert (Speaker.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_slides_are_shown_only_with_the_speakers_consent(released: Release, hana: Client) -> None:
    session = Session.objects.get(slug="keynote")
    address = "/program/sessions/keynote/slides/"
    slides = SimpleUploadedFile("slides.pdf", b"%PDF-1.7 ...", "application/pdf")

    submit(hana, change_page(session), "_publish", slides_upload=slides)
    without_consent = Client().get(address).status_code
    submit(hana, change_page(session), "_publish", slides_consent_on="2022-11-01")
    with_consent = Client().get(address)

    assert without_consent == 404
    assert (with_consent.content, with_consent["Content-Type"]) == (b"%PDF-1.7 ...", "application/pdf")
    assert with_consent["Content-Disposition"] == 'attachment; filename="keynote.pdf"'
    assert "(PDF, 12바이트)" in Client().get("/program/sessions/keynote/").content.decode()

    submit(hana, change_page(session), "_publish", slides_remove="on")
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("slides.pptx", b"%PDF-1.7", "내용은 PDF인데 이름은 .pptx로 끝납니다"),
        ("slides.zip", b"PK\x05\x06" + bytes(18), "받는 파일: PDF, PPTX"),
        ("slides.pdf", b"<script>", "받는 파일: PDF, PPTX"),
    ],
)
def test_slides_are_what_they_say(
    released: Release, hana: Client, name: str, content: bytes, sentence: str
) -> None:
    session = Session.objects.get(slug="keynote")
    answer = submit(hana, change_page(session), "_save", slides_upload=SimpleUploadedFile(name, content))
    assert sentence in answer.content.decode()
    assert StoredFile.objects.count() == 0


def test_a_speaker_who_asks_is_taken_out_everywhere(released: Release, hana: Client) -> None:
    kim = Speaker.objects.get(slug="kim")

    hana.get(f"/admin/program/speaker/{kim.pk}/withdraw/")
    response = hana.post(f"/admin/program/speaker/{kim.pk}/withdraw/", follow=True)

    assert said(response) == ["김하나 (포항소재)을(를) 지웠습니다. 게시본 1개에서 이름과 사진을 뺐습니다."]
    assert Client().get("/program/speakers/kim/").status_code == 404
    assert "김하나" not in Client().get("/program/").content.decode()


def test_the_list_is_the_day_in_time_order(pobatt: Conference, hana: Client) -> None:
    response = hana.get("/admin/program/session/")

    assert [session.slug for session in response.context["cl"].result_list] == [
        "opening", "keynote", "lunch", "materials", "cathode", "unknown", "side", "visits",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "slugs"),
    [
        ("missing=title", ["unknown"]),
        ("missing=title_en", ["cathode", "unknown"]),
        ("missing=speaker", ["unknown"]),
        ("missing=room", ["visits"]),
        ("day=2022-11-04", ["visits"]),
        ("kind__exact=keynote", ["keynote"]),
        ("missing=nonsense&day=nonsense", None),
    ],
)
def test_the_list_answers_questions(
    pobatt: Conference, hana: Client, question: str, slugs: list[str] | None
) -> None:
    response = hana.get(f"/admin/program/session/?{question}")

    found = [session.slug for session in response.context["cl"].result_list]
    assert found == slugs if slugs is not None else len(found) == 8


@pytest.mark.parametrize("model", ["session", "speaker"])
def test_lists_cost_the_same_for_one_row_and_for_many(
    conference: Conference, hana: Client, model: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert hana.get(f"/admin/program/{model}/").status_code == 200
        return len(captured)

    create_session(conference, starts_at=at(10), speakers=[create_speaker(conference)])
    one = queries()
    for minute in range(30):
        create_session(conference, starts_at=at(11, minute), minutes=1, speakers=[create_speaker(conference)])

    assert queries() == one


def test_bulk_actions_hide_cancel_and_reinstate(pobatt: Conference, hana: Client) -> None:
    side = Session.objects.get(slug="side")

    def act(action: str) -> None:
        hana.post("/admin/program/session/", {"action": action, "_selected_action": [side.pk]})
        side.refresh_from_db()

    act("make_private")
    assert side.is_public is False
    act("make_public")
    assert side.is_public is True
    act("cancel")
    assert side.cancelled_at is not None
    create_session(pobatt, title_ko="그 사이", room=side.room, starts_at=at(14))
    act("reinstate")
    assert side.cancelled_at is not None


def test_the_preview_shows_the_working_copy_to_organisers_only(released: Release, hana: Client) -> None:
    Session.objects.filter(slug="opening").update(title_ko="아직 비밀")
    address = "/staff/preview/2022/program/"

    preview = hana.get(address)
    stranger = Client().get(address)

    assert "아직 비밀" in preview.content.decode()
    assert 'href="/staff/preview/2022/program/sessions/opening/"' in preview.content.decode()
    assert "no-store" in preview["Cache-Control"]
    assert (stranger.status_code, stranger["Location"]) == (
        302,
        f"/accounts/login/?{urlencode({'next': address})}",
    )
    assert "아직 비밀" not in Client().get("/program/").content.decode()


def test_a_past_edition_stays_readable_under_its_year(released: Release) -> None:
    page = Client().get("/2022/program/sessions/opening/")

    assert page.status_code == 200
    assert "/2022/program/" in page.content.decode()
    assert Client().get("/1999/program/").status_code == 404


def test_nobody_publishes_without_the_permission(released: Release) -> None:
    address = reverse("admin:program_conference_publish", args=[released.conference.pk])
    sora = create_organiser("sora@example.com")
    sora.groups.clear()
    client = Client()
    client.force_login(sora)

    assert client.get(address).status_code == 403
    assert client.get("/staff/preview/2022/program/").status_code in (302, 403)
    assert Client().get(address).status_code == 302


def test_a_first_release_is_published_from_the_page(pobatt: Conference, hana: Client) -> None:
    address = reverse("admin:program_conference_publish", args=[pobatt.pk])

    response = submit(hana, address, "go", accept_problems="on")

    assert said(response) == ["게시했습니다: POBATT 2022 게시본 1 (변경 안내 0건)"]
