"""A programme of 60 sessions and 80 speakers, two days and four rooms, published."""

from datetime import timedelta

from factories import (
    at,
    create_conference,
    create_room,
    create_session,
    create_speaker,
    create_track,
    open_registration,
    publish_all,
)

SESSIONS, SPEAKERS = 60, 80
PLACES = 100_000
ABSTRACT = "이차전지 소재와 재활용 기술의 현황을 살펴보고 앞으로의 과제를 함께 이야기합니다. " * 4


def create_programme() -> None:
    """Make it, with registration open: a session has two titles, an abstract, a track, a room, some speakers."""
    conference = create_conference(city_ko="포항", city_en="Pohang")
    rooms = [create_room(conference, name_ko=f"제{n}회의장", name_en=f"Hall {n}") for n in range(1, 5)]
    signs = ("lattice", "wheel", "loop")
    tracks = [
        create_track(conference, name_ko=f"주제 {n}", name_en=f"Theme {n}", sign=signs[n]) for n in range(3)
    ]
    speakers = [
        create_speaker(
            conference,
            slug=f"speaker-{number}",
            name_ko=f"김연사{number:02}",
            name_en=f"Speaker {number:02}",
            affiliation_ko=f"포항배터리연구소 {number % 17}팀",
            affiliation_en=f"Pohang Battery Institute, team {number % 17}",
            position_ko="책임연구원",
            position_en="Principal researcher",
            biography_ko=ABSTRACT,
        )
        for number in range(SPEAKERS)
    ]
    for number in range(SESSIONS):
        day, slot = divmod(number // len(rooms), 8)
        create_session(
            conference,
            slug=f"session-{number}",
            title_ko=f"이차전지 양극재의 재활용 공정과 경제성 분석 {number}",
            title_en=f"Recycling of cathode materials and its economics {number}",
            abstract_ko=ABSTRACT,
            kind="talk",
            language="ko" if number % 3 else "en",
            room=rooms[number % len(rooms)],
            track=tracks[number % len(tracks)],
            starts_at=at(9, day=3 + day) + timedelta(minutes=50 * slot),
            minutes=45,
            speakers=[speakers[(number * 4 + n) % SPEAKERS] for n in range(1 + number % 3)],
        )
    publish_all(conference)
    open_registration(conference, onsite_capacity=PLACES)
