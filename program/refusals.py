"""What the database refuses, said in Korean."""

from django.db import DatabaseError

SENTENCES = {
    "one_family_of_sessions_per_room_at_once": (
        "그 시간에 이 장소에서는 다른 세션이 열립니다. 시간이나 장소를 바꾸세요."
    ),
    "one_talk_per_room_at_once": "같은 장소의 두 발표 시간이 겹칩니다. 시간이나 장소를 바꾸세요.",
    "session_ends_after_it_starts": "끝나는 시각이 시작 시각보다 늦어야 합니다.",
    "session_inside_conference": "대회 기간 밖의 시간입니다. 세션이나 대회의 날짜를 확인하세요.",
    "talk_inside_session": "발표는 주제 세션의 시간 안에 있어야 합니다.",
    "conference_in_our_times": "1990년부터 2199년까지의 날짜를 입력하세요.",
    "only_one_current_conference": "이번 대회는 하나뿐이어야 합니다.",
    "one_session_per_address": "같은 주소 이름을 쓰는 세션이 있습니다.",
    "one_speaker_per_address": "같은 주소 이름을 쓰는 연사가 있습니다.",
    "speaker_appears_once_in_a_session": "같은 연사를 한 세션에 두 번 넣을 수 없습니다.",
    "organisation_named_once_in_a_role": "같은 역할에 같은 이름의 기관이 있습니다.",
    "releases_are_numbered": "다른 사람이 같은 때에 게시했습니다. 다시 확인하고 게시하세요.",
}


def sentence_for(error: DatabaseError) -> str:
    """Return a sentence for the constraint that was violated."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", "") or ""
    return SENTENCES.get(name, "다른 자료와 맞지 않아 저장하지 않았습니다. 입력한 내용을 확인하세요.")
