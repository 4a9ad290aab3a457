"""The indicators of formal care in words: never a figure without its coverage and the warning (R95)."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from tutela.facilities.api import STATED
from tutela.kernel.csv_files import to_csv
from tutela.vocabulary import api as vocabulary

from ..api.coverage import coverage_words, warning
from ..models import CareFigures
from ..queries.figures import LIST


def page(found: CareFigures) -> dict[str, Any]:
    """The rows, the coverage sentence, the warning when it stands."""
    return {
        "until": found.until,
        "rows": [_row(one) for one in found.figures],
        "coverage": coverage_words(found.coverage),
        "warning": warning() if found.coverage["warns"] else "",
    }


def table(found: CareFigures) -> str:
    """The same as CSV; coverage and warning stand in every line, so that no line goes without them."""
    shown = page(found)
    heads = ["code", "indicator", "until", "value", "note", "coverage", "warning"]
    until, carried = found.until.isoformat(), [shown["coverage"], shown["warning"]]
    lines = ([row["code"], row["label"], until, row["value"], row["note"], *carried] for row in shown["rows"])
    return to_csv(heads, lines)


def as_dict(found: CareFigures) -> dict[str, Any]:
    """The same for programs: what was kept, with the words of each row; coverage and warning cannot be left out."""
    known, shown = found.coverage, page(found)
    worded = zip(found.figures, shown["rows"], strict=True)
    return {
        "until": found.until,
        "coverage": {
            "facilities_reporting": known["reporting"],
            "facilities_known": known["known"],
            "facilities_unregistered": known["unregistered"],
            "children_estimated_unreported": known.get("unreported"),
            "words": shown["coverage"],
        },
        "likely_underestimate": bool(known["warns"]),
        "warning": shown["warning"],
        "indicators": [
            {
                "code": one["code"],
                "label": row["label"],
                "hidden": one["hidden"],
                "value": one.get("value"),
                "of": one.get("of"),
                "words": row["value"],
                "note": row["note"],
            }
            for one, row in worded
        ],
    }


def _row(one: dict[str, Any]) -> dict[str, Any]:
    code = vocabulary.code_list(LIST).codes[one["code"]]
    return {
        "code": one["code"],
        "number": code.attributes.get("n", ""),
        "label": vocabulary.label(LIST, one["code"]),
        "value": _value(one),
        "note": _note(one),
        "stated": one["code"] in STATED,
    }


def _value(one: dict[str, Any]) -> str:
    if one["hidden"]:
        return _("Few children: hidden")
    if one["kind"] == "policy":
        return vocabulary.label("facility_answers", one["answer"])
    if one["value"] is None:
        return _("Nobody to count")
    if one["kind"] == "places":
        return _("%(part)s of %(whole)s facilities") % {"part": one["value"], "whole": one["of"]}
    if one["kind"] == "share":
        return _("%(percent)s %%") % {"percent": one["value"]}
    return number_format(one["value"], 1) if one["kind"] == "ratio" else number_format(one["value"])


def _note(one: dict[str, Any]) -> str:
    if one["hidden"]:
        return _("Shown when there are more of them; a small number could tell of one child.")
    if one["kind"] == "share" and one["value"] is not None:
        return _("of about %(whole)s") % {"whole": number_format(one["of"])}
    if one["kind"] == "policy":
        facts = {"part": one.get("value"), "whole": one.get("of")}
        counted = {
            "FC14": _("In %(part)s of %(whole)s facilities inspected within a year the route did not fail.") % facts,
            "FC15": _("%(part)s of %(whole)s known facilities are registered.") % facts,
        }
        return " ".join(part for part in (one["words"], counted.get(one["code"], "")) if part)
    if "rate" in one:
        return _per_child(one["rate"])
    return _("residential for one in a family") if one["kind"] == "ratio" and one["value"] is not None else ""


def _per_child(rate: float | None) -> str:
    if rate is None:
        return _("Per 100,000 children: not computed, the number of children in the country is not set.")
    return _("%(rate)s per 100,000 children") % {"rate": number_format(rate, 1)}


def quarter(found: CareFigures) -> dict[str, str]:
    """A quarter to choose."""
    return {"value": found.until.isoformat(), "label": date_format(found.until, "DATE_FORMAT")}
