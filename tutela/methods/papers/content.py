"""The instructions that draw a page: an image among them, and how many curves and boxes there are."""

from __future__ import annotations

import re

from .faults import Fault, Found

_TOKEN = re.compile(rb"[()%<>]|[^\x00\t\n\f\r ()<>\[\]{}/%]+|/[^\x00\t\n\f\r ()<>\[\]{}/%]*")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_LINE = re.compile(rb"[\r\n]")
_CURVES = frozenset({b"c", b"v", b"y"})
_LINES = frozenset({b"l", b"re"})


def strokes(data: bytes) -> tuple[int, int]:
    """How many curves, and how many lines and boxes, the instructions draw.

    Raises:
        Found: an image stands among them; a text that does not end, behind which anything could hide.
    """
    curves = lines = place = 0
    while match := _TOKEN.search(data, place):
        token, place = match.group(), match.end()
        if token == b"(":
            place = _after_text(data, place)
        elif token == b"<":
            place = place + 1 if data[place : place + 1] == b"<" else _after(data.find(b">", place), 1)
        elif token == b"%":
            end = _LINE.search(data, place)
            place = end.end() if end else len(data)
        elif token in (b"BI", b"ID", b"EI"):
            raise Found(Fault.IMAGE)
        curves += token in _CURVES
        lines += token in _LINES
    return curves, lines


def _after_text(data: bytes, place: int) -> int:
    """Where a text in parentheses ends; they nest."""
    depth = 1
    for match in _PARENTHESIS.finditer(data, place):
        depth += {b"(": 1, b")": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    raise Found(Fault.BROKEN)


def _after(found: int, length: int) -> int:
    if found < 0:
        raise Found(Fault.BROKEN)
    return found + length
