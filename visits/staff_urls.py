"""The addresses of staff who look after visits."""

from django.urls import path

from visits import bus_views, list_views

app_name = "visits_staff"
urlpatterns = [
    path("<uslug:slug>/list/", list_views.visitors, name="list"),
    path("<uslug:slug>/list/download/", list_views.download, name="download_list"),
    path("<uslug:slug>/list/links/issue/", list_views.issue_link, name="issue_link"),
    path("<uslug:slug>/list/links/<uuid:key>/revoke/", list_views.revoke_link, name="revoke_link"),
    path("<uslug:slug>/list/answers/check/", list_views.check_answers, name="check_answers"),
    path("<uslug:slug>/list/answers/take/", list_views.take_answers, name="take_answers"),
    path("<uslug:slug>/buses/", bus_views.buses, name="buses"),
    path("<uslug:slug>/buses/together/", bus_views.together, name="seat_together"),
    path("<uslug:slug>/buses/by-name/", bus_views.by_name, name="seat_by_name"),
    path("<uslug:slug>/buses/move/", bus_views.moved, name="move"),
    path("<uslug:slug>/buses/download/", bus_views.download, name="download_buses"),
    path("<uslug:slug>/buses/<str:code>/pass/", bus_views.issue_pass, name="issue_pass"),
    path("<uslug:slug>/roll-call/", bus_views.roll_call, name="roll_call"),
]
