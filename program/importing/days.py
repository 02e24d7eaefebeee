"""The days of a conference made from a file, and what becomes of sessions outside those of one that is there."""

from collections import Counter
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone

from program.importing.records import ConferenceRecord, ProgrammeRecords, Record, SessionRecord
from program.importing.writing import Writer
from program.models import Conference
from program.models.conference import DAY_BEGINS_AT

BEGINS = timedelta(hours=DAY_BEGINS_AT.hour)
EARLIEST, LATEST = 1990, 2199


class Outside(StrEnum):
    """What becomes of sessions outside the conference's days."""

    REFUSE = "refuse"  # they are errors
    UNTIMED = "untimed"  # they come without a time
    EXTEND = "extend"  # the conference gets the days it lacks


CHOICES = {
    Outside.REFUSE: "가져오지 않고 고칠 곳으로 알림",
    Outside.UNTIMED: "시간 없이 가져오기",
    Outside.EXTEND: "대회 기간을 늘리기",
}


def complete(record: ConferenceRecord, slug: str, warnings: list[str]) -> None:
    """Supply what a new conference needs and the file does not say."""
    record.fields.setdefault("short_name", slug)
    if not record.fields.get("name_ko"):
        record.fields["name_ko"] = record.fields["short_name"]
    if "starts_on" not in record.fields:
        today = timezone.localdate()
        record.fields |= {"starts_on": today, "ends_on": today}
        warnings.append(f"파일에 날짜가 없어 새 대회의 기간을 오늘({today})로 두었습니다. 대회에서 고치세요.")


def fit_into_days(
    records: ProgrammeRecords, conference: Conference, outside: Outside, writer: Writer
) -> None:
    """Give moments the conference's zone, say when that is another one than the file's, and apply the choice."""
    zone = conference.zone
    shifts: Counter[str] = Counter()
    for record in records.sessions:
        for name in ("starts_at", "ends_at"):
            moment = record.fields.get(name)
            if moment and moment.tzinfo is None:
                record.fields[name] = moment.replace(tzinfo=zone)
            elif moment and name == "starts_at" and moment.utcoffset() != moment.astimezone(zone).utcoffset():
                shifts[f"{moment:%H:%M} → {moment.astimezone(zone):%H:%M}"] += 1
    if shifts and any(record.key for record in records.sessions):
        example = next(iter(shifts))
        writer.report.warnings.append(
            f"세션 {shifts.total()}건의 시각은 다른 시간대({records.zone or 'UTC와의 차이로 적힘'})로 적혀 있어 대회의 "
            f"시간대({conference.time_zone})로 바꾸었습니다 (예: {example})."
        )
    strays = [record for record in records.sessions if _is_outside(record, conference)]
    if strays and outside == Outside.UNTIMED:
        for record in strays:
            record.fields |= {"starts_at": None, "ends_at": None}
            writer.report.warnings.append(f"{record.label}: 대회 기간 밖이어서 시간 없이 넣었습니다.")
    elif strays and outside == Outside.EXTEND:
        _extend(conference, strays, writer)


def _extend(conference: Conference, strays: list[SessionRecord], writer: Writer) -> None:
    zone = conference.zone
    first = min(record.fields["starts_at"].astimezone(zone) for record in strays) - BEGINS
    last = max(_end(record).astimezone(zone) for record in strays) - BEGINS - timedelta(seconds=1)
    fields: dict[str, Any] = {
        "starts_on": min(conference.starts_on, first.date()),
        "ends_on": max(conference.ends_on, last.date()),
    }
    writer.write(conference, Record("대회", conference.slug, fields))


def _is_outside(record: SessionRecord, conference: Conference) -> bool:
    start = record.fields.get("starts_at")
    if not start or not EARLIEST < start.year < LATEST:
        return False
    return bool(start < conference.opens_at or _end(record) > conference.closes_at)


def _end(record: SessionRecord) -> datetime:
    end: datetime = record.fields.get("ends_at") or record.fields["starts_at"]
    return end
