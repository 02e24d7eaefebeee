"""Settings come from the environment, and everything that is wrong with it is said at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from pobatt.environment import Environment, flag, one_of, web_address, words
from pobatt.mail import mail_settings, sender
from pobatt.social_login import social_providers

ROOT = Path(__file__).resolve().parent.parent


def test_a_variable_is_converted() -> None:
    assert Environment({"PORT": " 80 "}).read("PORT", int, default=8000) == 80


@pytest.mark.parametrize("variables", [{}, {"PORT": ""}, {"PORT": "  "}])
def test_an_unset_or_empty_variable_is_the_default(variables: dict[str, str]) -> None:
    env = Environment(variables)
    assert (env.read("PORT", int, default=8000), env.complaints) == (8000, [])


def test_all_complaints_are_raised_together() -> None:
    env = Environment({"PORT": "eighty", "DEBUG": "maybe", "KIND": "neither"})
    assert env.read("PORT", int, default=8000) == 8000
    assert env.read("DEBUG", flag, default=False) is False
    assert env.read("KIND", one_of("this", "that"), default="this") == "this"
    assert env.require("SITE_URL", web_address, default="http://localhost") == "http://localhost"
    with pytest.raises(ImproperlyConfigured) as raised:
        env.check(ImproperlyConfigured)
    assert str(raised.value).splitlines() == [
        "환경 변수를 고쳐 주세요 / Please mend these variables:",
        "  PORT: invalid literal for int() with base 10: 'eighty'",
        "  DEBUG: 1 또는 0이어야 합니다 (must be 1 or 0)",
        "  KIND: this, that 가운데 하나여야 합니다 (must be one of these)",
        "  SITE_URL: 값이 필요합니다 (is missing)",
    ]


def test_a_good_environment_passes() -> None:
    env = Environment({"SITE_URL": "https://pobatt.kr"})
    env.require("SITE_URL", web_address, default="")
    env.check(ImproperlyConfigured)
    assert env.complaints == []


def test_a_required_variable_that_is_wrong_is_complained_of_once() -> None:
    env = Environment({"SITE_URL": "pobatt.kr"})
    env.require("SITE_URL", web_address, default="")
    assert len(env.complaints) == 1


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("1", True),
        ("true", True),
        ("Yes", True),
        ("ON", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("off", False),
    ],
)
def test_flags_have_many_spellings(raw: str, meant: bool) -> None:
    assert flag(raw) is meant


@pytest.mark.parametrize(
    ("raw", "meant"), [("a", ["a"]), ("a, b,,c ,", ["a", "b", "c"]), (",", []), ("한글,b", ["한글", "b"])]
)
def test_lists_are_separated_by_commas(raw: str, meant: list[str]) -> None:
    assert words(raw) == meant


@pytest.mark.parametrize("raw", ["https://pobatt.kr", "https://pobatt.kr/", "https://pobatt.kr//"])
def test_an_address_loses_its_last_slash(raw: str) -> None:
    assert web_address(raw) == "https://pobatt.kr"


@pytest.mark.parametrize("raw", ["pobatt.kr", "ftp://pobatt.kr", "http://", "https:///", "//pobatt.kr"])
def test_what_is_no_web_address_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="must be a web address"):
        web_address(raw)


def load_settings(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process whose environment has only these variables."""
    environment = {"POBATT_VAR": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONUTF8": "1", **variables}
    program = "from pobatt import settings; print(settings.SITE_URL, settings.ALLOWED_HOSTS, settings.DEBUG)"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_any_variable_the_site_is_a_local_one(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path)
    assert loaded.stdout == "http://localhost:8000 ['localhost', '127.0.0.1', '[::1]'] False\n"


def test_a_production_site_without_settings_names_all_that_it_needs(tmp_path: Path) -> None:
    loaded = load_settings(
        tmp_path, POBATT_ENVIRONMENT="production", POBATT_DEBUG="1", TRUSTED_PROXY_COUNT="many"
    )
    complaints = [
        line.strip().partition(":")[0] for line in loaded.stderr.splitlines() if line.startswith("  ")
    ]
    named = {
        "SITE_URL",
        "ALLOWED_HOSTS",
        "SECRET_KEY",
        "POBATT_ENCRYPTION_KEYS",
        "DATABASE_URL",
        "POBATT_DEBUG",
        "EMAIL_URL",
        "EMAIL_FROM",
        "TRUSTED_PROXY_COUNT",
    }
    assert named - set(complaints) == set()
    assert loaded.returncode == 1


def test_a_way_to_log_in_needs_both_halves_and_all_that_miss_one_are_named(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path, KAKAO_CLIENT_ID="a", NAVER_CLIENT_SECRET="b", GOOGLE_CLIENT_ID="a b")
    for name in ("KAKAO_CLIENT_SECRET: ", "NAVER_CLIENT_ID: ", "GOOGLE_CLIENT_ID: "):
        assert name in loaded.stderr


def test_forms_may_lead_to_the_providers_that_are_set_up_and_to_no_other() -> None:
    variables = {"KAKAO_CLIENT_ID": "a", "KAKAO_CLIENT_SECRET": "b"}
    assert list(social_providers(Environment(variables))) == ["kakao"]
    assert social_providers(Environment({})) == {}


def test_a_wrong_database_address_is_named_without_its_password(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path, DATABASE_URL="mysql://me:s3cr3t@db/pobatt", SECRET_KEY="short")
    assert "DATABASE_URL: " in loaded.stderr
    assert "SECRET_KEY: 50자 이상이어야 합니다" in loaded.stderr
    assert "s3cr3t" not in loaded.stderr


def test_the_local_keys_stay_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    program = "from pobatt import settings; print(settings.SECRET_KEY, settings.ENCRYPTION_KEYS)"
    environment = {"POBATT_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    together = [
        subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    keys = {process.communicate()[0].strip() for process in together}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    kept = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert kept == {"secret_key": 0o600, "encryption_key": 0o600}


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("smtp://relay.example", ("relay.example", 25, "", "", False, False)),
        ("smtp+tls://me%40x:s%2Fcret@h", ("h", 587, "me@x", "s/cret", True, False)),
        ("smtps://me:secret@h:4650", ("h", 4650, "me", "secret", False, True)),
        ("smtp://[::1]:2525", ("::1", 2525, "", "", False, False)),
    ],
)
def test_a_mail_address_becomes_djangos_settings(url: str, meant: tuple[object, ...]) -> None:
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(mail_settings(url)[f"EMAIL_{name}"] for name in names) == meant


@pytest.mark.parametrize(
    "url",
    [
        "relay.example",
        "http://h",
        "smtp://",
        "smtp://h:port",
        "smtp://me@h",
        "smtp://me:pw/d@h/x?y",
        "anymail://mailgun?A=s3cr3t",
    ],
)
def test_a_wrong_mail_address_is_refused_without_telling_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"\(") as refused:
        mail_settings(url)
    assert "pw" not in str(refused.value)
    assert "s3cr3t" not in str(refused.value)


def test_a_wrong_sender_is_refused() -> None:
    assert sender("POBATT 2022 <no-reply@pohang.go.kr>") == "POBATT 2022 <no-reply@pohang.go.kr>"
    with pytest.raises(ValueError, match="Name <address>"):
        sender("POBATT")
