"""The house rules: what tools find, where things may lie, and what is written nowhere."""

import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from addresses import path_of, walk
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pobatt.translations import messages_in_use
from program.models import Release
from registration.access import rules

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("pobatt", "program", "registration", "visits")
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

TOP_LEVEL = {
    *PACKAGES,
    *("manage.py", "templates", "static", "requirements.txt", "tests", "README.md"),
    *(
        "bin",
        "pyproject.toml",
        "locale",
        "docs",
        "deploy",
        "LICENSE",
        "NOTICE",
        ".ci",
        ".gitignore",
        ".editorconfig",
    ),
}
WITHOUT_MEANING = {"utils", "util", "helpers", "helper", "services", "common", "core", "mixins", "misc"}

LONGEST_MODULE = 250
LONGEST_VIEW = 25
LONGEST_TEMPLATE = 120
LONGEST_SCRIPT = 120
LONGER_BECAUSE = {
    "pobatt/settings.py": "all settings are one file, in the order in which one looks for them",
    "registration/roles.py": "the matrix of roles is one file",
    "registration/models/attendee.py": "a registration's promises stand beside its fields",
    "visits/booking.py": "every line that gives a seat or takes one away stands in one file",
    "program/models/session.py": "a session's promises stand beside its fields: six constraints, four triggers",
}

HTML_BY_HAND = {
    "pobatt/markup.py": "a Markdown parser that knows no HTML writes it",
    "program/templatetags/structured_data.py": "JSON inside of a script element is not HTML; it escapes itself",
}


def project_files(*suffixes: str) -> list[Path]:
    """Return our files, those git ignores left out, as paths from the root."""
    asking = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(asking, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = sorted({Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()})
    else:
        ignored = re.compile(
            r"var/|.*__pycache__/|\.\w+_cache/|\.hypothesis/|.*\.mo$"
        )  # as .gitignore has it
        paths = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        paths = [path for path in paths if not ignored.match(str(path))]
    return [path for path in paths if not suffixes or path.suffix in suffixes]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def modules() -> list[Path]:
    return [path for path in project_files(".py") if path.parts[0] in PACKAGES]


def templates() -> list[Path]:
    return [path for path in project_files(".html", ".txt", ".xml") if path.parts[0] == "templates"]


def found(pattern: str, paths: list[Path], *, flags: int = 0) -> list[str]:
    """Return 'path:line: text' for every place where the pattern is met."""
    search = re.compile(pattern, flags)
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for path in paths
        for text in [text_of(path)]
        for match in search.finditer(text)
    ]


def run(tool: str, *arguments: str, **environment: str) -> None:
    """Run a tool of this virtual environment from the root; fail with what it said unless it is content."""
    program = Path(sys.executable).parent / tool
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    done = subprocess.run(
        [str(program), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**inherited, "PYTHONUTF8": "1", "NO_COLOR": "1", **environment},
    )
    if done.returncode != 0:
        pytest.fail(f"{tool} {arguments[0]} is not content:\n{done.stdout}\n{done.stderr}", pytrace=False)


def cache(name: str) -> str:
    return str(settings.VAR / "cache" / name)


# --- What tools find ----------------------------------------------------------------------------------------------


def test_ruff_finds_no_mistakes() -> None:
    run("ruff", "check", "--no-fix", "--output-format=concise", f"--cache-dir={cache('ruff')}", ".")


def test_ruff_would_format_nothing_differently() -> None:
    run("ruff", "format", "--check", "--output-format=concise", f"--cache-dir={cache('ruff')}", ".")


def test_types_fit() -> None:
    run("mypy", f"--cache-dir={cache('mypy')}")


def test_imports_only_look_down() -> None:
    run("lint-imports", "--no-logo", f"--cache-dir={cache('import-linter')}")


def test_every_module_of_the_project_package_is_roof_or_floor() -> None:
    """`pobatt` is both, so the contract must name its modules one by one."""
    layers = CONFIGURATION["tool"]["importlinter"]["contracts"][0]["layers"]
    named = set(re.findall(r"pobatt\.(\w+)", " ".join(layers)))
    inside = {path.parts[1].removesuffix(".py") for path in modules() if path.parts[0] == "pobatt"} - {
        "__init__"
    }
    assert sorted(inside - named) == []


def test_bandit_finds_no_weakness_of_medium_severity() -> None:
    run("bandit", "--configfile=pyproject.toml", "--quiet", "-ll", "--recursive", *PACKAGES)


