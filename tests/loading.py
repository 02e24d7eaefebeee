"""What tests of programme files share: write one, load it, be refused."""

from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command


def written(tmp_path: Path, text: str, name: str = "programme.yaml") -> Path:
    """Write a file below `tmp_path`."""
    path = tmp_path / name
    path.write_text(dedent(text), encoding="utf-8")
    return path


def loaded(path: Path, *options: str) -> str:
    """Load a file and return the report."""
    out = StringIO()
    call_command("load_programme", str(path), *options, stdout=out)
    return out.getvalue()


def refused(path: Path | str, *options: str) -> str:
    """Return what is said of a file that is not loaded."""
    with pytest.raises(CommandError) as refusal:
        call_command("load_programme", str(path), *options, stdout=StringIO())
    assert refusal.value.returncode == 1
    return str(refusal.value)
