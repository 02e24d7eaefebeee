"""The addresses of a programme, below /program/, /<edition>/program/ and the preview's."""

from django.urls import path

from program import print_views, views
from program.mine import views as mine
from program.now import views as now

app_name = "program"
urlpatterns = [
    path("", views.agenda, name="agenda"),
    path("schedule.ics", views.calendar, name="calendar"),
    path("schedule.json", views.schedule_json, name="schedule_json"),
    path("schedule.xml", views.schedule_xml, name="schedule_xml"),
    path("programme.pdf", print_views.printed, {"kind": "programme"}, name="programme_pdf"),
    path("poster.pdf", print_views.printed, {"kind": "poster"}, name="poster_pdf"),
    path("leaflet.pdf", print_views.printed, {"kind": "leaflet"}, name="leaflet_pdf"),
    path("sessions/<uslug:slug>/", views.session, name="session"),
    path("sessions/<uslug:slug>/session.ics", views.session_calendar, name="session_calendar"),
    path("sessions/<uslug:slug>/slides/", views.slides, name="slides"),
    path("speakers/", views.speakers, name="speakers"),
    path("speakers/<uslug:slug>/", views.speaker, name="speaker"),
    path("photos/<digest:digest>.webp", views.photo, name="photo"),
    path("pictures/home-<mark:mark>.png", print_views.conference_picture, {"of": ""}, name="picture"),
    path(
        "pictures/agenda-<mark:mark>.png",
        print_views.conference_picture,
        {"of": "agenda"},
        name="agenda_picture",
    ),
    path(
        "pictures/speakers-<mark:mark>.png",
        print_views.conference_picture,
        {"of": "speakers"},
        name="speakers_picture",
    ),
    path("sessions/<uslug:slug>/<mark:mark>.png", print_views.session_picture, name="session_picture"),
    path("speakers/<uslug:slug>/<mark:mark>.png", print_views.speaker_picture, name="speaker_picture"),
    path("now/", now.now, name="now"),
    path("mine/", mine.mine, name="mine"),
    path("mine.ics", mine.my_calendar, name="my_calendar"),
    path("mine.svg", mine.my_qr_code, name="my_qr_code"),
    path("changes/", views.changes, name="changes"),
    path("changes/atom.xml", views.changes_feed, name="changes_feed"),
]
