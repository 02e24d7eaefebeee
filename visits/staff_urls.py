"""The addresses of staff who look after visits."""

from django.urls import path

from visits import list_views

app_name = "visits_staff"
urlpatterns = [
    path("<uslug:slug>/list/", list_views.visitors, name="list"),
    path("<uslug:slug>/list/download/", list_views.download, name="download_list"),
    path("<uslug:slug>/list/links/issue/", list_views.issue_link, name="issue_link"),
    path("<uslug:slug>/list/links/<uuid:key>/revoke/", list_views.revoke_link, name="revoke_link"),
    path("<uslug:slug>/list/answers/check/", list_views.check_answers, name="check_answers"),
    path("<uslug:slug>/list/answers/take/", list_views.take_answers, name="take_answers"),
]
