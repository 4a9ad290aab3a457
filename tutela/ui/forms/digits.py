"""Digits of any script."""

from __future__ import annotations

import unicodedata

SEPARATORS = {"\u066b": ".", "\u066c": "", "\u200e": "", "\u200f": "", "\u061c": ""}


def ascii_digits(text: str) -> str:
    """``text`` with every decimal digit (Arabic-Indic, Devanagari, Thai, ...) as 0-9 and direction marks taken out."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character in SEPARATORS:
        return SEPARATORS[character]
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
