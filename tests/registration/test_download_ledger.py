"""다운로드 대장: what is written in it stays, whoever asks PostgreSQL to forget it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from factories import create_organiser

from registration.downloads import Reason, Taker, record, record_view
from registration.models import Disposal, Download, DownloadReview
from registration.purge import purge

pytestmark = pytest.mark.django_db
TWO_YEARS = timedelta(days=733)


def take(**fields: Any) -> Download:
    """Let Sora, of the city's staff, take a list of two people."""
    sora = create_organiser(f"sora-{Download.objects.count()}@example.com")
    taken = {
        "what": "참가자 명단(명찰용)",
        "codes": ["POBATT22-000001R", "POBATT22-000002W"],
        "columns": ["성명", "소속"],
        "reason": Reason.BADGES,
        "destroy_by": date(2022, 12, 4),
    }
    return record(Taker(sora.pk, sora.email, "203.0.113.7"), **taken | fields)


def refused(sql: str) -> bool:
    """Say whether PostgreSQL itself refuses it."""
    with pytest.raises(ProgrammingError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(sql)
    return True


def let_age(*models: Any) -> None:
    """Make what is there old; only who may switch triggers off can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            moments = "at = at - %s"
            if model is DownloadReview:
                moments += (
                    ", begins_at = begins_at - interval '3 years', ends_at = ends_at - interval '3 years'"
                )
            cursor.execute(f"UPDATE {table} SET {moments}", [TWO_YEARS])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_download_says_who_took_what_from_where_and_why() -> None:
    taken = take(filters={"참가 방법": "현장"})
    row = Download.objects.get()
    assert (row.account, row.address, row.what, row.count) == (
        taken.account, "203.0.113.7", "참가자 명단(명찰용)", 2,
    )  # fmt: skip
    assert (row.filters, row.columns, row.why) == ({"참가 방법": "현장"}, ["성명", "소속"], "명찰 제작")
    assert list(Download.objects.with_person("POBATT22-000002W")) == [row]
    assert list(Download.objects.with_person("POBATT22-000003A")) == []


def test_a_file_without_a_day_of_destruction_or_another_reason_without_words_is_no_record() -> None:
    for fields in ({"destroy_by": None}, {"reason": Reason.OTHER}):
        with pytest.raises(IntegrityError), transaction.atomic():
            take(**fields)


def test_one_person_seen_is_recorded_without_a_question() -> None:
    sora = create_organiser("sora@example.com")
    record_view(
        Taker(sora.pk, sora.email, "::1"), what="참가자 한 사람", code="POBATT22-000001R", columns=["성명"]
    )
    assert Download.objects.get().kind == "view"


@pytest.mark.parametrize("table", ["download", "disposal", "downloadreview"])
def test_postgresql_refuses_to_change_delete_or_empty(table: str) -> None:
    row = take()
    Disposal.objects.create(download=row, by=row.user, account=row.account, address="::1")
    month = {"begins_at": timezone.now() - timedelta(days=60), "ends_at": timezone.now() - timedelta(days=30)}
    DownloadReview.objects.create(by=row.user, account=row.account, address="::1", count=1, **month)
    connection.cursor().execute(
        "SET CONSTRAINTS ALL IMMEDIATE"
    )  # nothing waits for the end of the transaction
    assert refused(f"UPDATE registration_{table} SET account = 'nobody'")
    assert refused(f"UPDATE registration_{table} SET at = at - interval '3 years'")
    assert refused(f"DELETE FROM registration_{table}")
    assert refused(f"TRUNCATE registration_{table} CASCADE")


def test_the_purge_alone_passes_and_only_after_two_years() -> None:
    row = take()
    Disposal.objects.create(download=row, by=row.user, account=row.account, address="::1")
    month = {"begins_at": timezone.now() - timedelta(days=60), "ends_at": timezone.now() - timedelta(days=30)}
    DownloadReview.objects.create(by=row.user, account=row.account, address="::1", count=1, **month)
    assert "다운로드 대장" not in purge()
    let_age(Download, DownloadReview)  # what was said of its end is younger, and goes with it
    assert purge()["다운로드 대장"] == {
        "registration.Disposal": 1,
        "registration.Download": 1,
        "registration.DownloadReview": 1,
    }


def test_nobody_reviews_what_they_took_themselves() -> None:
    mine, theirs = take(), take()
    now = timezone.now()
    month = {
        "begins_at": now - timedelta(days=1),
        "ends_at": now + timedelta(seconds=1),
        "at": now + timedelta(days=1),
    }
    DownloadReview.objects.create(by=mine.user, account=mine.account, address="::1", count=1, **month)
    assert list(Download.objects.unreviewed()) == [mine]
    DownloadReview.objects.create(by=theirs.user, account=theirs.account, address="::1", count=1, **month)
    assert list(Download.objects.unreviewed()) == []
