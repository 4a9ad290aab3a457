"""``tutela disclose``: the method's own command."""

from __future__ import annotations

from tutela.methods.disclosure import command


def main(arguments: list[str]) -> int:
    """Pass everything on."""
    return command.main(arguments)
