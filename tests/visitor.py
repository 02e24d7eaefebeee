"""A browser without a screen: one connection to a real server, the cookies of one person."""

import http.client
import re
from contextlib import closing
from typing import NamedTuple, Self
from urllib.parse import urlencode

FORM, CODE = "/registration/", "/registration/code/"
FILLED_IN = {
    "name": "김민지", "affiliation": "포항소재", "region": "pohang", "phone": "010 1234 5678", "category": "company",
    "attendance": "onsite", "days": "1", "consent_participation": "on", "consent_age": "on",
}  # fmt: skip
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
QUESTION = re.compile(r'<input type="radio" name="(question_\d+)" value="(\w+)"')


class Answer(NamedTuple):
    """What came back: status, where it leads (or ""), and the page."""

    status: int
    location: str
    page: str


class Visitor:
    """One person's browser; `close()` closes the connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    @classmethod
    def at(cls, port: int) -> closing[Self]:
        """Return a browser that is closed at the end of a `with` statement."""
        return closing(cls(port))

    def get(self, path: str) -> Answer:
        """Open a page; redirects are not followed."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def filled_in(self, email: str) -> dict[str, str]:
        """Open the form of registration and fill it in."""
        page = self.get(FORM).page
        return FILLED_IN | {"email": email} | dict(HIDDEN.findall(page)) | dict(QUESTION.findall(page))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": "localhost", "Cookie": cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), page)
