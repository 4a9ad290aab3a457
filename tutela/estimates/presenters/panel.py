"""A panel as a page shows it: rows of intervals on one scale, refusals in their place, shapes, sensitivity, strata."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..models import Estimate, Release
from . import words

_MOST_PATTERNS = 24
_WIDTH = 100.0


def panel(figures: dict[str, Any]) -> dict[str, Any]:
    """Of results or of a release: the rows of the panel, the warnings, what is said below."""
    rows = [_method(method) for method in figures["methods"]]
    main = [row for row in rows if not row["closed"]]
    few = _("fewer than 10")
    return {
        "observed": words.count(figures["observed"], few=few),
        "rows": scaled(main, figures["observed"]),
        "closed": scaled([row for row in rows if row["closed"]], figures["observed"]),
        "flags": [words.flag(*flag) for flag in figures["flags"]],
        "lists": [(name, words.count(total, few=few)) for name, total in figures["lists"]],
        "recall": _percent(figures["recall"]),
        "sources": figures["sources"],
        "caution": words.CAUTION,
        "coverage": words.coverage(),
        "not_a_count": words.NOT_KNOWN,
    }


def details(estimate: Estimate) -> dict[str, Any]:
    """What only statisticians see: overlap, limits by models, shapes, sensitivity, strata."""
    found = estimate.results or {}
    base = found["observed"]
    return {
        "patterns": _patterns(found["overlap"], estimate.lists),
        "hidden_patterns": max(0, len(found["overlap"]) - _MOST_PATTERNS),
        "tops": scaled([_row(words.count(top), None, low, high) for top, low, high in found["tops"]], base),
        "shapes": [_shape(shape) for shape in found["shapes"]],
        "removed": scaled([_row(one["name"], one["estimate"], one["low"], one["high"]) for one in found["removed"]], base),
        "missed": scaled([_row(_percent(share), mid, low, high) for share, mid, low, high in found["missed"]], base),
        "strata": scaled([_stratum(one) for one in found["strata"]], None),
        "strata_flags": [words.flag(*flag) for flag in found["strata_flags"]],
    }


def release(found: Release) -> dict[str, Any]:
    """A published panel."""
    return panel(found.figures) | {"release": found, "period": period(found.year_from, found.year_to)}


def period(first: int, last: int) -> str:
    """One year, or from one to another."""
    return str(first) if first == last else f"{first}–{last}"


def progress(estimate: Estimate) -> dict[str, Any]:
    """How far the work is."""
    said = estimate.progress or {}
    family = str(said.get("what", "")).removeprefix("method ")
    total = said.get("total") or 0
    return {
        "what": words.method(family) if family in words.METHODS else "",
        "share": round(100 * said.get("done", 0) / total) if total else None,
    }


def scaled(rows: Sequence[dict[str, Any]], observed: float | None) -> dict[str, Any]:
    """Rows with their places on one scale from zero (0–100). One wild upper limit does not squeeze the others."""
    ends = [row["high"] or row["estimate"] for row in rows if row["high"] or row["estimate"]]
    most = float(np.quantile(ends, 0.8)) * 1.25 if ends else 1.0
    most = max([most, *(row["estimate"] for row in rows if row["estimate"] is not None)])

    def at(value: float | None) -> float | None:
        return None if value is None else round(min(_WIDTH, _WIDTH * value / most), 2)

    for row in rows:
        low, high = at(row["low"]), at(row["high"])
        row["bar"] = None if low is None else {"x": low, "width": round((_WIDTH if high is None else high) - low, 2)}
        row["dot"] = at(row["estimate"])
        row["off"] = row["low"] is not None and (row["high"] is None or row["high"] > most)
    return {"rows": list(rows), "observed": at(observed), "most": words.count(most)}


def _method(method: dict[str, Any]) -> dict[str, Any]:
    inner = method["intervals"][0] if method["intervals"] else [None, None, None]
    outer = method["intervals"][-1] if method["intervals"] else [None, None, None]
    row = _row(words.method(method["method"]), method["estimate"], outer[1], outer[2])
    return row | {
        "inner": words.span(inner[1], inner[2]) if len(method["intervals"]) > 1 else "",
        "flags": [words.flag(*flag) for flag in method["flags"]],
        "refused": words.flag(*method["refused"]) if method["refused"] else "",
        "closed": method["method"].startswith("closed"),
        "model": ", ".join("×".join(term) for term in method.get("interactions", ())),
    }


def _row(label: str, value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    return {
        "label": label,
        "estimate": value,
        "low": low,
        "high": high,
        "text": words.count(value, few=_("none")),
        "span": words.span(low, high),
    }


def _stratum(one: dict[str, Any]) -> dict[str, Any]:
    pooled = one["pooled_interval"] or one["own_interval"] or [None, None]
    names = {"f": _("Girls"), "m": _("Boys"), "UNK": _("Not known")}
    row = _row(names.get(one["name"], one["name"]), one["pooled"] or one["own"], *pooled)
    own = words.span(*one["own_interval"]) if one["own_interval"] else ""
    return row | {"observed": words.count(one["observed"]), "own": own, "refused": bool(one["refused"])}


def _patterns(overlap: Iterable[Sequence[int]], names: Sequence[str]) -> list[dict[str, Any]]:
    shown = list(overlap)[:_MOST_PATTERNS]
    most = max((people for _mask, people in shown), default=1)
    return [
        {
            "on": [bool(mask >> at & 1) for at in range(len(names))],
            "people": words.count(people),
            "width": round(_WIDTH * people / most, 2),
        }
        for mask, people in shown
    ]


def _shape(shape: dict[str, Any]) -> dict[str, Any]:
    """A posterior as bars on a field of 100 by 30."""
    step = _WIDTH / len(shape["heights"])
    bars = [
        {
            "x": round(step * at, 2),
            "width": round(step * 0.9, 2),
            "y": round(30 - 30 * height, 2),
            "height": round(30 * height, 2),
        }
        for at, height in enumerate(shape["heights"])
        if height > 0
    ]
    peak = shape["heights"].index(max(shape["heights"]))
    middle = shape["low"] + (shape["high"] - shape["low"]) * (peak + 0.5) / len(shape["heights"])
    return {
        "label": words.method(shape["method"]),
        "bars": bars,
        "low": words.count(shape["low"]),
        "high": words.count(shape["high"]),
        "peak": words.count(middle),
    }


def _percent(share: float | None) -> str:
    return _("not known") if share is None else f"{number_format(100 * share, 0)} %"
