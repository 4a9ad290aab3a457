"""Results as small HTML tables, for notebooks.  No scripts, no styles from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .results import Estimate

__all__ = ["bullets", "count", "estimate", "span", "table"]


def count(value: float | None) -> str:
    """A number of people: rounded, thousands apart, never more exact than it is."""
    if value is None:
        return "refused"
    return f"{value:,.0f}" if np.isfinite(value) else "no limit"


def span(low: float, high: float) -> str:
    """An interval in words."""
    return f"{count(low)} to {count(high)}"


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; every cell is escaped."""
    top = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def bullets(lines: Iterable[str]) -> str:
    """A list; nothing at all when there are no lines."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def estimate(result: Estimate) -> str:
    """One method's result with its intervals and flags."""
    rows = [("People seen", count(result.observed)), ("Estimate", count(result.estimate))]
    rows += [(f"{i.level:.0%} interval", span(i.low, i.high)) for i in result.intervals]
    if result.interactions:
        rows.append(("Interactions", ", ".join(" × ".join(term) for term in result.interactions)))
    return table(result.title, ("", ""), rows) + bullets(flag.text for flag in result.flags)
