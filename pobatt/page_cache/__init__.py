"""FLOOR: public pages are kept rendered and compressed, and answered by the first middleware.

A page is marked `@kept_page("name", "of", "known", "parameters")`; a table whose rows public pages show carries
`*raises_public_version()` among its triggers; a page that changes by the clock says `changes_at(request, moment)`.

The promise: a request sent a second after a change was committed is answered with the change, by every worker. It rests
on two rules (`version.Version`, `shelf.Shelf`). A page is good for one second after its rendering began, whatever
happens; and for as long as the public version is the one that was known before the rendering began and has been
confirmed within the last second. No query is made for a request: in every worker one thread asks for the version.
"""

from pobatt.page_cache.marking import changes_at, kept_page
from pobatt.page_cache.middleware import PageCacheMiddleware
from pobatt.page_cache.version import raises_public_version

__all__ = ["PageCacheMiddleware", "changes_at", "kept_page", "raises_public_version"]
