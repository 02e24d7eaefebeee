"""Notices: drafts, hours of publication, banners, files, a feed; in the admin and on the pages."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import create_conference, create_notice, publish_all
from forms_of_pages import fields_of
from PIL import Image
from time_machine import travel

from program.attachments import AttachmentRefused, recognise
from program.models import Attachment, Conference, Notice, Release, StoredFile

pytestmark = pytest.mark.django_db

NOON = datetime(2022, 10, 20, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


def seen(address: str) -> str:
    """Return what a reader sees of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", Client().get(address).content.decode()).split())


def archive(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)
    return kept.getvalue()


PDF = b"%PDF-1.7\n%%EOF"
HWPX = archive(mimetype=b"application/hwp+zip")
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"HWP Document File" + bytes(600)
XLSX = archive(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})


# --- What the public sees ------------------------------------------------------------------------------------------


def test_a_notice_appears_at_its_second_and_not_before(released: Release) -> None:
    create_notice(released.conference, slug="곧", title_ko="곧 알립니다", published_at=NOON)
    with travel(NOON - timedelta(seconds=1), tick=False):
        assert "곧 알립니다" not in seen("/notices/")
        assert Client().get("/notices/곧/").status_code == 404
    with travel(NOON, tick=False):
        assert "곧 알립니다" in seen("/notices/")
        assert "곧 알립니다" in seen("/")
        assert Client().get("/notices/곧/").status_code == 200


def test_a_pinned_notice_stands_above_every_page_until_its_hour(released: Release) -> None:
    create_notice(
        released.conference,
        slug="moved",
        title_ko="일정 변경 안내",
        published_at=NOON,
        pinned_until=NOON + HOUR,
    )
    pages = ("/", "/program/", "/program/speakers/", "/notices/", "/about/", "/nothing-here/")
    for moment, shown in ((NOON - HOUR, False), (NOON, True), (NOON + HOUR, False)):
        with travel(moment, tick=False):
            for page in pages:
                assert (
                    '<a class="banner-link" href="/notices/moved/">' in Client().get(page).content.decode()
                ) is shown


