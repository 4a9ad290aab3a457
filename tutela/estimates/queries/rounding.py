"""What of a panel may be published: rounded figures, rounded list totals, never a pattern.

A table of patterns holds many ones, and exact list totals would bring them back; so a release holds neither. Limits are
rounded outwards: an interval never looks surer than it is. Source: ``statistics`` 2.4, point 7.
"""

from __future__ import annotations

import math
from typing import Any

LEAST, BASE = 10, 10


def step(value: float) -> int:
    """How coarsely a figure of this size is said: about three figures."""
    return max(BASE, 10 ** (len(str(int(value))) - 3)) if value >= 1 else BASE


def rounded(value: float) -> int:
    """To the nearest step."""
    return int(round(value / step(value)) * step(value))


def outwards(low: float | None, high: float | None) -> list[int | None]:
    """The lower limit downwards, the upper one upwards; no limit stays none."""
    down = None if low is None else int(math.floor(low / step(low)) * step(low))
    up = None if high is None else int(math.ceil(high / step(high)) * step(high))
    return [down, up]


def total(people: int) -> int | None:
    """A list's total to the nearest ten; ``None`` below ten: it is said as "fewer than 10"."""
    return None if people < LEAST else int(round(people / BASE) * BASE)


def publishable(results: dict[str, Any]) -> dict[str, Any]:
    """``observed lists methods flags recall sources notes``: what the public reads."""
    return {
        "observed": total(results["observed"]),
        "lists": [[name, total(people)] for name, people in results["lists"]],
        "methods": [_method(method) for method in results["methods"]],
        "flags": [[code, ""] for code, _ in results["flags"]],
        "recall": results["recall"],
        "sources": results["sources"],
        "notes": results["notes"],
    }


def _method(method: dict[str, Any]) -> dict[str, Any]:
    spans = [[level, *outwards(low, high)] for level, low, high in method["intervals"]]
    return {
        "method": method["method"],
        "estimate": None if method["estimate"] is None else rounded(method["estimate"]),
        "intervals": spans,
        # texts may quote exact figures; codes are said anew
        "flags": [[code, ""] for code, _ in method["flags"]],
        "refused": None if method["refused"] is None else [method["refused"][0], ""],
    }
