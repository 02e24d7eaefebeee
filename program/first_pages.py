"""The pages a conference begins with, so that organisers edit texts instead of facing an empty form."""

from pathlib import Path

import yaml
from django.db import transaction

from program.models import Conference, Page, Section

SHIPPED = Path(__file__).parent / "programmes" / "pages.yaml"


@transaction.atomic
def write_first_pages(conference: Conference) -> list[Page]:
    """Make the pages of `programmes/pages.yaml` that the conference does not have yet; return those made.

    A page that is there is left alone, whatever is in it.
    """
    present = set(conference.pages.values_list("name", flat=True))
    made = []
    for name, stated in yaml.safe_load(SHIPPED.read_text("utf-8")).items():
        if name in present:
            continue
        sections = stated.pop("sections")
        page = Page.objects.create(conference=conference, name=name, **stated)
        Section.objects.bulk_create(
            Section(page=page, position=10 * number, **section)
            for number, section in enumerate(sections, start=1)
        )
        made.append(page)
    return made
