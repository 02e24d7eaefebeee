"""What every page's frame needs: its address in both languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

ENGLISH = "/en"


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `page.path`, `page.language`, `page.paths` (by language) and `page.site_url`."""
    return {"page": addresses(request.path_info)}


def addresses(path: str) -> dict[str, Any]:
    """Return what a page's frame says of its address; a verb that shows a form again gives the noun's."""
    is_english = path == ENGLISH or path.startswith(ENGLISH + "/")
    korean = path.removeprefix(ENGLISH) or "/" if is_english else path
    return {
        "language": "en" if is_english else "ko",
        "path": path,
        "paths": {"ko": korean, "en": ENGLISH + korean},
        "site_url": settings.SITE_URL,
    }
