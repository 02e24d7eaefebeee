"""The picture of a visit: uploaded in the admin, seen once the visit is published."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories import create_attendee, create_visit, open_registration, publish_all
from forms_of_pages import fields_of
from PIL import Image
from visiting import book, states_of

from program.models import Conference
from visits.models import Bus, SiteVisit


@pytest.fixture
def visit(pobatt: Conference) -> SiteVisit:
    """A published visit."""
    publish_all(pobatt)
    open_registration(pobatt)
    return create_visit(pobatt, slug="gana")


def saved(hana: Client, visit: SiteVisit, **fields: Any) -> Any:
    path = f"/admin/visits/sitevisit/{visit.pk}/change/"
    return hana.post(path, fields_of(hana.get(path), having="capacity") | fields, follow=True)


def test_a_picture_is_repainted_shown_and_taken_away(hana: Client, client: Client, visit: SiteVisit) -> None:
    file = BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(file, "JPEG")
    saved(hana, visit, picture_upload=SimpleUploadedFile("plant.jpg", file.getvalue()))
    visit.refresh_from_db()
    assert visit.picture is not None
    assert (visit.picture.content_type, visit.picture.width) == ("image/webp", 1440)
    path = f"/visits/pictures/{visit.picture.pk}.webp"
    assert [path in client.get(page).content.decode() for page in ("/visits/", "/visits/gana/")] == [
        True,
        True,
    ]
    assert client.get(path)["Cache-Control"] == "public, max-age=31536000, immutable"
    SiteVisit.objects.filter(pk=visit.pk).update(published_at=None)
    assert client.get(path).status_code == 404
    saved(hana, visit, picture_remove="on")
    visit.refresh_from_db()
    assert visit.picture is None


def test_what_is_no_picture_gets_a_sentence(hana: Client, visit: SiteVisit) -> None:
    answer = saved(hana, visit, picture_upload=SimpleUploadedFile("plant.jpg", b"GIF89a"))
    assert (answer.status_code, "JPEG, PNG 또는 WebP로 저장해" in answer.content.decode()) == (200, True)


def test_buses_are_added_beside_the_visit(hana: Client, visit: SiteVisit) -> None:
    added = {f"buses-0-{name}": value for name, value in (
        ("position", "1"), ("name", "1호차"), ("capacity", "45"), ("leader", "박도윤"), ("plate", "경북 70바 1234"),
    )}  # fmt: skip
    saved(hana, visit, **added | {"buses-TOTAL_FORMS": "1"})
    bus = Bus.objects.get(visit=visit)
    assert (bus.name, bus.capacity, bus.leader, len(bus.code)) == ("1호차", 45, "박도윤", 12)


def test_the_desk_cancels_for_who_calls(hana: Client, visit: SiteVisit) -> None:
    booked = book(create_attendee(visit.conference), visit)
    SiteVisit.objects.filter(pk=visit.pk).update(list_locks_at=visit.opens_at)
    sent = {"action": "cancel_bookings", "_selected_action": str(booked.pk)}
    done = hana.post("/admin/visits/booking/", sent, follow=True)
    assert "1명의 취소를 처리했습니다" in done.content.decode()
    assert states_of(visit) == ["cancelled"]
