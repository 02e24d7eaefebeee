"""The bus list: a page of A4 for each bus, with boxes to tick, and the same as a workbook."""

from datetime import datetime
from io import BytesIO

from django.utils import translation

from pobatt import pdf
from pobatt.dates import hours, long_day, moment
from pobatt.spreadsheets import Cell, Column, Kind, Sheet, write_xlsx
from registration.downloads import NOTICE
from visits.models import Booking, Bus, SiteVisit
from visits.seating import seat_of

NOBODYS = "버스 없음"
COLUMNS = [
    Column("버스", width=10), Column("연번", Kind.NUMBER, 6), Column("접수번호", width=20), Column("성명", width=12),
    Column("소속", width=28), Column("동반 지원인", width=12), Column("출발", width=8), Column("복귀", width=8),
]  # fmt: skip
TITLES = [column.title for column in COLUMNS]


def by_bus(visit: SiteVisit) -> list[tuple[Bus | None, list[Booking]]]:
    """Return each bus with who sits on it, by name; those without a bus at the end, if there are any."""
    riding = list(Booking.objects.riding(visit))
    sitting = {booking.pk: seat.bus_id for booking in riding if (seat := seat_of(booking))}
    buses: list[Bus | None] = [*Bus.objects.of(visit)]
    found = [(bus, [row for row in riding if bus and sitting.get(row.pk) == bus.pk]) for bus in buses]
    left = [row for row in riding if row.pk not in sitting]
    return [*found, (None, left)] if left else found


def seats(bookings: list[Booking]) -> int:
    """Return how many seats of a bus these people take, helpers included."""
    return sum(booking.places_needed for booking in bookings)


def codes_of(visit: SiteVisit) -> list[str]:
    """Return the numbers of everybody on the lists."""
    return [booking.attendee.code for _bus, bookings in by_bus(visit) for booking in bookings]


def buses_xlsx(visit: SiteVisit, *, by: str, at: datetime) -> bytes:
    """Return the list as a workbook."""
    there = at.astimezone(visit.conference.zone)
    sheet = Sheet(
        "버스 명단", COLUMNS, title=f"{visit} 버스 명단", made=f"{moment(there, 'ko')} {by}", notice=NOTICE
    )
    rows: list[list[Cell]] = [
        [
            bus.name if bus else NOBODYS,
            number,
            row.attendee.code,
            row.attendee.name,
            row.attendee.affiliation,
            row.helper_name,
        ]
        for bus, bookings in by_bus(visit)
        for number, row in enumerate(bookings, 1)
    ]
    file = BytesIO()
    write_xlsx(file, sheet, rows)
    return file.getvalue()


def buses_pdf(visit: SiteVisit, *, by: str, at: datetime) -> bytes:
    """Return the list on A4, each bus on pages of its own. Raises what `pobatt.pdf` raises."""
    zone = visit.conference.zone
    start, end = visit.departs_at.astimezone(zone), visit.returns_at.astimezone(zone)
    with translation.override("ko"):
        data = {
            "language": "ko",
            "title": f"{visit} 버스 명단",
            "when": f"{long_day(start.date(), 'ko')} {hours(start, end, 'ko')}",
            "meeting_point": visit.meeting_point_ko,
            "made": f"{moment(at.astimezone(zone), 'ko')} {by}",
            "notice": NOTICE,
            "buses": [_page_of(bus, bookings) for bus, bookings in by_bus(visit)],
        }
        return pdf.pdf("print/bus_list.typ", data, made_at=at)


def _page_of(bus: Bus | None, bookings: list[Booking]) -> dict[str, object]:
    facts = [("인솔자", bus.leader), ("차량 번호", bus.plate)] if bus else []
    return {
        "name": bus.name if bus else NOBODYS,
        "facts": [f"{name} {value}" for name, value in facts if value],
        "load": f"{seats(bookings)}명" + (f" / 좌석 {bus.capacity}" if bus else ""),
        "rows": [
            [
                str(number),
                row.attendee.name,
                row.attendee.affiliation,
                f"동반 {row.helper_name}" if row.helper_name else "",
            ]
            for number, row in enumerate(bookings, 1)
        ],
    }
