"""The organisers' tool: the programme in the Django admin, a file per concept."""

from django.contrib import admin

from program.admin import conference, notice, organisation, page, places, session, speaker

__all__ = ["conference", "notice", "organisation", "page", "places", "session", "speaker"]

admin.site.site_header = "POBATT 운영"
admin.site.site_title = "POBATT 운영"
admin.site.index_title = "오늘 할 일"
admin.site.empty_value_display = "–"
