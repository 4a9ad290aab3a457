"""A protected table as plain rows, for CSV and JSON: the note, coverage, day and method go along in every one."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..models.dictionary import BREAKDOWNS
from .tables import Answer, pages

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_dict(answer: Answer) -> dict[str, Any]:
    """Everything about a table, with codes and words."""
    return {
        "by": list(answer.question.by),
        "form": answer.question.page,
        "counted": "children",
        "snapshot": str(answer.cut_off),
        "sha256": answer.sha256,
        "offices_reporting": answer.coverage[0],
        "offices_expected": answer.coverage[1],
        "coverage": answer.coverage_words,
        "note": answer.note,
        "method": answer.method,
        "threshold": answer.table.threshold,
        "audience": answer.audience,
        "under_identification": list(answer.under_identification),
        "cells": [_worded(answer, row) for row in answer.table.rows()],
    }


def as_csv(answer: Answer) -> str:
    """One line for each cell; a cell without a number has an empty value and says its state."""
    known = as_dict(answer)
    same = {name: known[name] for name in ("form", "snapshot", "offices_reporting", "offices_expected", "note", "method")}
    same["form"] = pages().get(answer.question.page, "")
    same["under_identification"] = " ".join(answer.under_identification)
    out = io.StringIO()
    writer = csv.DictWriter(out, [*known["cells"][0], *same], lineterminator="\r\n")
    writer.writeheader()
    for cell in known["cells"]:
        writer.writerow({name: _plain(value) for name, value in (cell | same).items()})
    return out.getvalue()


def _worded(answer: Answer, row: dict[str, Any]) -> dict[str, Any]:
    words = {f"{code}_label": answer.label(code, row[code]) for code in answer.question.by if code in BREAKDOWNS}
    return (
        {name: row[name] for name in answer.question.by}
        | words
        | {name: row[name] for name in ("state", "value", "unknown_category")}
    )


def _plain(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula stays a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
