"""What every test may use: translations compiled, a conference, its programme published, people at the door."""

import time
from collections.abc import Iterator
from pathlib import Path

import pgtrigger
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from factories import create_conference, create_organiser, create_pobatt, publish_all

from pobatt.translations import compile_catalogues
from program.models import Conference, Release
from registration.idleness import ACTIVE_AT


def pytest_configure() -> None:
    """Compile the translations before Django reads them; hash passwords quickly; keep no pages."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PAGE_CACHE_BYTES = (
        0  # the transaction of a test is invisible to the thread that watches the version
    )
    for locale in settings.LOCALE_PATHS:
        compile_catalogues(Path(locale))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests with a browser last: Playwright leaves its event loop running in the tests' own thread."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Gather the static files once, as on a real site: pages name them by their content."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def logged_in_means_with_the_second_factor() -> Iterator[None]:
    """Let `force_login` leave a session as a whole login does; tests of logging in go the way of people."""
    without = Client.force_login

    def force_login(client: Client, user: User, backend: str | None = None) -> None:
        without(client, user, backend)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session[ACTIVE_AT] = time.time()
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", force_login)
        yield


@pytest.fixture(autouse=True)
def no_jobs_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget the jobs of a test that commits; Django empties only the tables it manages itself."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    yield
    if commits or "transactional_db" in request.fixturenames:
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers")


@pytest.fixture(scope="session", autouse=True)
def releases_may_be_emptied() -> Iterator[None]:
    """Let Django empty the tables after a test that commits, which the database refuses everybody else."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    never_emptied = [
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if trigger.operation == pgtrigger.Truncate
    ]

    def teardown(case: TransactionTestCase) -> None:
        with pgtrigger.ignore(*never_emptied):
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


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
