"""FLOOR: which other accounts people may log in with, read from the environment."""

from typing import Any

from pobatt.environment import Environment

# Where a browser is led to; forms may send people there (Content-Security-Policy, form-action, redirects included).
HOSTS = {
    "kakao": ["https://kauth.kakao.com", "https://accounts.kakao.com"],
    "naver": ["https://nid.naver.com"],
    "google": ["https://accounts.google.com"],
}
SCOPES = {
    "kakao": ["account_email"],
    "naver": [],
    "google": ["openid", "email"],
}  # the address, and nothing else


def social_providers(env: Environment) -> dict[str, dict[str, Any]]:
    """Return allauth's settings of each provider whose two variables are set; one without the other is a complaint."""
    providers = {}
    for provider, scope in SCOPES.items():
        names = [f"{provider.upper()}_CLIENT_ID", f"{provider.upper()}_CLIENT_SECRET"]
        client_id, secret = (env.read(name, one_word, default="") for name in names)
        if client_id and secret:
            app = {"client_id": client_id, "secret": secret, "key": ""}
            providers[provider] = {"APP": app, "SCOPE": scope, "OAUTH_PKCE_ENABLED": provider == "google"}
        elif client_id or secret:
            missing = names[1] if client_id else names[0]
            env.complaints.append(f"{missing}: 값이 필요합니다 (is missing, since its other half is set)")
    return providers


def one_word(raw: str) -> str:
    """Accept what has no space in it."""
    if raw.split() != [raw]:
        raise ValueError("빈칸이 없어야 합니다 (must not contain spaces)")
    return raw
