"""Digits of any script."""

from __future__ import annotations

import unicodedata

SEPARATORS = {"\u066b": ".", "\u066c": "", "\u200e": "", "\u200f": "", "\u061c": ""}


ZEROS = {
    "ar": "\u0660", "ckb": "\u0660", "fa": "\u06f0", "ps": "\u06f0", "bn": "\u09e6", "as": "\u09e6", "mr": "\u0966",
    "ne": "\u0966", "my": "\u1040", "dz": "\u0f20", "sat": "\u1c50",
}  # fmt: skip
"""Zero of the digits that a language writes by itself. Source: Unicode CLDR, default numbering systems other than Latin."""


def own_digits(text: str, language: str) -> str:
    """``text`` with its digits as the language writes them; unchanged where that is 0-9."""
    zero = ZEROS.get(language, ZEROS.get(language.partition("-")[0], "0"))
    return "".join(chr(ord(zero) + int(sign)) if sign in "0123456789" else sign for sign in text)


def ascii_digits(text: str) -> str:
    """``text`` with every decimal digit (Arabic-Indic, Devanagari, Thai, ...) as 0-9 and direction marks taken out."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character in SEPARATORS:
        return SEPARATORS[character]
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
