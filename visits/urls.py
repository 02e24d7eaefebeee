"""The addresses of visits."""

from django.urls import path

from visits import details_views, host_views, views

app_name = "visits"
urlpatterns = [
    path("", views.visits, name="visits"),
    path("pictures/<digest:digest>.webp", views.picture, name="picture"),
    path("host/answered/", host_views.answered, name="host_answered"),
    path("host/<str:token>/", host_views.host, name="host"),
    path("<uslug:slug>/", views.visit, name="visit"),
    path("<uslug:slug>/booking/", views.booking, name="booking"),
    path("<uslug:slug>/booking/details/", details_views.details, name="details"),
    path("<uslug:slug>/booking/book/", views.book, name="book"),
    path("<uslug:slug>/booking/swap/", views.swap, name="swap"),
    path("<uslug:slug>/booking/accept/", views.accept, name="accept"),
    path("<uslug:slug>/booking/decline/", views.decline, name="decline"),
    path("<uslug:slug>/booking/cancel/", views.cancel, name="cancel"),
]
