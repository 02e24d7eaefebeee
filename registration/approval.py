"""One page for the official's approval (결재): every text, item, processor and period, as it would be shown."""

from datetime import datetime
from typing import Any

from pobatt import pdf
from pobatt.dates import days, short_date
from registration.consent_texts import current_texts
from registration.models import Question, RegistrationSettings
from registration.places import database_now


def approval_pdf(registration: RegistrationSettings) -> bytes:
    """Return the page as PDF. Raises what `pobatt.pdf` raises."""
    now = database_now().astimezone(registration.conference.zone)
    return pdf.pdf("print/approval.typ", approval_of(registration, now), made_at=now, pages=1)


def approval_of(registration: RegistrationSettings, now: datetime) -> dict[str, Any]:
    """Return what stands on it."""
    conference = registration.conference
    texts = current_texts(registration, list(Question.objects.asked().of(conference)))
    return {
        "language": "ko",
        "title": "개인정보 수집·이용 동의문(안)",
        "conference": conference.name_ko,
        "dates": days(conference.starts_on, conference.ends_on, "ko"),
        "today": short_date(now.date(), "ko"),
        "destroyed_on": short_date(registration.destroyed_on, "ko"),
        "texts": [{"version": text.version, **text.body_ko} for text in texts],
        "processors": [[row.name_ko, row.work_ko] for row in conference.processors.all()],
        "signs": ["담당", "팀장", "과장", "국장"],
    }
