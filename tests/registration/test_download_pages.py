"""다운로드 대장 in the admin: read by those who may, ended with '파기 완료', reviewed every month."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from people import create_staff as create_worker

from registration.destruction_reminders import remind
from registration.downloads import Reason, Taker, record
from registration.models import Disposal, Download, DownloadReview, Message
from registration.roles import Role

pytestmark = pytest.mark.django_db
LEDGER = "/admin/registration/download/"


def create_staff(email: str, role: Role = Role.CITY_STAFF) -> Client:
    user = create_worker(role, email)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sora(db: None) -> Client:
    return create_staff("sora@example.com")


@pytest.fixture
def junho(db: None) -> Client:
    return create_staff("junho@example.com")


def take(email: str = "sora@example.com", *, days_ago: int = 0, **fields: Any) -> Download:
    """Let somebody take a list; days ago, which only the database itself can write."""
    user = User.objects.get(email=email)
    taken: dict[str, Any] = {
        "what": "참가자 명단(명찰용)", "codes": ["POBATT22-000001R"], "columns": ["성명"], "reason": Reason.BADGES,
        "destroy_by": timezone.localdate() + timedelta(days=30),
    }  # fmt: skip
    row = record(Taker(user.pk, user.email, "203.0.113.7"), **taken | fields)
    if days_ago:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE registration_download DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE registration_download SET at = at - make_interval(days => %s) WHERE id = %s",
                [days_ago, row.pk],
            )
            cursor.execute("ALTER TABLE registration_download ENABLE TRIGGER USER")
        row.refresh_from_db()
    return row


def whats(client: Client, **asked: str) -> list[str]:
    return sorted(row.what for row in client.get(LEDGER, asked).context["cl"].result_list)


def test_the_ledger_says_who_is_in_a_download_and_cannot_be_changed(
    sora: Client, admin_client: Client
) -> None:
    row = take(filters={"참가 방법": "현장"}, codes=["POBATT22-000001R", "POBATT22-000002W"])
    page = sora.get(f"{LEDGER}{row.pk}/change/").content.decode()
    for words in ("POBATT22-000001R, POBATT22-000002W", "참가 방법: 현장", "명찰 제작", "203.0.113.7"):
        assert words in page
    for client in (sora, admin_client):
        for path in (f"{LEDGER}add/", f"{LEDGER}{row.pk}/delete/"):
            assert client.post(path).status_code == 403
        assert client.post(f"{LEDGER}{row.pk}/change/", {"account": "nobody"}).status_code == 403
    row.refresh_from_db()
    assert row.account == "sora@example.com"


def test_a_person_can_be_told_who_took_their_data(sora: Client) -> None:
    take(what="가", codes=["POBATT22-000001R"])
    take(what="나", codes=["POBATT22-000002W"])
    assert whats(sora, q="pobatt22-000002w") == ["나"]


def test_what_is_overdue_is_a_list_and_ends_with_one_press(sora: Client, junho: Client) -> None:
    late = take(what="늦음", destroy_by=date(2022, 1, 1))
    take(what="아직")
    take(what="남의 것", email="junho@example.com", destroy_by=date(2022, 1, 1))
    assert whats(sora, mine="overdue") == ["남의 것", "늦음"]
    assert whats(sora, mine="kept") == ["늦음", "아직"]
    every = [str(pk) for pk in Download.objects.values_list("pk", flat=True)]
    sora.post(LEDGER, {"action": "say_destroyed", "_selected_action": every})
    assert sorted(Disposal.objects.values_list("download__what", "account")) == [
        ("늦음", "sora@example.com"), ("아직", "sora@example.com"),
    ]  # fmt: skip
    assert whats(sora, mine="overdue") == ["남의 것"]
    sora.post(LEDGER, {"action": "say_destroyed", "_selected_action": [str(late.pk)]})
    assert Disposal.objects.count() == 2


def test_a_month_is_reviewed_by_another_person_with_one_press(sora: Client, junho: Client) -> None:
    last = take(days_ago=40)
    month = timezone.localtime(last.at).strftime("%Y-%m")
    take()
    page = junho.get(f"{LEDGER}reviews/").content.decode()
    assert page.count("점검 완료</button>") == 1
    junho.post(f"{LEDGER}reviews/", {"month": month, "remark": "이상 없음"})
    row = DownloadReview.objects.get()
    assert (row.account, row.count, row.remark) == ("junho@example.com", 1, "이상 없음")
    assert "점검 완료</button>" not in junho.get(f"{LEDGER}reviews/").content.decode()


def test_whoever_took_it_cannot_finish_the_review(sora: Client, junho: Client) -> None:
    month = timezone.localtime(take(days_ago=40).at).strftime("%Y-%m")
    sora.post(f"{LEDGER}reviews/", {"month": month})
    assert Download.objects.unreviewed().count() == 1
    junho.post(f"{LEDGER}reviews/", {"month": month})
    assert Download.objects.unreviewed().count() == 0


@pytest.mark.parametrize("month", ["", "2022-11", "x" * 5000, "2022-99"])
def test_a_month_that_is_not_there_is_not_reviewed(sora: Client, month: str) -> None:
    take()
    assert sora.post(f"{LEDGER}reviews/", {"month": month}).status_code == 302
    now = timezone.localtime().strftime("%Y-%m")
    sora.post(f"{LEDGER}reviews/", {"month": now})
    assert DownloadReview.objects.count() == 0


def test_reviewing_takes_its_permission(junho: Client) -> None:
    create_staff("sora@example.com")
    month = timezone.localtime(take(days_ago=40).at).strftime("%Y-%m")
    reader = create_staff("reader@example.com", Role.LIST_KEEPER)
    assert reader.post(f"{LEDGER}reviews/", {"month": month}).status_code == 403
    stranger = create_staff("stranger@example.com", Role.ORGANISER)
    assert stranger.get(f"{LEDGER}reviews/").status_code == 403


def test_a_list_keeper_reads_what_is_their_own(sora: Client) -> None:
    keeper = create_staff("keeper@example.com", Role.LIST_KEEPER)
    mine, other = take("keeper@example.com", what="내 것"), take(what="남의 것")
    page = keeper.get(LEDGER).content.decode()
    assert ("내 것" in page, "남의 것" in page, "남의 것" in sora.get(LEDGER).content.decode()) == (
        True,
        False,
        True,
    )
    assert keeper.get(f"{LEDGER}{mine.pk}/change/").status_code == 200
    assert keeper.get(f"{LEDGER}{other.pk}/change/").status_code == 302


def test_the_ledger_asks_the_database_as_often_for_one_row_as_for_three(sora: Client) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            sora.get(path)
        return len(captured)

    take(days_ago=40)
    sora.get(LEDGER)
    one = queries(LEDGER), queries(f"{LEDGER}reviews/")
    take()
    take(days_ago=80)
    assert (queries(LEDGER), queries(f"{LEDGER}reviews/")) == one


def test_on_its_day_a_file_is_called_for_once_and_the_pages_say_so(sora: Client) -> None:
    today = timezone.localdate()
    late = take(what="늦음", destroy_by=today - timedelta(days=1))
    take(what="아직", destroy_by=today + timedelta(days=1))
    assert (remind(today), remind(today)) == (1, 1)
    [letter] = Message.objects.filter(kind="destroy")
    assert (letter.address, letter.subject) == ("sora@example.com", "파기 예정일입니다: 늦음")
    assert "?mine=kept" in letter.text
    assert "파기 예정일이 지난 파일이 1건" in sora.get(LEDGER).content.decode()
    sora.post(LEDGER, {"action": "say_destroyed", "_selected_action": [str(late.pk)]})
    assert remind(today) == 0
    assert "파기 예정일이 지난 파일" not in sora.get(LEDGER).content.decode()
