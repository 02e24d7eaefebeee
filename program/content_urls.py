"""The addresses of what stands around the programme, at the root, below /<edition>/ and below the preview's."""

from django.urls import path

from program import content_views as views
from program.models import Page

app_name = (
    "around"  # not a namespace: "content:venue" is to mean the current conference's, wherever it is written
)
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/atom.xml", views.notices_feed, name="notices_feed"),
    path("notices/files/<digest:digest>/<str:filename>", views.attachment, name="attachment"),
    path("notices/<uslug:slug>/", views.notice, name="notice"),
    path("notices/<uslug:slug>/<mark:mark>.png", views.notice_picture, name="notice_picture"),
    path("greeting/<digest:digest>.webp", views.greeting_photo, name="greeting_photo"),
    *(path(f"{name}/", views.page, {"name": name}, name=name) for name in Page.Name.values),
]
