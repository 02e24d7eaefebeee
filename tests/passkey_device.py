"""A device with a passkey in it, as chromium plays it."""

from typing import Any

from playwright.sync_api import CDPSession, Page


def give_passkey_device(page: Page) -> tuple[CDPSession, str]:
    """Let the tab have a phone's own authenticator, whose owner agrees to everything at once."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]
