"""Every command has a module and is described where people look."""

from __future__ import annotations

import re

import pytest

from tests.repo.source import PACKAGE, ROOT
from tutela.config.cli import COMMANDS


def _documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
    return "\n".join(page.read_text() for page in pages)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    assert re.search(rf"`tutela {command}\b", _documentation()), (
        f"say in README.md or docs/how-to what `tutela {command}` does"
    )


def test_no_command_is_unlisted():
    modules = {path.stem.replace("_", "-") for path in (PACKAGE / "config" / "commands").glob("*.py")} - {"--init--"}
    assert modules <= COMMANDS.keys()
