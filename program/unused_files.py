"""Collect the files that nothing points to any more."""

from datetime import timedelta

from django.db import connection
from django.db.models import ForeignObjectRel
from django.utils import timezone

from program.models import StoredFile

KEPT_FOR = timedelta(days=1)  # a form whose file is stored already may still be filled in
IN_RELEASES = "SELECT DISTINCT (regexp_matches(document::text, '[0-9a-f]{64}', 'g'))[1] FROM program_release"


def collect_unused_files() -> int:
    """Delete what no row and no release names and what was not stored today; return how many files that were."""
    files = StoredFile.objects.filter(stored_at__lt=timezone.now() - KEPT_FOR).exclude(
        digest__in=_published()
    )
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._base_manager.exclude(**{relation.field.name: None})
            files = files.exclude(digest__in=rows.values(relation.field.attname))
    return files._raw_delete(files.db)  # none of them is pointed to


def _published() -> list[str]:
    """Return every digest that a release names, whatever part of its document does."""
    with connection.cursor() as cursor:
        cursor.execute(IN_RELEASES)
        return [digest for (digest,) in cursor.fetchall()]
