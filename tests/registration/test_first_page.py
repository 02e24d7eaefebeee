"""The admin's first page leads everybody at work to what their role opens, and nowhere else."""

import re

import pytest
from factories import open_registration
from people import client_as

from program.models import Release
from registration.roles import ACCOUNTS, Role


@pytest.mark.parametrize("role", sorted(ACCOUNTS, key=lambda role: role.name))
def test_every_button_of_the_first_page_opens(released: Release, role: Role) -> None:
    open_registration(released.conference)
    client = client_as(role, released.conference)
    page = client.get("/admin/").content.decode()
    buttons = re.findall(r'<a class="button" href="([^"]+)">', page)
    assert {address: client.get(address).status_code for address in buttons} == dict.fromkeys(buttons, 200)
    assert ("/admin/registration/attendee/export/" in buttons) == (role is not Role.ORGANISER)
