"""Register as a visitor does: open the form, fill it in, read the mail."""

import re
from typing import Any

from django.test import Client
from forms_of_pages import fields_of

from registration.models import Message

FILLED_IN: dict[str, Any] = {
    "name": "김민지",
    "affiliation": "포항소재",
    "region": "pohang",
    "phone": "010 1234 5678",
    "email": "Minji@Example.com",
    "category": "company",
    "attendance": "onsite",
    "days": ["1"],
    "consent_participation": "on",
    "consent_age": "on",
}


def filled_in(client: Client, path: str = "/registration/", **fields: Any) -> dict[str, Any]:
    """Open the form and fill it in."""
    return fields_of(client.get(path), having="affiliation") | FILLED_IN | fields


def register(client: Client, **fields: Any) -> Any:
    """Open the form, fill it in and send it."""
    return client.post("/registration/", filled_in(client, **fields), follow=True)


def code_sent_to(email: str) -> str:
    """Return the code in the newest mail to an address."""
    letter = Message.objects.filter(address=email).first()
    assert letter is not None
    return re.findall(r"\b\d{6}\b", letter.text)[0]


def button_sent_to(email: str) -> str:
    """Return the path of the button in the newest mail to an address."""
    letter = Message.objects.filter(address=email).first()
    assert letter is not None
    return re.findall(r"(/(?:en/)?registration/confirm/\S+)", letter.text)[0]
