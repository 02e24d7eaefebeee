"""The addresses of who works at a door with a pass for one day."""

from django.urls import path

from registration.views import day_pass, desk

app_name = "staff"
urlpatterns = [
    path("pass/<str:token>/", day_pass.day_pass, name="day_pass"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<str:code>/confirm/", desk.confirm, name="desk_confirm"),
]
