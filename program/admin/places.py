"""Tracks and rooms in the admin."""

from django.contrib import admin

from program.admin.editing import ConferenceFilter, ProgrammeAdmin
from program.models import Room, Track


@admin.register(Track)
class TrackAdmin(ProgrammeAdmin):
    """The themes."""

    list_display = ["name_ko", "name_en", "sign", "position"]
    list_editable = ["position"]
    list_filter = [ConferenceFilter]
    search_fields = ["name_ko", "name_en"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = ["conference", ("name_ko", "name_en"), "slug", "sign", "position", "source"]


@admin.register(Room)
class RoomAdmin(ProgrammeAdmin):
    """The places."""

    list_display = ["name_ko", "name_en", "capacity", "position"]
    list_editable = ["position"]
    list_filter = [ConferenceFilter]
    search_fields = ["name_ko", "name_en"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = ["conference", ("name_ko", "name_en"), "slug", "capacity", "position", "source"]