def test_djlint_finds_no_mistakes_in_templates() -> None:
    run("djlint", "--lint", "--quiet", "templates")


def test_djade_would_write_no_template_tag_differently() -> None:
    pages = [str(path) for path in templates()]
    assert pages != []
    run("djade", "--check", "--target-version=5.2", *pages)


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_django_finds_nothing_to_warn_of_in_production() -> None:
    run(
        "python",
        "manage.py",
        "check",
        "--deploy",
        "--fail-level=WARNING",
        POBATT_ENVIRONMENT="production",
        SECRET_KEY="Zr8" + "kTq2-vN5x" * 6,
        POBATT_ENCRYPTION_KEYS="A" * 43 + "=",
        SITE_URL="https://pobatt.example.kr",
        ALLOWED_HOSTS="pobatt.example.kr",
        DATABASE_URL="postgresql://pobatt@db.example.kr/pobatt",  # nobody connects
        TRUSTED_PROXY_COUNT="1",
        EMAIL_URL="smtp+tls://pobatt:secret@mail.example.kr",
        EMAIL_FROM="POBATT 2022 <no-reply@pobatt.example.kr>",
    )


# --- Packages -----------------------------------------------------------------------------------------------------


def pinned(name: str) -> dict[str, str]:
    """Return the packages of a requirements file with their versions."""
    return dict(
        re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==(\S+)", text_of(Path(name)), flags=re.MULTILINE)
    )


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_package_is_pinned_with_hashes_and_nothing_tells_where_from(name: str) -> None:
    lines = text_of(Path(name)).replace("\\\n", " ").splitlines()
    required = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert [
        line for line in required if not re.match(r"[\w.\[\],-]+==\S+.*--hash=sha256:[0-9a-f]{64}", line)
    ] == []
    assert found(r"://|--index-url|--find-links|--trusted-host|file:| /\w\S*", [Path(name)]) == []


def test_the_pinned_packages_are_those_the_project_asks_for() -> None:
    project = CONFIGURATION["project"]
    for name, asked in (
        ("requirements.txt", project["dependencies"]),
        ("tests/requirements.txt", project["dependencies"] + project["optional-dependencies"]["tests"]),
    ):
        versions = {canonicalize_name(package): version for package, version in pinned(name).items()}
        for requirement in map(Requirement, asked):
            assert versions.get(canonicalize_name(requirement.name), "missing") in requirement.specifier, (
                requirement
            )


def test_tests_run_with_the_versions_that_visitors_get() -> None:
    assert pinned("requirements.txt").items() - pinned("tests/requirements.txt").items() == set()


# --- Where things lie ---------------------------------------------------------------------------------------------


def test_the_top_level_holds_what_the_design_names() -> None:
    assert sorted({path.parts[0] for path in project_files()} - TOP_LEVEL) == []


def test_files_are_named_for_a_concept() -> None:
    assert [str(path) for path in modules() if WITHOUT_MEANING & {*path.parent.parts, path.stem}] == []


def test_modules_are_short_or_say_why() -> None:
    long = {
        str(path)
        for path in modules()
        if "migrations" not in path.parts and len(text_of(path).splitlines()) > LONGEST_MODULE
    }
    assert sorted(long) == sorted(LONGER_BECAUSE)


def test_templates_are_short() -> None:
    assert [str(path) for path in templates() if len(text_of(path).splitlines()) > LONGEST_TEMPLATE] == []


def test_views_are_short() -> None:
    views = [path for path in modules() if "views" in path.parts or path.stem == "views"]
    body = (
        rf"^def \w+\((?:.*\n(?!\S)){{{LONGEST_VIEW + 1},}}"  # lines until the next that begins at the margin
    )
    assert found(body, views, flags=re.MULTILINE) == []


def test_scripts_are_short_and_write_text_alone() -> None:
    """Each is an ES module for one behaviour; that they run without an error, the browser tests see."""
    scripts = project_files(".js")
    assert [str(path) for path in scripts if path.parts[:2] != ("static", "js")] == []
    assert [str(path) for path in scripts if len(text_of(path).splitlines()) > LONGEST_SCRIPT] == []
    writing = r"\beval\(|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\.style\b"
    assert found(writing, scripts) == []


