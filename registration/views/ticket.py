"""`/registration/ticket/<token>/`: name, QR, time and place, and nothing else, for whoever has the address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from program.publication import active_language
from registration.models import Attendee
from registration.tickets import Ticket, qr_svg
from registration.views.frame import page, personal


@personal
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show the ticket; a registration without a place has none."""
    attendee = get_object_or_404(Attendee.objects.with_ticket(), ticket_token=token)
    return page(request, "registration/ticket.html", {"ticket": Ticket(attendee, active_language())})


@personal
@require_safe
def ticket_qr(request: HttpRequest, token: str) -> HttpResponse:
    """Give the ticket's QR."""
    attendee = get_object_or_404(Attendee.objects.with_ticket(), ticket_token=token)
    return HttpResponse(qr_svg(attendee), content_type="image/svg+xml")
