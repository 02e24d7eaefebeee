"""Static files as they are served: named by content, compressed, and the style sheets joined into one."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

JOINED = "css/site.css"
SHEETS = [
    f"css/{name}.css"
    for name in (
        *("tokens", "base", "layout", "forms", "components"),
        *("schedule", "registration", "visits", "search", "stars", "now", "pages", "idle", "print"),
    )
]


class JoinedStylesStorage(CompressedManifestStaticFilesStorage):
    """Write `css/site.css`, in the order in which the sheets build on each other, before names get their digests."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the sheets, then do what is always done."""
        if not dry_run and all(sheet in paths for sheet in SHEETS):
            joined = []
            for storage, name in (paths[sheet] for sheet in SHEETS):
                with storage.open(name) as sheet:
                    joined.append(sheet.read())
            self.delete(JOINED)
            self._save(JOINED, ContentFile(b"\n".join(joined)))
            paths[JOINED] = (self, JOINED)
        yield from super().post_process(paths, dry_run, **options)
