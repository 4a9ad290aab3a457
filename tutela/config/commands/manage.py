"""``tutela manage …``: Django's own commands, for developers."""

from __future__ import annotations

import os


def main(arguments: list[str]) -> int:
    """Pass everything on."""
    if arguments and arguments[0] in ("makemigrations", "migrate", "sqlmigrate", "showmigrations"):
        os.environ.setdefault("TUTELA_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tutela manage", *arguments])
    return 0
