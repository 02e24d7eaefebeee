"""Rows for tests: plain functions with keyword defaults and nothing surprising."""

import uuid
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, User
from django.utils import timezone

from program.models import (
    Appearance,
    Conference,
    Notice,
    Organisation,
    Page,
    Release,
    Room,
    Section,
    Session,
    Speaker,
    Track,
)
from program.release import Decision, Treatment, draft, publish
from registration.applications import Application
from registration.models import Attendee, ClaimState, RegistrationSettings
from registration.models.attendee import code_of
from registration.models.claim import WITH_PLACE
from registration.roles import Role
from visits.models import SiteVisit

SEOUL = ZoneInfo("Asia/Seoul")
numbers = count(1)


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    """Return a moment of November 2022 in Seoul."""
    return datetime(2022, 11, day, hour, minute, tzinfo=SEOUL)


def create_conference(**fields: Any) -> Conference:
    """Make POBATT 2022 (or another conference), current unless said otherwise."""
    defaults: dict[str, Any] = {
        "slug": "2022",
        "number": 3,
        "short_name": "POBATT 2022",
        "name_ko": "배터리 선도도시 포항 국제 컨퍼런스 2022",
        "name_en": "POBATT 2022 International Conference",
        "starts_on": date(2022, 11, 3),
        "ends_on": date(2022, 11, 4),
        "venue_ko": "포스코국제관",
        "is_current": True,
    }
    conference = Conference.objects.create(**defaults | fields)
    create_organisation(conference)
    return conference


def create_organisation(conference: Conference, **fields: Any) -> Organisation:
    """Make the city a host, or another organisation something else."""
    defaults = {"conference": conference, "role": "host", "name_ko": "포항시"}
    return Organisation.objects.create(**defaults | fields)


def create_room(conference: Conference, **fields: Any) -> Room:
    """Make a room."""
    number = next(numbers)
    return Room.objects.create(
        **{"conference": conference, "slug": f"room-{number}", "name_ko": f"{number}호실"} | fields
    )


def create_track(conference: Conference, **fields: Any) -> Track:
    """Make a track."""
    number = next(numbers)
    return Track.objects.create(
        **{"conference": conference, "slug": f"track-{number}", "name_ko": f"주제 {number}"} | fields
    )


def create_speaker(conference: Conference, **fields: Any) -> Speaker:
    """Make a speaker."""
    return Speaker.objects.create(**{"conference": conference, "name_ko": f"연사{next(numbers)}"} | fields)


def create_session(
    conference: Conference,
    *,
    starts_at: datetime | None = None,
    minutes: int = 30,
    speakers: Any = (),
    **fields: Any,
) -> Session:
    """Make a session of `minutes` with speakers in order."""
    number = next(numbers)
    session = Session.objects.create(
        **{
            "conference": conference,
            "title_ko": f"세션 {number}",
            "title_en": f"Session {number}",
            "slug": f"session-{number}",
            "kind": Session.Kind.TALK,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes) if starts_at else None,
        }
        | fields
    )
    for position, speaker in enumerate(speakers):
        Appearance.objects.create(session=session, speaker=speaker, position=position)
    return session


def create_pobatt() -> Conference:
    """Make a small POBATT 2022 in which everything occurs once."""
    conference = create_conference()
    main = create_room(conference, slug="main", name_ko="국제회의장", name_en="Main Hall")
    lobby = create_room(conference, slug="lobby", name_ko="로비", name_en="")
    materials = create_track(
        conference, slug="materials", name_ko="배터리 소재", name_en="Materials", sign="lattice"
    )
    create_track(conference, slug="recycling", name_ko="리사이클링", name_en="Recycling", sign="loop")
    kim = create_speaker(
        conference,
        slug="kim",
        name_ko="김하나",
        name_en="Kim Hana",
        affiliation_ko="포항소재",
        position_ko="연구원",
    )
    lee = create_speaker(conference, slug="lee", name_ko="이두리", affiliation_ko="이차전지연구소")
    create_session(
        conference,
        slug="opening",
        title_ko="개막식",
        title_en="Opening",
        kind="ceremony",
        room=main,
        starts_at=at(10),
    )
    create_session(
        conference, slug="keynote", title_ko="전지의 길", title_en="The way of cells", kind="keynote", room=main,
        starts_at=at(10, 30), speakers=[kim], language="ko", is_interpreted=True,
    )  # fmt: skip
    create_session(
        conference,
        slug="lunch",
        title_ko="중식",
        title_en="Lunch",
        kind="break",
        starts_at=at(12),
        minutes=60,
        room=lobby,
    )
    themed = create_session(
        conference, slug="materials", title_ko="세션 1. 배터리 소재", title_en="Session 1", kind="session", room=main,
        track=materials, starts_at=at(13), minutes=60, chair=kim,
    )  # fmt: skip
    create_session(
        conference, slug="cathode", title_ko="양극재", title_en="", parent=themed, room=main, starts_at=at(13),
        speakers=[lee], language="ko",
    )  # fmt: skip
    create_session(
        conference,
        slug="unknown",
        title_ko="",
        title_en="",
        parent=themed,
        room=main,
        starts_at=at(13, 30),
        language="en",
    )
    create_session(
        conference, slug="side", title_ko="초청 간담회", title_en="Round table", kind="side_event", room=lobby,
        starts_at=at(14), is_invitation_only=True,
    )  # fmt: skip
    create_session(
        conference, slug="visits", title_ko="현장견학", title_en="Site visits", kind="site_visit",
        starts_at=at(9, 30, day=4), minutes=180,
    )  # fmt: skip
    return conference