def test_no_package_hides_an_app_from_pytest() -> None:
    assert [str(path) for path in project_files(".py") if path.match("tests/**/__init__.py")] == []


# --- What is written nowhere --------------------------------------------------------------------------------------


def test_querysets_have_words_so_views_do_not_filter() -> None:
    views = [path for path in modules() if "views" in path.parts or path.stem == "views"]
    assert found(r"\.(?:filter|exclude)\(|objects\.all\(\)", views) == []


def test_templates_need_neither_inline_style_nor_inline_script() -> None:
    """The content security policy would refuse them; JSON-LD comes from a template tag."""
    assert found(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", templates(), flags=re.IGNORECASE) == []
    assert found(r"<script\b(?![^>]*\ssrc=)[^>]*>", templates(), flags=re.IGNORECASE) == []


def test_nothing_is_declared_safe_in_a_template() -> None:
    assert found(r"\|\s*safe(?:seq)?\b|\{%-?\s*autoescape\s+off", templates()) == []


def test_every_address_has_a_rule() -> None:
    assert sorted({name for name, _route in set(walk(get_resolver()))} - set(rules())) == []


def test_every_rule_has_an_address_and_a_reason() -> None:
    assert sorted(set(rules()) - {name for name, _route in set(walk(get_resolver()))}) == []
    assert [name for name, rule in rules().items() if not rule.why.strip()] == []


def test_html_is_made_by_format_html() -> None:
    others = [path for path in modules() if str(path) not in HTML_BY_HAND]
    assert found(r"\bmark_safe\(|\bSafeString\(", others) == []


def test_every_include_says_what_it_hands_over() -> None:
    assert found(r"\{%\s*include\b(?:(?!\bonly\s*%\}|%\}).)*%\}", templates(), flags=re.DOTALL) == []


def test_colours_are_named_in_one_file() -> None:
    sheets = [path for path in project_files(".css") if path.name != "tokens.css"]
    colour = r"(?<!url\()#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\("
    named = r"\b(?:white|black|gr[ae]y|red|green|blue|yellow|orange|purple|silver|navy|teal)\b(?!-|\()"
    assert found(rf":(?:(?!/\*)[^;{{}}])*?(?<![-\w])(?:{colour}|{named})", sheets) == []
    assert found(r"\b(?:fill|stroke)=\"#", templates()) == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    texts = [
        path
        for path in project_files()
        if path.suffix not in {".png", ".jpg", ".webp", ".woff2", ".otf", ".ico", ".pdf"}
    ]
    places = [
        r"/(?:home|Users)/[a-z]\w*/",
        *(f"{re.escape(str(p))}/" for p in (ROOT, Path.home()) if len(p.parts) > 1),
    ]
    if len(ROOT.parts) == 2:
        places.pop(1)  # a checkout in /program, say, has the name of an address of the site
    assert found("|".join(places), texts) == []


# --- What a page of everybody's depends on -------------------------------------------------------------------------


def test_no_public_page_looks_into_the_session(released: Release, client: Client) -> None:
    """Middleware that asks who is there would make every page somebody's own, and no page would be kept any more."""
    names = ("home", "program:", "content:")
    paths = [path_of(route) for name, route in sorted(set(walk(get_resolver()))) if name.startswith(names)]
    answers = {path: client.get(path) for path in paths if not path.endswith((".pdf", ".png"))}
    assert sum(answer.status_code == 200 for answer in answers.values()) > 15
    assert [path for path, answer in answers.items() if "Cookie" in answer.get("Vary", "")] == []


# --- Two languages ------------------------------------------------------------------------------------------------


def test_every_sentence_has_its_english_and_no_english_is_left_over() -> None:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    english = {(entry.id, entry.context): entry for entry in catalogue if entry.id}
    used = messages_in_use(ROOT)
    assert {key: places for key, places in used.items() if key not in english} == {}
    assert sorted(str(key) for key in english if key not in used) == []
    empty = [entry.id for entry in english.values() if entry.fuzzy or not all(as_tuple(entry.string))]
    assert empty == []
    assert [(message.id, [str(error) for error in errors]) for message, errors in catalogue.check()] == []


def test_no_sentence_has_its_english_twice() -> None:
    written = (ROOT / "locale/en/LC_MESSAGES/django.po").read_bytes()
    assert len(re.findall(rb"^msgid ", written, re.MULTILINE)) == len(list(read_po(io.BytesIO(written))))


def as_tuple(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
