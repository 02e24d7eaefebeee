"""Pass over those who asked to be erased, and say so."""

from program.erasure import erased_marks, marks
from program.importing.records import ProgrammeRecords, SpeakerRecord
from program.models import Conference


def pass_over_erased(records: ProgrammeRecords, conference: Conference, passed_over: list[str]) -> None:
    """Take them out of the records; `passed_over` gets a sentence for each place in the file that names them."""
    erased = erased_marks(conference)
    if not erased:
        return

    def is_welcome(record: SpeakerRecord) -> bool:
        names = [(record.fields.get(name, ""), record.affiliation) for name in ("name_ko", "name_en")]
        if not marks(str(record.uid or ""), names) & erased:
            return True
        passed_over.append(
            f"{record.label}: 삭제를 요청한 연사여서 읽지 않았습니다. 다시 모시려면 '연사'에서 직접 등록하세요."
        )
        return False

    records.speakers = [record for record in records.speakers if is_welcome(record)]
    for session in records.sessions:
        if session.speakers is not None:
            session.speakers = [record for record in session.speakers if is_welcome(record)]
        if session.chair and not is_welcome(session.chair):
            session.chair = None
