"""Look at a page as a phone and as axe do."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def is_wider_than_the_phone(page: Page) -> bool:
    """Say whether one would have to scroll sideways."""
    return bool(page.locator("html").evaluate("page => page.scrollWidth > page.clientWidth"))


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]
