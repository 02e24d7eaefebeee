"""The addresses of who leads a bus, with a pass for one day."""

from django.urls import path

from visits import roll_call_views as views

app_name = "bus"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<slug:way>/", views.roll, name="roll"),
    path("<slug:way>/there/", views.there, name="there"),
    path("<slug:way>/not-there/", views.not_there, name="not_there"),
    path("<slug:way>/absent/", views.absent, name="absent"),
    path("<slug:way>/standby/", views.standby, name="standby"),
]
