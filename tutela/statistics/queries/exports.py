"""A protected table as plain rows, for CSV and JSON: the note, coverage, day and method go along in every one."""

from __future__ import annotations

from typing import Any

from tutela.kernel.csv_files import to_csv

from ..models.dictionary import BREAKDOWNS
from .tables import Answer, pages


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
    return to_csv([*known["cells"][0], *same], ([*cell.values(), *same.values()] for cell in known["cells"]))


def _worded(answer: Answer, row: dict[str, Any]) -> dict[str, Any]:
    words = {f"{code}_label": answer.label(code, row[code]) for code in answer.question.by if code in BREAKDOWNS}
    return (
        {name: row[name] for name in answer.question.by}
        | words
        | {name: row[name] for name in ("state", "value", "unknown_category")}
    )
