"""The floors: the least that Django or Python can do for a task. Served by the same gunicorn as the site.

No middleware, no context processors, the same PostgreSQL and the same pool of connections.
"""

import os
from pathlib import Path

from django.conf import settings

from pobatt.postgres.configuration import database_settings

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": database_settings(None, var=Path(os.environ["POBATT_VAR"]))},
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        SECRET_KEY="not a secret",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.locmem.Loader", {"form.html": "{{ form }}"})]
                },
            }
        ],
    )

from django import forms
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

TABLES = """
CREATE TABLE IF NOT EXISTS floor_form (id bigserial PRIMARY KEY, name text, email text);
CREATE TABLE IF NOT EXISTS floor_seat (id int PRIMARY KEY, taken int NOT NULL);
INSERT INTO floor_seat VALUES (1, 0) ON CONFLICT DO NOTHING;
"""
SEATS = 40


class Form(forms.Form):
    """A name and an address."""

    name = forms.CharField()
    email = forms.EmailField()


def hello(request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return _with_length(HttpResponse("hello"))


def form(request: HttpRequest) -> HttpResponse:
    """Show a form, or insert what it holds."""
    filled = Form(request.POST or None)
    if request.method == "POST" and filled.is_valid():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO floor_form (name, email) VALUES (%(name)s, %(email)s)", filled.cleaned_data
            )
        return _with_length(HttpResponseRedirect("/form"))
    return _with_length(render(request, "form.html", {"form": filled}))


def seat(request: HttpRequest) -> HttpResponse:
    """Take a seat if there is one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE floor_seat SET taken = taken + 1 WHERE id = 1 AND taken < %s", [SEATS])
        return _with_length(HttpResponse("yes" if cursor.rowcount else "no"))


def _with_length(response: HttpResponse) -> HttpResponse:
    """Spare gunicorn the chunks: without a length an answer takes longer, and the floor would be a kinder one."""
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("hello", hello), path("form", form), path("seat", seat)]
application = get_wsgi_application()
