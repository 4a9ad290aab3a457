"""The analysis of under-reporting as a page and a file: sentences first, then the tables they are read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.kernel.csv_files import to_csv

from ..models.dictionary import BREAKDOWNS
from ..queries.exports import as_dict
from ..queries.under_reporting import Place, UnderReporting, Unknowns
from .tables import page, words

COLUMNS = (
    "part",
    "what",
    "code",
    "sex",
    "across",
    "state",
    "value",
    "per_office",
    "per_10000",
    "offices_reporting",
    "offices_expected",
)
_BY_THEMSELVES = ("child", "peer")


def shown(found: UnderReporting) -> dict[str, Any]:
    """Sentences, tables, places and unknown answers, all formatted."""
    return {
        "sentences": list(_sentences(found)),
        "barriers": page(found.barriers),
        "delay": page(found.delay),
        "reporters": page(found.reporters),
        "places": [_place(one) for one in found.places],
        "unknowns": [_unknown(one) for one in found.unknowns],
    }


def as_csv(found: UnderReporting) -> str:
    """One line for each number, with its state; the note, the coverage and the day go along in every one."""
    same = {name: as_dict(found.barriers)[name] for name in ("note", "coverage", "snapshot", "method")}
    return to_csv([*COLUMNS, *same], ([*line, *same.values()] for line in _lines(found)))


def _lines(found: UnderReporting) -> Iterator[list[Any]]:
    for answer in (found.barriers, found.delay, found.reporters):
        first, *others = answer.question.by
        across = [code for code in others if code != "sex"]
        for row in answer.table.rows():
            other = row[across[0]] if across else ""
            yield [
                first,
                across[0] if across else "",
                row[first],
                row["sex"],
                other,
                row["state"],
                row["value"],
                "",
                "",
                "",
                "",
            ]
    for one in found.places:
        cell = one.children
        yield [
            "places",
            "children",
            one.code,
            "_T",
            "",
            cell.state,
            cell.value,
            _rounded(one.for_each_office),
            _rounded(one.for_10_000),
            *one.offices,
        ]
    for each in found.unknowns:
        state = "suppressed" if each.unknown is None else "value"
        yield ["unknown", each.item, "unknown", "_T", "", state, each.unknown, "", "", "", ""]


def _sentences(found: UnderReporting) -> Iterator[str]:
    """What a minister takes away; a sentence whose number is protected says so."""
    if found.silent:
        offices = {"silent": number_format(found.silent), "expected": number_format(found.expected)}
        yield (
            _(
                "Of %(expected)s offices, %(silent)s reported nothing in the last year: there nobody knows, which is not none."
            )
            % offices
        )
    else:
        yield _("Every office reported in the last year.")
    if found.most_named:
        code, number = found.most_named
        said = {"barrier": found.barriers.label("barrier_group", code), "number": number_format(number, force_grouping=True)}
        yield _("The barrier named most often is “%(barrier)s”: %(number)s children.") % said
    else:
        yield _("Which barrier is named most often cannot be said: too few are recorded.")
    child, peer = (words(found.total(found.reporters, one)) for one in _BY_THEMSELVES)
    yield _("Children who reported by themselves: %(child)s; reported by another child: %(peer)s.") % {
        "child": child,
        "peer": peer,
    }
    late = words(found.total(found.delay, "366+"))
    yield _("Reported more than a year after it happened or began: %(late)s.") % {"late": late}
    thinnest = found.places[0] if found.places else None
    if thinnest is not None and (few := thinnest.for_each_office) is not None:
        told = {"place": thinnest.name, "number": number_format(few, 1)}
        yield _("Fewest children for each office: %(place)s, %(number)s.") % told


def _place(one: Place) -> dict[str, str]:
    population = number_format(one.population, force_grouping=True) if one.population else _("no count kept")
    return {
        "name": one.name,
        "children": words(one.children),
        "offices": _("%(reporting)s of %(expected)s") % {"reporting": one.offices[0], "expected": one.offices[1]},
        "per_office": _number(one.for_each_office),
        "population": population,
        "per_10000": _number(one.for_10_000),
    }


def _unknown(one: Unknowns) -> dict[str, Any]:
    label = str(BREAKDOWNS[one.item].label)
    if one.unknown is None or not one.whole:
        return {"label": label, "code": one.item, "text": _("protected"), "width": 0}
    percent = 100 * one.unknown // one.whole
    numbers = {"percent": percent, "part": number_format(one.unknown), "whole": number_format(one.whole)}
    return {
        "label": label,
        "code": one.item,
        "width": percent,
        "text": _("%(percent)s %% (%(part)s of %(whole)s)") % numbers,
    }


def _number(value: float | None) -> str:
    return "–" if value is None else number_format(value, 1)


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 1)
