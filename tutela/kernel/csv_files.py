"""CSV text that a spreadsheet reads as it was meant: no cell of it runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any


def to_csv(heads: Sequence[str], lines: Iterable[Sequence[Any]], *, ends: str = "\r\n") -> str:
    """A heading and lines, ended as RFC 4180 says unless ``ends`` differs; ``None`` is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=ends)
    writer.writerow(heads)
    writer.writerows([plain(value) for value in line] for line in lines)
    return out.getvalue()


def plain(value: Any) -> Any:
    """The cell; a text that would run gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and is_quoted(value) else value


def is_quoted(text: str) -> bool:
    """Whether a cell gets an apostrophe in front: a spreadsheet would run it, or it begins with one itself. Numbers do not run."""
    if text[:1] in ("+", "-"):
        return len(text) > 1 and not text[1:].replace(".", "", 1).isdigit()
    return text[:1] in ("=", "@", "\t", "\r", "'")
