"""What every test may use: translations compiled, a conference, its programme published, people at the door."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from factories import create_conference, create_organiser, create_pobatt, publish_all

from pobatt.translations import compile_catalogues
from program.models import Conference, Release


def pytest_configure() -> None:
    """Compile the translations before Django reads them; hash passwords quickly; keep no pages."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PAGE_CACHE_BYTES = (
        0  # the transaction of a test is invisible to the thread that watches the version
    )
    for locale in settings.LOCALE_PATHS:
        compile_catalogues(Path(locale))


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Gather the static files once, as on a real site: pages name them by their content."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def conference(db: None) -> Conference:
    """POBATT 2022 without any session."""
    return create_conference()


@pytest.fixture
def pobatt(db: None) -> Conference:
    """POBATT 2022 with a small programme that has everything: themed session, talks, keynote, break, cancelled one."""
    return create_pobatt()


@pytest.fixture
def released(pobatt: Conference) -> Release:
    """The small programme, published."""
    return publish_all(pobatt)


@pytest.fixture
def hana(db: None) -> Client:
    """Hana is an organiser and logged in."""
    client = Client()
    client.force_login(create_organiser("hana@example.com"))
    return client