def publish_all(conference: Conference, **arguments: Any) -> Release:
    """Publish whatever problems there are."""
    return publish(conference, **{"by": None, "accept_problems": True} | arguments)


def publish_as_typos(conference: Conference) -> Release:
    """Publish, and call every change a typo."""
    decisions = {change.key: Decision(Treatment.TYPO) for change in draft(conference).changes}
    return publish_all(conference, decisions=decisions)


def create_organiser(email: str) -> User:
    """Make an organiser who has already chosen a password."""
    user = User.objects.create_user(
        username=email, email=email, password="correct horse battery", is_staff=True
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.add(Group.objects.get(name=Role.ORGANISER))
    return user


def open_registration(conference: Conference, **fields: Any) -> RegistrationSettings:
    """Let everybody register for the conference, now and for long, unless said otherwise."""
    defaults: dict[str, Any] = {"conference": conference, "opens_at": at(9, day=1).replace(year=2020)}
    return RegistrationSettings.objects.create(**defaults | fields)


def create_account(email: str, *, verified: bool = True) -> User:
    """Make an attendee's account: an address and no password."""
    user = User(username=f"account-{next(numbers)}", email=email)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def create_attendee(conference: Conference, **fields: Any) -> Attendee:
    """Make somebody who is registered and confirmed, with an account, unless said otherwise."""
    number = next(numbers)
    now = timezone.now()
    defaults: dict[str, Any] = {
        "conference": conference,
        "number": number,
        "code": code_of("POBATT22", number),
        "name": f"참가자{number}",
        "affiliation": "포항소재",
        "region": "pohang",
        "phone": f"+8210{number:08d}",
        "email": f"attendee-{number}@example.com",
        "category": "company",
        "attendance": "onsite",
        "days": [1],
        "state": ClaimState.CONFIRMED,
        "submitted_at": now,
        "confirmed_at": now,
    }
    row = defaults | fields
    if row["state"] in WITH_PLACE and "place" not in row:
        row["place"] = Attendee.objects.of(conference).exclude(place=None).count() + 1
    if "user" not in row:
        row["user"] = create_account(row["email"])
    return Attendee.objects.create(**row)


def create_application(email: str, *, answers: dict[str, str] | None = None, **fields: Any) -> Application:
    """Fill in the form as Minji would."""
    defaults: dict[str, Any] = {
        "name": "김민지",
        "name_en": "",
        "affiliation": "포항소재",
        "region": "pohang",
        "country": "",
        "department": "",
        "position": "",
        "phone": "+821012345678",
        "email": email,
        "category": "company",
        "attendance": "onsite",
        "days": [1],
        "needs_receiver": False,
        "language": "ko",
    }
    return Application(defaults | fields, answers or {}, [], str(uuid.uuid4()))


def create_visit(conference: Conference, **fields: Any) -> SiteVisit:
    """Make a visit to a made-up host next week, open for booking, of one hour and without a travel buffer."""
    number = next(numbers)
    departs_at = fields.pop("departs_at", timezone.now().replace(microsecond=0) + timedelta(days=7))
    defaults: dict[str, Any] = {
        "conference": conference,
        "slug": f"visit-{number}",
        "host_ko": f"가나소재{number}",
        "site_ko": "양극재 공장",
        "site_en": "Cathode plant",
        "meeting_point_ko": "국제관 앞",
        "departs_at": departs_at,
        "returns_at": departs_at + timedelta(hours=1),
        "buffer_minutes": 0,
        "capacity": 40,
        "opens_at": timezone.now() - timedelta(days=1),
        "host_keeps_ko": "견학일부터 30일",
        "published_at": timezone.now() - timedelta(days=2),
    }
    return SiteVisit.objects.create(**defaults | fields)


def create_notice(conference: Conference, **fields: Any) -> Notice:
    """Make a notice that was published on 1 October 2022."""
    number = next(numbers)
    defaults = {
        "conference": conference,
        "slug": f"notice-{number}",
        "title_ko": f"공지 {number}",
        "published_at": datetime(2022, 10, 1, 9, tzinfo=SEOUL),
    }
    return Notice.objects.create(**defaults | fields)


def create_page(conference: Conference, name: str, **sections: str) -> Page:
    """Make a page with a section of this body for each title."""
    page = Page.objects.create(conference=conference, name=name)
    for position, (title, body) in enumerate(sections.items()):
        Section.objects.create(page=page, title_ko=title, body_ko=body, position=position)
    return page
