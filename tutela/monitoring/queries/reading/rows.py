"""What every reader gives, and the small things they share."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

_TAG = re.compile(r"<[^>]+>")
_THEME_CODE = re.compile(r"^[A-Z]{1,2}\d{1,3}[a-z]?\s+")
POSITIONS = {
    "supported": "supported",
    "accepted": "supported",
    "noted": "noted",
    "partially supported": "partly",
    "supported/noted": "partly",
    "partly": "partly",
    "none": "none",
    "": "none",
}
SOURCES = {
    "UPR": "UPR",
    "CRC": "CRC_committee",
    "CRC-OP-SC": "CRC_OPSC_review",
    "CRC-OP-AC": "CRC_committee",
    "SR SALE": "special_rapporteur",
    "SP": "other_special_procedure",
}
TREATY_BODIES = frozenset({"CEDAW", "CERD", "CESCR", "CCPR", "CAT", "CMW", "CRPD", "CED", "SPT"})


@dataclass(frozen=True)
class Given:
    """What is said beside the file: document, cycle, source, the State all rows are about."""

    symbol: str = ""
    cycle: str = ""
    source: str = ""
    state: str = ""


@dataclass
class RawRow:
    """One row: plain values by field name, the words for themes and groups, the names of States, what is wrong already.

    ``None`` for themes or groups: the file has no such column.
    """

    number: int
    values: dict[str, Any]
    themes: list[str] | None = None
    groups: list[str] | None = None
    states: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


Reader = Callable[[BinaryIO, Given], Iterator[RawRow]]


def plain(text: Any) -> str:
    """Text without mark-up and doubled spaces."""
    return " ".join(html.unescape(_TAG.sub(" ", str(text or ""))).split())


def words_of(cell: Any) -> list[str]:
    """The words of a cell: by line, ``;`` or ``<br>``; without the letter-number codes some lists put in front."""
    parts = re.split(r"[\n;]|<br\s*/?>", str(cell or ""))
    found = [_THEME_CODE.sub("", plain(part)).strip(" -•–") for part in parts]
    return list(dict.fromkeys(part for part in found if part))


def names_of(value: Any) -> list[str]:
    """A list of names that JSON gives as a list or as one text with ``,`` or ``;``."""
    if isinstance(value, list):
        return [plain(part if isinstance(part, str) else part.get("Name", "")) for part in value]
    return [part.strip() for part in re.split(r"[;|]", str(value or "")) if part.strip()]


def source_of(body: str, given: Given) -> str:
    """The code of our list of sources for a body's short name."""
    short = body.strip().upper()
    if short in TREATY_BODIES:
        return "other_treaty_body"
    return (
        given.source or SOURCES.get(short) or ("other_special_procedure" if short.startswith(("SR ", "WG ", "IE ")) else "")
    )


def made_key(prefix: str, *parts: str) -> str:
    """A lasting key for rows without one: the same words give the same key."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    return f"{prefix}-{digest}"
