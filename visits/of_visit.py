"""Pages for staff that are about one visit; who may open them, the matrix of roles says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from registration.views.frame import personal
from visits.models import SiteVisit


def of_visit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the visit of its address, of the current conference, published or not."""

    @personal
    @wraps(view)
    def shown(request: HttpRequest, slug: str, **parts: Any) -> HttpResponse:
        found = SiteVisit.objects.current().called(slug).in_order().first()
        if found is None:
            raise Http404
        return view(request, found, **parts)

    return shown
