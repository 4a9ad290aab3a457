"""Identifiers: UUIDv7 keys and short human numbers with a check character.

Nothing sequential is public: the human number is random. Its check character is computed over the field GF(32), which
detects every single wrong character and every swap of two neighbours.
"""

from __future__ import annotations

import secrets
import time
import uuid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which people misread."""

_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})
_RANDOM_CHARACTERS = 7
_GF32_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive


def uuid7() -> uuid.UUID:
    """A time-ordered identifier (RFC 9562, version 7): 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def new_file_number() -> str:
    """A short number people can say on the phone, such as ``7K2M-QX94``: 35 random bits and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_CHARACTERS))
    return format_file_number(body + check_character(body))


def format_file_number(raw: str) -> str:
    """Write eight characters as two groups of four."""
    return f"{raw[:4]}-{raw[4:]}"


def parse_file_number(text: str) -> str | None:
    """Read a typed file number: any case, spaces and dashes, I L O taken for 1 1 0. ``None`` when it cannot be right."""
    raw = text.strip().upper().translate(_LOOKALIKES)
    well_formed = len(raw) == _RANDOM_CHARACTERS + 1 and all(character in ALPHABET for character in raw)
    if not well_formed or check_character(raw[:-1]) != raw[-1]:
        return None
    return format_file_number(raw)


def check_character(body: str) -> str:
    """The check character of ``body``, whose characters are all in :data:`ALPHABET`."""
    interim = 0
    for character in body:
        interim = _double(interim) ^ ALPHABET.index(character)
    return ALPHABET[_double(interim)]


def _double(value: int) -> int:
    shifted = value << 1
    return shifted ^ _GF32_POLYNOMIAL if shifted & 0b100000 else shifted
