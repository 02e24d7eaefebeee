"""Read the fields of a form from a page, as a browser would send them."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class _Fields(HTMLParser):
    """Collects the successful controls of every form, one dict per form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.select: str | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        name, fields = given.get("name", ""), self.forms[-1]
        if tag == "input" and name and given.get("type") not in ("submit", "file", "button"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            value = given.get("value", "on" if given.get("type") == "checkbox" else "")
            several = given.get("type") == "checkbox" and name in fields
            fields[name] = [*_as_list(fields[name]), value] if several else value
        elif tag == "select":
            self.select = name
            fields.setdefault(name, "")
        elif tag == "option" and self.select and "selected" in given:
            fields[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.textarea = name
            fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.forms[-1][self.textarea] = (self.forms[-1][self.textarea] + data).removeprefix("\n")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def fields_of(page: HttpResponse, *, having: str) -> dict[str, Any]:
    """Return the fields of the form that has a field of this name, with the values they hold."""
    parser = _Fields()
    parser.feed(page.content.decode())
    return next(form for form in parser.forms if having in form)
