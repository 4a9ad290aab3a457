"""Text: UTF-8, no control signs, nothing that is a file written as letters."""

from __future__ import annotations

import re
import unicodedata

from .faults import Fault

_KEPT = "\n\r\t\ufeff"
_ODD = frozenset({"Cc", "Cs", "Co", "Cn"})
_CHUNK = re.compile(r"[A-Za-z0-9+/=_-]{40,}")
_MOST_CHUNKS = 20
_LONGEST_WORD = 2_000
_INLINE = re.compile(r"data:[a-z]{1,20}/[^\s,]{1,80};base64", re.IGNORECASE)
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
    hidden = _INLINE.search(words) or _DRAWN.search(words) or _holds_a_file(words)
    return Fault.HIDDEN if hidden else Fault.NONE


def _holds_a_file(words: str) -> bool:
    """Letters that hold a file: many solid chunks one after the other, or one that never ends. Each word is looked at once."""
    chunks = 0
    for word in words.split():
        chunks = chunks + 1 if _CHUNK.fullmatch(word) else 0
        if chunks >= _MOST_CHUNKS or len(word) >= _LONGEST_WORD:
            return True
    return False
