"""The indicators of formal care in words: never a figure without its coverage and the warning (R95)."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from tutela.facilities.api import STATED
from tutela.vocabulary import api as vocabulary

from ..models import CareFigures
from ..queries.figures import LIST


def page(found: CareFigures) -> dict[str, Any]:
    """The rows, the coverage sentence, the warning when it stands."""
    known = found.coverage
    percent = 100 * known["reporting"] // known["known"] if known["known"] else 0
    said = {"reporting": known["reporting"], "known": known["known"], "percent": percent}
    return {
        "until": found.until,
        "rows": [_row(one) for one in found.figures],
        "coverage": _("%(reporting)s of %(known)s known facilities reported in the last three months (%(percent)s %%).")
        % said,
        "unregistered": known["unregistered"],
        "warning": warning() if known["warns"] else "",
    }


def warning() -> str:
    """What every output says that rests on incomplete reporting."""
    return _(
        "These numbers are likely too low: not every known facility reports, and places nobody has discovered are not in them."
    )


def table(found: CareFigures) -> str:
    """The same as CSV; coverage and warning stand in every line, so that no line goes without them."""
    shown = page(found)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["code", "indicator", "until", "value", "note", "coverage", "warning"])
    for row in shown["rows"]:
        line = [row["code"], row["label"], found.until.isoformat(), row["value"], row["note"], shown["coverage"]]
        writer.writerow([*line, shown["warning"]])
    return out.getvalue()


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
