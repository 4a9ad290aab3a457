"""Text: UTF-8, no control signs, nothing that is a file written as letters."""

from __future__ import annotations

import re
import unicodedata

from .faults import Fault

_KEPT = "\n\r\t\ufeff"
_ODD = frozenset({"Cc", "Cs", "Co", "Cn"})
_CODED = re.compile(r"(?:[A-Za-z0-9+/=_-]{40,}\s*){20,}|\S{2000,}|data:[a-z]+/[^\s,]{1,80};base64", re.IGNORECASE)
"""Letters that hold a file: many solid chunks one after the other, or one that never ends."""
_DRAWN = re.compile(r"<\s*(svg|img|video|audio|object|embed|script)\b|^\s*\{\\rtf|^\s*%!PS", re.IGNORECASE)
"""Languages that draw or act."""


def fault_of(data: bytes) -> Fault:
    """What speaks against these bytes as a text."""
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return Fault.KIND
    if not words.strip(_KEPT + " "):
        return Fault.BROKEN
    if any(sign not in _KEPT and unicodedata.category(sign) in _ODD for sign in words):
        return Fault.KIND
    return Fault.HIDDEN if _CODED.search(words) or _DRAWN.search(words) else Fault.NONE
