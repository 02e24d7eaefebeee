"""How long what is kept: the texts people agree to, the privacy policy and the purge all read it here."""

from datetime import date, timedelta

from pobatt.dates import short_date
from registration.models import Purpose, Question, RegistrationSettings

UNCONFIRMED_ACCOUNTS_FOR = timedelta(days=1)
UNUSED_ACCOUNTS_FOR = timedelta(days=30)
RECORDS_FOR = timedelta(days=2 * 366)  # two years: a day or two more than PostgreSQL insists on


def kept_until(registration: RegistrationSettings, purpose: str) -> date | None:
    """Return the last day on which data is kept for a purpose; None where the purpose keeps nothing."""
    days = {
        Purpose.PARTICIPATION: registration.destroyed_on,
        Purpose.PROMOTION: registration.promotion_ends_on,
    }
    return days.get(Purpose(purpose))


def shorter_periods(
    registration: RegistrationSettings, questions: list[Question]
) -> dict[date, list[Question]]:
    """Return the questions whose answers go before everything else, by their last day."""
    shorter: dict[date, list[Question]] = {}
    for question in questions:
        until = registration.kept_until(question.keep_days)
        if until < registration.destroyed_on:
            shorter.setdefault(until, []).append(question)
    return dict(sorted(shorter.items()))


def periods(registration: RegistrationSettings, questions: list[Question], language: str) -> str:
    """Return until when what the form asks is kept, in words; what has a period of its own is named."""
    words = [kept_words(registration.destroyed_on, language)]
    for until, those in shorter_periods(registration, questions).items():
        names = ", ".join((q.item_en if language == "en" else "") or q.item_ko for q in those)
        words.append(f"{names}: {short_date(until, language)}{'까지' if language == 'ko' else ''}")
    return "; ".join(words) if language == "en" else ". ".join(words)


def kept_words(until: date, language: str) -> str:
    """Return '2023. 2. 4.까지 보관 후 파기', or the same in English."""
    day = short_date(until, language)
    return f"{day}까지 보관 후 파기" if language == "ko" else f"{day}, then destroyed"
