"""Who asked to be erased stays away; files that nothing needs go; what a release needs stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from factories import create_speaker, publish_all
from forms_of_pages import fields_of
from loading import loaded, written

from program.models import Conference, ErasedPerson, Release, Session, Speaker, StoredFile
from program.unused_files import collect_unused_files
from program.withdrawal import withdraw, withdraw_photo


def file_with(tmp_path: Path, person: str) -> Path:
    """Return a programme file that has one person speak."""
    return written(
        tmp_path,
        f"""
        edition_2022:
          short_name: POBATT 2022
          name_ko: 배터리 컨퍼런스
          planned: {{start: 2022-11-03, end: 2022-11-04}}
        programme_2022_planned:
          - {{id: talk, kind: talk, title_ko: 발표, date: 2022-11-03, start: '20:00', end: '20:30', source: seed,
              speakers: [{person}]}}
        """,
    )


def stored(content: bytes, days: int = 2) -> StoredFile:
    """Return a file that was stored some days ago."""
    kept = StoredFile.keep(content, "image/webp")
    StoredFile.objects.filter(pk=kept.pk).update(stored_at=timezone.now() - timedelta(days=days))
    return kept


def test_postgresql_refuses_to_empty_the_releases(released: Release) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="Cannot truncate"), transaction.atomic():
            cursor.execute("TRUNCATE program_release CASCADE")

    assert Release.objects.count() == 1


def test_a_photo_is_taken_out_of_every_release_and_the_speaker_stays(
    pobatt: Conference, hana: Client
) -> None:
    old, new = stored(b"old"), stored(b"new")
    Speaker.objects.filter(slug="kim").update(photo=old)
    publish_all(pobatt)
    Speaker.objects.filter(slug="kim").update(photo=new)
    publish_all(pobatt)
    kim = Speaker.objects.get(slug="kim")
    address = f"/admin/program/speaker/{kim.pk}/withdraw-photo/"

    assert hana.get(address).status_code == 200
    response = hana.post(address, follow=True)

    rows = [
        row
        for release in Release.objects.all()
        for row in release.document["speakers"]
        if row["slug"] == "kim"
    ]
    kim.refresh_from_db()
    assert [str(message) for message in response.context["messages"]] == [
        "김하나 (포항소재)의 사진을 지웠습니다. 게시본 2개에서 사진을 뺐습니다."
    ]
    assert [(row["name_ko"], row["photo"]) for row in rows] == [("김하나", None)] * 2
    assert list(Release.objects.values_list("redactions", flat=True)) == [1, 1]
    assert (kim.photo, StoredFile.objects.count()) == (None, 0)


def test_a_photo_that_another_speaker_shows_too_stays_for_that_one(pobatt: Conference) -> None:
    photo = stored(b"both")
    Speaker.objects.filter(slug__in=["kim", "lee"]).update(photo=photo)

    withdraw_photo(Speaker.objects.get(slug="kim"))

    assert Speaker.objects.get(slug="lee").photo == photo


def test_files_that_nothing_names_are_collected_the_day_after(pobatt: Conference) -> None:
    published, used, fresh = stored(b"published"), stored(b"used"), stored(b"fresh", days=0)
    stored(b"forgotten")
    again = stored(b"again")
    StoredFile.keep(b"again", "image/webp")
    Speaker.objects.filter(slug="kim").update(photo=published)
    publish_all(pobatt)
    Speaker.objects.filter(slug="kim").update(photo=None)
    Session.objects.filter(slug="keynote").update(slides=used)

    assert collect_unused_files() == 1
    assert set(StoredFile.objects.all()) == {published, used, fresh, again}


def test_a_file_does_not_bring_an_erased_speaker_back_until_an_organiser_does(
    pobatt: Conference, hana: Client, tmp_path: Path
) -> None:
    named = create_speaker(pobatt, slug="hong", name_ko="홍길동", affiliation_ko="포항소재")
    withdraw(named)
    path = file_with(tmp_path, "{name_ko: 홍길동, affiliation_ko: 포항소재}")

    report = loaded(path, "--conference", "2022")

    assert "삭제를 요청한 연사여서 읽지 않았습니다" in report
    assert not Speaker.objects.filter(name_ko="홍길동").exists()
    assert "홍길동" not in str(list(ErasedPerson.objects.values()))

    fields = fields_of(hana.get("/admin/program/speaker/add/"), having="slug")
    said = hana.post(
        "/admin/program/speaker/add/",
        {**fields, "name_ko": "홍길동", "affiliation_ko": "포항소재"},
        follow=True,
    )
    assert "삭제 요청으로 지웠던 연사를 다시 등록했습니다." in said.content.decode()
    assert "삭제를 요청한 연사" not in loaded(path, "--conference", "2022")


def test_erasing_one_of_two_records_of_a_person_keeps_the_other_in_files(
    pobatt: Conference, tmp_path: Path
) -> None:
    keep = create_speaker(pobatt, slug="hong", name_ko="홍길동")
    withdraw(create_speaker(pobatt, slug="hong-2", name_ko="홍길동"))
    path = file_with(tmp_path, "{name_ko: 홍길동, position_ko: 교수}")

    loaded(path, "--conference", "2022")

    keep.refresh_from_db()
    assert keep.position_ko == "교수"


def test_on_the_command_line_too_a_typo_in_one_session_excuses_no_other_change(released: Release) -> None:
    Session.objects.filter(slug="opening").update(title_ko="개막 식")
    Session.objects.filter(slug="keynote").update(title_ko="전지의 새 길")

    call_command("publish", "--typo", "opening", "--accept-problems")

    told = Release.objects.newest_first()[0].changes
    assert [change["uid"] for change in told] == [str(Session.objects.get(slug="keynote").uid)]


def test_a_typo_in_a_session_that_is_none_is_refused(released: Release) -> None:
    with pytest.raises(CommandError, match="이런 주소 이름의 세션이 없습니다: nowhere"):
        call_command("publish", "--typo", "nowhere")
