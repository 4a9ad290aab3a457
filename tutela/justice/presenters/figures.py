"""The figures of justice in words: what is hidden, what nobody reported, and what records tell of victims who are held."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.directory.api import Territory
from tutela.kernel.csv_files import to_csv
from tutela.vocabulary import api as vocabulary

from ..models import JusticeFigures
from ..queries.figures import LIST, REPORTED
from .records import hours_words


def page(found: JusticeFigures) -> dict[str, Any]:
    """Every table."""
    kept, regions = found.figures, {one.code: str(one) for one in Territory.objects.filter(level=2)}
    return {
        "until": found.until,
        "funnel": [{"label": step_label(one["step"]), "value": value(one)} for one in kept["funnel"]],
        "reasons": [
            {"label": words.label("attrition_reasons", one["reason"]), "value": value(one)} for one in kept["reasons"]
        ],
        "equity": [_equity(one, regions) for one in kept["equity"]],
        "settlements": [
            {
                "label": regions.get(one["region"], one["region"]),
                "value": value(one["settlements"]),
                "marriages": value(one["marriages"]),
            }
            for one in kept["settlements"]
        ],
        "indicators": [_indicator(one) for one in kept["indicators"]],
    }


def table(found: JusticeFigures) -> str:
    """Everything as CSV, one line a figure."""
    shown, until = page(found), found.until.isoformat()
    lines: list[list[Any]] = [["funnel", until, one["label"], one["value"], ""] for one in shown["funnel"]]
    lines += [["reason", until, one["label"], one["value"], ""] for one in shown["reasons"]]
    lines += [["equity", until, f"{one['dimension']}: {one['group']}", one["value"], one["note"]] for one in shown["equity"]]
    lines += [["settlements", until, one["label"], one["value"], one["marriages"]] for one in shown["settlements"]]
    lines += [["indicator", until, one["label"], one["reported"], one["victims"]] for one in shown["indicators"]]
    return to_csv(["table", "until", "what", "value", "note"], lines)


def quarter(found: JusticeFigures) -> dict[str, str]:
    """A quarter to choose."""
    return {"value": found.until.isoformat(), "label": date_format(found.until, "DATE_FORMAT")}


def step_label(step: str) -> str:
    """A step of the funnel."""
    return {
        "reported": _("Reported to the authorities"),
        "investigated": _("Investigated"),
        "charged": _("Charged"),
        "tried": _("Tried"),
        "convicted": _("Convicted"),
        "enforced": _("Enforced"),
    }[step]


def value(one: dict[str, Any] | None) -> str:
    """A figure from records."""
    if one is None:
        return _("Not in the records")
    if one["hidden"]:
        return _("Few children: hidden")
    if one["value"] is None:
        return _("Nobody to count")
    if one["kind"] == "hours":
        return hours_words(one["value"])
    if one["kind"] == "share":
        return _("%(percent)s %%") % {"percent": one["value"]}
    return number_format(one["value"])


def _equity(one: dict[str, Any], regions: dict[str, str]) -> dict[str, Any]:
    lists = {"sex": "sexes", "nationality": "nationality_status", "disability": "functional_domains"}
    labels = {
        "region": _("Region"),
        "sex": _("Sex"),
        "minority": _("Minority"),
        "disability": _("Disability"),
        "nationality": _("Nationality"),
    }
    group = one["group"]
    known = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known"), "UNK": _("Not known")} | regions
    return {
        "dimension": labels[one["dimension"]],
        "group": known.get(group) or words.label(lists.get(one["dimension"], "sexes"), group),
        "value": value(one),
        "unequal": one["unequal"],
        "note": _("Unequal access to justice") if one["unequal"] else "",
    }


def _indicator(one: dict[str, Any]) -> dict[str, Any]:
    code = vocabulary.code_list(LIST).codes[one["code"]]
    return {
        "code": one["code"],
        "number": code.attributes.get("n", ""),
        "label": vocabulary.label(LIST, one["code"]),
        "reported": _reported(one),
        "victims": value(one["victims"]) if one["victims"] else _("Not in the records"),
        "stated": one["code"] in REPORTED,
    }


def _reported(one: dict[str, Any]) -> str:
    said = one["reported"]
    if one["code"] not in REPORTED:
        return "–"
    if said is None:
        return _("Not reported")
    shown = words.label("facility_answers", said["answer"]) if said["answer"] else number_format(said["value"])
    return f"{shown} · {said['institution']}"
