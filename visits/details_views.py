"""`/visits/<slug>/booking/details/`: what this host requires of who has a seat."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pobatt.dates import short_date
from program.publication import active_language
from registration.models import Attendee
from registration.places import database_now
from registration.views.frame import page
from visits.booking import live_booking
from visits.consent import current_text, has_agreed
from visits.details import details_refusal, fill_in
from visits.details_form import DetailsForm
from visits.models import SiteVisit
from visits.refusal import BookingRefused, named, to_the_second
from visits.views import mine


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def details(request: HttpRequest, visit: SiteVisit, attendee: Attendee | None) -> HttpResponse:
    """Show the form, or keep what was told; who cannot tell anything reads why on the page of the booking."""
    booking = live_booking(attendee, visit) if attendee else None
    no = details_refusal(booking, database_now())
    if attendee is None or booking is None or no:
        messages.error(request, no.words if no else "")
        return redirect("visits:booking", slug=visit.slug)
    text, language = current_text(visit), active_language()
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        booking=booking, text=text, language=language, asks_consent=not has_agreed(attendee, text),
    )  # fmt: skip
    if form.is_valid():
        try:
            fill_in(attendee, visit, form.values(), form.cleaned_data["text"], language)
            messages.success(request, _("방문자 상세 정보를 저장했습니다."))
            return redirect("visits:booking", slug=visit.slug)
        except BookingRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "form": form,
        "slug": visit.slug,
        "name": named(visit),
        "due": to_the_second(visit.details_due_at, visit, language) if visit.details_due_at else "",
        "kept_until": short_date(visit.details_destroyed_on, language),
    }
    return page(request, "visits/details.html", context)
