"""Two records of one person become one, and nobody who knew the other one stands before nothing."""

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from factories import create_conference, create_notice, create_organiser, create_speaker, publish_all
from loading import loaded, written

from program.merging import MergingRefused, merge
from program.models import Conference, Release, Session, Speaker
from program.withdrawal import withdraw


@pytest.fixture
def twice(pobatt: Conference) -> tuple[Speaker, Speaker]:
    """Return Kim as the programme has her, and as somebody has entered her a second time."""
    kim = Speaker.objects.get(slug="kim")
    again = create_speaker(
        pobatt, slug="hana-kim", name_ko="김하나A", name_en="Hana Kim", biography_ko="전지를 연구한다."
    )
    Session.objects.get(slug="side").place_speakers([again])
    Session.objects.get(slug="keynote").place_speakers([kim, again])
    Session.objects.filter(slug="materials").update(chair=again)
    publish_all(pobatt)
    return kim, again


def address_of(speaker: Speaker) -> str:
    return f"/admin/program/speaker/{speaker.pk}/merge/"


def test_the_one_that_stays_is_all_that_the_other_was(twice: tuple[Speaker, Speaker], hana: Client) -> None:
    kim, again = twice

    page = hana.get(address_of(kim), {"other": again.pk}).content.decode()
    hana.post(address_of(kim), {"other": again.pk})

    assert "비어 있던 칸을 채웁니다: 약력." in page
    assert not Speaker.objects.filter(pk=again.pk).exists()
    kim.refresh_from_db()
    assert (kim.name_ko, kim.name_en, kim.biography_ko) == ("김하나", "Kim Hana", "전지를 연구한다.")
    assert set(kim.sessions.values_list("slug", flat=True)) == {"keynote", "side"}
    assert [session.slug for session in kim.chaired_sessions.all()] == ["materials"]
    said = LogEntry.objects.filter(object_id=kim.pk).values_list("change_message", flat=True)
    assert list(said) == ["같은 사람의 다른 기록을 합쳤습니다."]


def test_the_old_address_leads_to_the_speaker_once_it_is_published(
    twice: tuple[Speaker, Speaker], client: Client
) -> None:
    kim, again = twice
    merge(kim, again, by=create_organiser("sora@example.com"))
    assert client.get("/program/speakers/hana-kim/").status_code == 200  # the release still has both

    publish_all(kim.conference)

    for path in ("/program/speakers/", "/en/program/speakers/", "/2022/program/speakers/"):
        answer = client.get(f"{path}hana-kim/")
        assert (answer.status_code, answer["Location"]) == (301, f"{path}kim/")
    assert client.get("/program/speakers/nobody/").status_code == 404


def test_who_is_merged_twice_is_still_found(twice: tuple[Speaker, Speaker], client: Client) -> None:
    kim, again = twice
    sora = create_organiser("sora@example.com")
    lee = Speaker.objects.get(slug="lee")
    merge(again, lee, by=sora)
    merge(kim, again, by=sora)
    publish_all(kim.conference)

    assert client.get("/program/speakers/lee/")["Location"] == "/program/speakers/kim/"


def test_a_file_that_still_has_both_does_not_part_them_again(
    twice: tuple[Speaker, Speaker], tmp_path: Path
) -> None:
    kim, again = twice
    path = written(
        tmp_path,
        f"""
        edition_2022:
          short_name: POBATT 2022
          name_ko: 배터리 컨퍼런스
          planned: {{start: 2022-11-03, end: 2022-11-04}}
        programme_2022_planned:
          - {{id: late, kind: talk, title_ko: 밤 발표, date: 2022-11-03, start: '20:00', end: '20:30', source: seed,
              speakers: [{{name_ko: {again.name_ko}, affiliation_ko: 다른 곳}}, {{name_ko: 김하나}}]}}
        """,
    )
    merge(kim, again, by=create_organiser("sora@example.com"))
    before = Speaker.objects.count()

    loaded(path, "--conference", "2022")

    assert Speaker.objects.count() == before
    assert list(Session.objects.get(title_ko="밤 발표").speakers.all()) == [kim]
    kim.refresh_from_db()
    assert (kim.name_ko, kim.affiliation_ko) == ("김하나", "포항소재")
    assert "다른 곳" not in loaded(path, "--conference", "2022")


def test_an_erasure_reaches_the_merged_record_in_old_releases(twice: tuple[Speaker, Speaker]) -> None:
    kim, again = twice
    merge(kim, again, by=create_organiser("sora@example.com"))
    publish_all(kim.conference)

    withdraw(kim)

    kept = str(list(Release.objects.values()))
    assert [name for name in ("김하나", "Hana Kim", "Kim Hana", str(again.uid)) if name in kept] == []


def test_nothing_is_merged_across_conferences_or_with_itself(
    twice: tuple[Speaker, Speaker], hana: Client
) -> None:
    kim, _ = twice
    other = create_speaker(create_conference(slug="2023", is_current=False), name_ko="김하나")
    sora = create_organiser("sora@example.com")
    for stranger in (other, kim):
        with pytest.raises(MergingRefused):
            merge(kim, stranger, by=sora)
        assert "합칠 기록을 고르세요." in hana.get(address_of(kim), {"other": stranger.pk}).content.decode()
    assert Speaker.objects.filter(pk__in=[kim.pk, other.pk]).count() == 2


# --- A name in texts that people wrote ---------------------------------------------------------------------------


def test_who_erases_a_speaker_is_told_where_the_name_still_stands(pobatt: Conference, hana: Client) -> None:
    notice = create_notice(pobatt, slug="news", title_ko="기조강연 안내", body_ko="연사는 김하나입니다.")
    create_notice(pobatt, slug="other", title_ko="김하나로호텔", body_ko="Kim Hanagard")
    kim = Speaker.objects.get(slug="kim")
    address = f"/admin/program/speaker/{kim.pk}/withdraw/"
    link = f'<a href="/admin/program/notice/{notice.pk}/change/">공지 &#x27;기조강연 안내&#x27;</a>'

    before = hana.get(address).content.decode()
    after = hana.post(address, follow=True).content.decode()

    assert (link in before, link in after) == (True, True)
    assert "이름이 남아 있는 글을 직접 고쳐 주세요" in after


def test_a_speaker_in_no_text_is_told_of_so(pobatt: Conference, hana: Client) -> None:
    page = hana.get(f"/admin/program/speaker/{Speaker.objects.get(slug='lee').pk}/withdraw/")
    assert "공지와 안내 페이지에는 이 이름이 없습니다." in page.content.decode()
