"""Kakao, Naver and Google as this site meets them: a server that hands out tokens and says who somebody is."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.kakao.views import KakaoOAuth2Adapter
from allauth.socialaccount.providers.naver.views import NaverOAuth2Adapter

ADAPTERS = {"kakao": KakaoOAuth2Adapter, "naver": NaverOAuth2Adapter, "google": GoogleOAuth2Adapter}


class Person:
    """Who the provider says it is."""

    def __init__(self) -> None:
        self.uid, self.email, self.is_verified, self.is_valid = "4242", "minji@example.com", True, True
        self.broken: Any = None  # an answer that makes no sense
        self.status = 200

    def told_by(self, provider: str) -> Any:
        """Return what the provider's address for profiles answers."""
        if self.broken is not None:
            return self.broken
        if provider == "kakao":
            told = {
                "email": self.email,
                "is_email_verified": self.is_verified,
                "is_email_valid": self.is_valid,
            }
            return {"id": int(self.uid), "kakao_account": {"profile": {"nickname": "민지"}, **told}}
        return {
            "response": {"id": self.uid, "email": self.email, "name": "김민지", "mobile": "010-1234-5678"}
        }

    def token_of(self, provider: str) -> dict[str, Any]:
        """Return the answer to a code."""
        told = {"access_token": "token", "token_type": "bearer", "expires_in": 3600}
        if provider != "google" or self.broken is not None:
            return told
        claims = {"iss": "https://accounts.google.com", "aud": "the-id", "exp": 4102444800, "iat": 0}
        claims |= {"sub": self.uid, "email": self.email, "email_verified": self.is_verified, "name": "김민지"}
        return told | {"id_token": jwt.encode(claims, "k" * 32, algorithm="HS256")}


@contextmanager
def serving(person: Person) -> Iterator[str]:
    """Serve all three on a port of their own."""

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider, what = self.path.split("/")[1:3]
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body = person.token_of(provider) if what == "token" else person.told_by(provider)
            self.send_response(person.status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def providers(person: Person, settings: Any) -> Iterator[None]:
    """Let the site believe that this server is all three of them."""
    app = {"APP": {"client_id": "the-id", "secret": "the-secret", "key": ""}}
    settings.SOCIALACCOUNT_PROVIDERS = dict.fromkeys(ADAPTERS, app)
    with serving(person) as address, pytest.MonkeyPatch.context() as patch:
        for name, adapter in ADAPTERS.items():
            patch.setattr(adapter, "access_token_url", f"{address}/{name}/token")
            patch.setattr(
                adapter,
                "profile_url" if name != "google" else "identity_url",
                f"{address}/{name}/me",
                raising=False,
            )
        yield
