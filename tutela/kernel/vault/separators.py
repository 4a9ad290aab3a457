"""What people put between the characters of a code they type."""

from __future__ import annotations

import unicodedata

_MINUS = "\N{MINUS SIGN}"


def is_separator(character: str) -> bool:
    """White space, dashes of any script, and the invisible marks that copying from a right-to-left page brings along."""
    return character.isspace() or character == _MINUS or unicodedata.category(character) in ("Pd", "Cf")