def test_a_page_is_kept_no_longer_than_until_a_notice_appears_or_its_banner_goes(
    released: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[datetime] = []
    monkeypatch.setattr("program.frame.changes_at", lambda request, moment: told.append(moment))
    create_notice(released.conference, published_at=NOON, pinned_until=NOON + 2 * HOUR)
    create_notice(released.conference, published_at=NOON + HOUR)
    with travel(NOON - HOUR, tick=False):
        Client().get("/program/")
    assert min(told) == NOON
    told.clear()
    with travel(NOON, tick=False):
        Client().get("/program/")
    assert min(told) == NOON + HOUR


def test_a_draft_is_for_organisers(released: Release, hana: Client) -> None:
    create_notice(released.conference, slug="draft", title_ko="초안입니다", published_at=None)
    assert Client().get("/notices/draft/").status_code == 404
    assert "초안입니다" not in seen("/notices/")
    preview = hana.get("/staff/preview/2022/notices/draft/")
    assert "초안입니다" in preview.content.decode()
    assert "no-store" in preview["Cache-Control"]
    assert Client().get("/staff/preview/2022/notices/draft/").status_code == 302


def test_a_long_list_has_pages_and_only_those(released: Release) -> None:
    for number in range(16):
        create_notice(released.conference, title_ko=f"소식 {number:02}", published_at=NOON + number * HOUR)
    assert "소식 15" in seen("/notices/")
    assert "소식 00" not in seen("/notices/")
    assert "소식 00" in seen("/notices/?page=2")
    assert (
        '<link rel="canonical" href="http://localhost:8000/notices/?page=2">'
        in Client().get("/notices/?page=2").content.decode()
    )
    for wrong in ("3", "0", "-1", "x", "9" * 30):
        assert Client().get(f"/notices/?page={wrong}").status_code == 404


def test_lists_and_pages_cost_the_same_queries_for_one_notice_and_for_three(released: Release) -> None:
    def costs() -> list[int]:
        counts = []
        for page in ("/", "/notices/", "/notices/first/", "/notices/atom.xml", "/about/", "/sitemap.xml"):
            with CaptureQueriesContext(connection) as captured:
                assert Client().get(page).status_code == 200
            counts.append(len(captured))
        return counts

    create_notice(released.conference, slug="first")
    costs()
    one = costs()
    for _ in range(2):
        create_notice(released.conference, pinned_until=datetime(2999, 1, 1, tzinfo=UTC))
    assert costs() == one
    assert max(one[:5]) <= 6


def test_markup_in_a_notice_is_shown_as_text(released: Release) -> None:
    create_notice(
        released.conference,
        slug="bad",
        title_ko="<b>제목</b>",
        body_ko="<script>x</script> [a](javascript:b)",
    )
    page = Client().get("/notices/bad/").content.decode()
    assert "&lt;b&gt;제목&lt;/b&gt;" in page
    assert "&lt;script&gt;x&lt;/script&gt; [a](javascript:b)" in page


def test_an_english_page_shows_korean_marked_where_nothing_is_translated(released: Release) -> None:
    create_notice(released.conference, slug="news", title_ko="소식", body_ko="본문")
    page = Client().get("/en/notices/news/").content.decode()
    assert '<span lang="ko">소식</span> <small class="korean-only">(Korean only)</small>' in page
    assert '<div class="prose" lang="ko"><p>본문</p>' in page


def test_machines_read_a_notice_as_an_article_of_the_host(released: Release) -> None:
    create_notice(
        released.conference, slug="news", title_ko="</script>소식", body_ko="본문", published_at=NOON
    )
    page = Client().get("/notices/news/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    article = json.loads(found.group(1))
    assert (article["headline"], article["description"]) == ("</script>소식", "본문")
    assert article["publisher"] == [{"@type": "Organization", "name": "포항시"}]
    assert article["datePublished"] == "2022-10-20T12:00:00+09:00"


def test_the_feed_has_the_latest_first_with_ids_that_outlive_the_host(
    released: Release, settings: Any
) -> None:
    create_notice(released.conference, title_ko="먼저", published_at=NOON - HOUR, body_ko="**본문**")
    create_notice(released.conference, title_ko="나중", published_at=NOON)

    def entries() -> list[tuple[str | None, str | None]]:
        feed = fromstring(Client().get("/notices/atom.xml").content)
        return [(e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}id")) for e in feed.findall(f"{ATOM}entry")]

    before = entries()
    assert [title for title, _ in before] == ["나중", "먼저"]
    settings.SITE_URL = "https://other.example.kr"
    assert entries() == before


def test_the_notices_of_a_past_edition_stay_under_its_year(released: Release) -> None:
    past = create_conference(
        slug="2021", short_name="POBATT 2021", is_current=False,
        starts_on=datetime(2021, 12, 1, tzinfo=UTC).date(), ends_on=datetime(2021, 12, 1, tzinfo=UTC).date(),
    )  # fmt: skip
    create_notice(past, slug="old", title_ko="지난 소식")
    assert Client().get("/2021/notices/old/").status_code == 404  # nothing of it was ever published
    publish_all(past)
    assert "지난 소식" in seen("/2021/notices/")
    assert "지난 소식" not in seen("/notices/")
    assert "지난 대회 POBATT 2021의 페이지입니다. 이번 대회 POBATT 2022 보기" in seen("/2021/notices/old/")
    assert "지난 대회 POBATT 2021의 페이지입니다." in seen("/2021/program/")
    assert "의 페이지입니다." not in seen("/program/")


# --- Files ---------------------------------------------------------------------------------------------------------


def attached(notice: Notice, name: str, content: bytes) -> Attachment:
    document = recognise(name, content)
    kept = StoredFile.keep(document.content, document.content_type)
    return Attachment.objects.create(notice=notice, file=kept, name=document.name, kind=document.kind)


def test_a_file_is_a_download_under_its_readable_name(released: Release) -> None:
    notice = create_notice(released.conference, slug="news")
    file = attached(notice, "행사 안내문.pdf", PDF)
    page = Client().get("/notices/news/").content.decode()
    address = re.search(r'class="attachment" href="([^"]+)"', page)
    assert address
    assert "(PDF, 14바이트)" in re.sub(r"<[^>]*>", "", page)
    answer = Client().get(address.group(1))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert Client().get(address.group(1), headers={"If-None-Match": f'"{file.file_id}"'}).status_code == 304
    Notice.objects.update(published_at=None)
    assert Client().get(address.group(1)).status_code == 404


@pytest.mark.parametrize("name", ["가" * 300, 'a\r\nb"c/d\\e', "..", "보고서.hwp.exe", "%00?#"])
def test_whatever_a_file_is_called_it_can_be_fetched(released: Release, name: str) -> None:
    notice = create_notice(released.conference, slug="news")
    file = attached(notice, "a.pdf", PDF)
    file.name = name
    file.save()
    page = Client().get("/notices/news/").content.decode()
    address = re.search(r'class="attachment" href="([^"]+)"', page)
    assert address
    answer = Client().get(address.group(1))
    assert (answer.status_code, answer.content) == (200, PDF)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.hwpx", HWPX, "hwpx"),
        ("a.HWP", HWP, "hwp"),
        ("명단 없는 표.xlsx", XLSX, "xlsx"),
    ],
)
def test_documents_are_recognised_by_their_content(name: str, content: bytes, kind: str) -> None:
    assert recognise(name, content).kind == kind


def test_a_picture_is_repainted() -> None:
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(kept, "JPEG")
    document = recognise("현장.jpg", kept.getvalue())
    assert (document.kind, document.name, document.content[8:12]) == ("webp", "현장.webp", b"WEBP")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "빈 파일"),
        ("a.pdf", HWPX, "내용은 HWPX인데 이름은 .pdf로 끝납니다"),
        ("a.html", PDF, "올릴 수 없는 파일입니다"),
        ("a.exe", b"MZ", "올릴 수 없는 파일입니다"),
        ("a.pdf", b"<html>", "올릴 수 없는 파일입니다"),
        ("a.xlsx", b"PK\x03\x04broken", "손상된 것 같습니다"),
        ("a.xlsx", archive(**{"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}), "매크로"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "암호가 걸린 문서"),
        ("a.zip", archive(x=b""), "올릴 수 없는 파일입니다"),
        ("a.png", b"\x89PNG broken", "사진"),
        ("a.pdf", b"%PDF-" + bytes(20 * 1024 * 1024), "너무 큽니다"),
    ],
)  # fmt: skip
def test_a_file_that_is_nothing_of_it_or_lies_is_refused_in_words(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(AttachmentRefused, match=re.escape(sentence)):
        recognise(name, content)


# --- The admin -----------------------------------------------------------------------------------------------------

ADD = "/admin/program/notice/add/"


def sent(hana: Client, conference: Conference, **fields: Any) -> Any:
    filled = fields_of(hana.get(ADD), having="title_ko") | {"conference": conference.pk, "title_ko": "소식"}
    return hana.post(ADD, filled | fields)


def test_an_organiser_writes_a_notice_with_a_file(hana: Client, released: Release) -> None:
    answer = sent(
        hana, released.conference, body_ko="본문", published_at_0="2022-10-01", published_at_1="09:00",
        **{"attachments-0-file_upload": SimpleUploadedFile("안내.pdf", PDF)},
    )  # fmt: skip
    assert answer.status_code == 302
    file = Attachment.objects.get()
    assert (file.name, file.kind, file.notice.slug) == ("안내.pdf", "pdf", "소식")
    assert "안내.pdf" in seen("/notices/소식/")


def test_a_table_needs_the_promise_that_nobody_is_in_it_and_is_kept_meanwhile(
    hana: Client, conference: Conference
) -> None:
    answer = sent(hana, conference, **{"attachments-0-file_upload": SimpleUploadedFile("표.xlsx", XLSX)})
    assert "개인정보가 든 목록을 첨부할 수 없습니다" in answer.content.decode()
    assert Notice.objects.count() == 0
    again = fields_of(answer, having="title_ko") | {"attachments-0-has_no_personal_data": "on"}
    assert hana.post(ADD, again).status_code == 302
    assert Attachment.objects.get().name == "표.xlsx"


def test_hwp_alone_is_warned_of(hana: Client, conference: Conference) -> None:
    hwp = {"attachments-0-file_upload": SimpleUploadedFile("안내.hwp", HWP)}
    sent(hana, conference, **hwp)
    assert "PDF나 HWPX도 함께" in hana.get("/admin/program/notice/").content.decode()


def test_a_lying_file_is_refused_at_its_field(hana: Client, conference: Conference) -> None:
    lie = {"attachments-0-file_upload": SimpleUploadedFile("안내.pdf", b"<script>")}
    answer = sent(hana, conference, **lie)
    assert "올릴 수 없는 파일입니다" in answer.content.decode()
    assert Notice.objects.count() == 0


def test_a_banner_that_ends_before_it_begins_is_refused(hana: Client, conference: Conference) -> None:
    answer = sent(
        hana, conference, published_at_0="2022-10-02", published_at_1="09:00", pinned_until_0="2022-10-01",
        pinned_until_1="09:00",
    )  # fmt: skip
    assert "띠 공지 기한이 공개 시각보다 늦어야 합니다." in answer.content.decode()


def test_a_text_without_end_is_refused(hana: Client, conference: Conference) -> None:
    answer = sent(hana, conference, body_ko="가" * 20_001)
    assert answer.status_code == 200
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(("language", "words"), [("ko", "소식"), ("en", "News")])
def test_a_preview_shows_what_is_typed_and_saves_nothing(
    hana: Client, released: Release, language: str, words: str
) -> None:
    answer = sent(hana, released.conference, title_en="News", body_ko="**굵게**", _preview=language)
    page = answer.content.decode()
    assert f"<h1>{words}</h1>" in page
    assert f'<html lang="{language}">' in page
    assert "<strong>굵게</strong>" in page
    assert Notice.objects.count() == 0


def test_states_in_the_list_and_both_actions(hana: Client, conference: Conference) -> None:
    create_notice(conference, title_ko="초안", published_at=None)
    pinned = create_notice(conference, pinned_until=datetime(2999, 1, 1, tzinfo=UTC))
    for state, number in (("draft", 1), ("published", 1), ("pinned", 1), ("ahead", 0)):
        page = hana.get(f"/admin/program/notice/?state={state}").content.decode()
        assert f"{number} 공지" in " ".join(page.split())
    keys = list(Notice.objects.values_list("pk", flat=True))
    hana.post("/admin/program/notice/", {"action": "publish_now", "_selected_action": keys})
    hana.post("/admin/program/notice/", {"action": "unpin", "_selected_action": [pinned.pk]})
    assert Notice.objects.filter(published_at=None).count() == 0
    assert Notice.objects.exclude(pinned_until=None).count() == 0
