"""An answer of the explorer as pictures and as the table they are drawn from. No picture knows more than the table says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.directory.api import Territory
from tutela.methods.disclosure.tables import TOTAL, CellState

from ..models.dictionary import BREAKDOWNS, LEVELS, SEX
from ..models.items import ITEMS
from ..models.measures import DENOMINATOR, LEAST_OF
from ..queries.exploring import CHILDREN, Explored, Figure
from ..queries.released import SAID_FOR
from .maps import shaded

DRAWN = ("girl", "boy")
"""Whose lines are drawn; every other answer stands in the table."""
_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _LOW = 300, 130, 8, 12, 16, 20


def words(found: Explored, figure: Figure) -> str:
    """A number, a share, or the word that says why there is none."""
    share = found.question.share is not None
    if figure.few:
        return _("too few to say")
    if figure.value is None:
        hidden = _("protected") if share and figure.state is CellState.SUPPRESSED else SAID_FOR[figure.state]
        return str(hidden)
    return _("%(share)s %%") % {"share": figure.value} if share else number_format(figure.value, force_grouping=True)


def title(found: Explored) -> str:
    """What is shown, by what, and where."""
    question = found.question
    share = question.share
    if share:
        name = str(share.label)
    elif question.measure == CHILDREN:
        name = _("Children")
    else:
        name = _("Children by %(parts)s") % {"parts": BREAKDOWNS[question.measure].label}
    more = [str(BREAKDOWNS[question.within].label)] if question.within else []
    where = [found.source.words(LEVELS[0], question.area)] if question.area else []
    return " · ".join([name, *more, *where])


def page(found: Explored, places: Sequence[Territory]) -> dict[str, Any]:
    """Everything the page shows. Note, coverage, method and citation go along; nothing asks for them."""
    source, share = found.source, found.question.share
    return {
        "title": title(found),
        "sheet": sheet(found),
        "share": share is not None,
        "least": LEAST_OF,
        "pictures": pictures(found),
        "map": _map(found, places),
        "table": grid(found),
        "note": source.note,
        "coverage": source.coverage_words,
        "cut_off": source.cut_off,
        "method": source.method,
        "citation": source.citation,
        "warnings": source.warnings,
        "missing_boys": source.under_identification,
        "version": source.release.version,
        "sdmx": urlencode(
            {"by": ",".join(source.by)} | ({"period": found.question.period} if found.question.period else {})
        ),
    }


def sheet(found: Explored) -> list[tuple[str, str]]:
    """The method sheet: what is counted, of whom, and what it does not say (R32)."""
    share = found.question.share
    if share:
        return [
            (_("Numerator"), str(share.numerator)),
            (_("Denominator"), str(DENOMINATOR)),
            (_("What it does not say"), str(share.limits)),
            (_("Answers are drawn from"), str(ITEMS[share.subject].definition)),
        ]
    counted = [] if found.question.measure == CHILDREN else [found.question.measure]
    return [
        (str(BREAKDOWNS[name].label), str(ITEMS[name].definition))
        for name in [*counted, *filter(None, [found.question.within])]
    ]


def pictures(found: Explored) -> dict[str, Any]:
    """Small multiples on one scale: a panel for each answer of the first breakdown, for a share one of all children first, a line for girls and one for boys over the
    years, or two bars in one year. A line stops where a figure is hidden and where a definition changed."""
    name = next(iter(found.by[:-1]), "")
    answers = [(one.code, one.words) for one in found.categories(name)] if name else []
    codes = [*([(TOTAL, _("All children"))] if found.question.share or not answers else []), *answers]
    rest = [TOTAL] * max(0, len(found.by) - 2)
    drawn = {
        (code, sex): [found.figure(period, *([code] if name else []), *rest, sex) for period in found.periods]
        for code, _said in codes
        for sex in DRAWN
    }
    most = 100 if found.question.share else max((one.value or 0 for line in drawn.values() for one in line), default=0) or 1
    panels = [
        {
            "title": said,
            "lines": [_line(found, sex, drawn[code, sex], most, _stops(found, name, code)) for sex in DRAWN],
            "stops": [_x(found, found.periods.index(one)) for one in _stops(found, name, code)],
        }
        for code, said in codes
        if any(one.value is not None for sex in DRAWN for one in drawn[code, sex])
    ]
    return {
        "panels": panels,
        "left_out": len(codes) - len(panels),
        "years": found.periods,
        "one_year": len(found.periods) == 1,
        "most": _("%(share)s %%") % {"share": most} if found.question.share else number_format(most, force_grouping=True),
        "box": f"0 0 {_WIDE} {_HIGH}",
        "top": _TOP,
        "bottom": _HIGH - _LOW,
        "left": _LEFT,
        "right": _WIDE - _RIGHT,
        "years_at": _HIGH - 6,
        "breaks": any(panel["stops"] for panel in panels),
    }


def _stops(found: Explored, name: str, code: str) -> list[str]:
    """The years in which the definition of what the panel shows changed."""
    return [one["period"] for one in found.source.breaks if one["breakdown"] != name or one["code"] == code]


def _line(found: Explored, sex: str, figures: list[Figure], most: int, stops: list[str]) -> dict[str, Any]:
    points = [
        {
            "x": _x(found, at),
            "y": _y(one.value or 0, most),
            "hidden": one.value is None,
            "text": words(found, one),
            "year": one.period,
        }
        for at, one in enumerate(figures)
    ]
    path, pen = [], False
    for point in points:
        if point["hidden"]:
            pen = False
            continue
        move = "L" if pen and point["year"] not in stops else "M"
        path.append(f"{move}{point['x']} {point['y']}")
        pen = True
    return {
        "sex": sex,
        "label": found.source.words(SEX, sex),
        "points": points,
        "path": " ".join(path),
        "last": points[-1],
        "width": round(100 * (figures[-1].value or 0) / most, 1),
        "said": "; ".join(f"{point['year']}: {point['text']}" for point in points),
    }


def _x(found: Explored, at: int) -> float:
    wide = _WIDE - _LEFT - _RIGHT
    return round(_LEFT + (wide * at / (len(found.periods) - 1) if len(found.periods) > 1 else wide / 2), 1)


def _y(value: int, most: int) -> float:
    return round(_HIGH - _LOW - (_HIGH - _LOW - _TOP) * value / most, 1)


def grid(found: Explored) -> dict[str, Any]:
    """The table: a row for each combination, girls, boys and all last; a column for each year."""
    others = found.by[:-1]
    return {
        "heads": [str(BREAKDOWNS[name].label) for name in (*others, SEX)],
        "columns": found.periods,
        "rows": list(_rows(found, others)),
    }


def _rows(found: Explored, others: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    choices = [[*(one.code for one in found.categories(name)), TOTAL] for name in (*others, SEX)]
    spans = [1] * len(choices)
    for at in range(len(choices) - 2, -1, -1):
        spans[at] = spans[at + 1] * len(choices[at + 1])
    for number, codes in enumerate(product(*choices)):
        named = list(zip((*others, SEX), codes, strict=True))
        figures = [found.figure(period, *codes) for period in found.periods]
        yield {
            "groups": [
                {"words": found.source.words(name, code), "span": span}
                for (name, code), span in zip(named[:-1], spans[:-1], strict=True)
                if number % span == 0
            ],
            "head": found.source.words(*named[-1]),
            "total": TOTAL in codes,
            "cells": [{"text": words(found, one), "hidden": one.value is None} for one in figures],
        }


def _map(found: Explored, places: Sequence[Territory]) -> dict[str, Any] | None:
    """The last year shown, girls and boys together, over everything else."""
    level = next((name for name in found.by if name in LEVELS), None)
    if level is None:
        return None
    last = found.periods[-1]
    figures = {}
    for one in found.categories(level):
        codes = [one.code if name == level else TOTAL for name in found.by]
        figure = found.figure(last, *codes)
        figures[one.code] = (words(found, figure), figure.value)
    return shaded(f"{title(found)}: {last}", places, figures)
