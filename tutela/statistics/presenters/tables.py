"""A protected table as a page shows it: girls and boys in columns, everything formatted, no cell ever empty."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.directory.api import Territory
from tutela.methods.disclosure.tables import TOTAL, CellState, ProtectedCell

from ..models.dictionary import BREAKDOWNS, SEX
from ..queries.adequacy import Adequacy, Pair
from ..queries.quality import Quality, Share
from ..queries.tables import Answer, label, pages
from .maps import shaded

_STATES = {
    CellState.SUPPRESSED: gettext_lazy("protected"),
    CellState.WITHHELD: gettext_lazy("protected"),
    CellState.NOT_APPLICABLE: gettext_lazy("not applicable"),
    CellState.UNKNOWN: gettext_lazy("not reported"),
}
_PAIRS = {
    "sale_trafficking": (gettext_lazy("Sale of a child"), gettext_lazy("Trafficking")),
    "exploitation_abuse": (gettext_lazy("Sexual exploitation"), gettext_lazy("Sexual abuse")),
}
_WIDTH = 100
_FAULTS = {
    "contact_before_report": gettext_lazy("first contact before the report"),
    "no_next_day": gettext_lazy("no next day"),
    "no_concern": gettext_lazy("no concern recorded"),
    "age_not_known": gettext_lazy("age not estimated"),
    "age_upside_down": gettext_lazy("lowest age above the highest"),
}


def words(cell: ProtectedCell) -> str:
    """A number in the reader's digits, or the word that says why there is none."""
    return str(_STATES[cell.state]) if cell.value is None else number_format(cell.value, force_grouping=True)


def page(answer: Answer) -> dict[str, Any]:
    """Title, header, rows and bars of a table."""
    others = [code for code in answer.question.by if code != SEX]
    sexes = [*answer.table.labels(SEX), TOTAL]
    return {
        "title": _title(answer),
        "heads": [str(BREAKDOWNS[code].label) for code in others] or [_("Children")],
        "columns": [answer.label(SEX, sex) for sex in sexes],
        "rows": list(_rows(answer, others, sexes)),
        "bars": _bars(answer, others),
        "note": answer.note,
        "method": answer.method,
        "coverage": answer.coverage_words,
        "cut_off": answer.cut_off,
        "digest": answer.sha256[:12],
        "missing_boys": answer.under_identification,
    }


def needs_map(answer: Answer, code: str, places: Sequence[Territory]) -> dict[str, Any] | None:
    """The places of a table of needs as shapes, shaded by the children with this label; ``None`` without outlines."""
    level = next(one for one in answer.question.by if BREAKDOWNS[one].territory)
    what = next(one for one in answer.question.by if one not in (level, SEX))
    cells = {one: answer.table.cell(*_place(answer, {level: one, what: code})) for one in answer.table.labels(level)}
    title = f"{answer.label(what, code)}: {BREAKDOWNS[level].label}"
    return shaded(title, places, {place: (words(cell), cell.value) for place, cell in cells.items()})


def response(found: Adequacy) -> dict[str, Any]:
    """The first figure, then each measure by sex."""
    share = ""
    if found.safe.value is not None and found.all.value:
        share = _("%(share)s %%") % {"share": number_format(100 * found.safe.value / found.all.value, 1)}
    return {
        "safe": words(found.safe),
        "all": words(found.all),
        "share": share,
        "measures": [page(answer) for answer in found.answers],
    }


def two_by_two(found: Pair) -> dict[str, Any]:
    """Both, one only, neither; girls and boys apart."""
    first, second = (str(side) for side in _PAIRS[found.name])
    lines = (
        (_("%(one)s and %(other)s") % {"one": first, "other": second}, "yes", "yes"),
        (_("%(one)s only") % {"one": first}, "yes", "no"),
        (_("%(one)s only") % {"one": second}, "no", "yes"),
        (_("Neither"), "no", "no"),
        (_("All"), TOTAL, TOTAL),
    )
    sexes = [*found.table.labels(SEX), TOTAL]
    return {
        "title": _("%(one)s / %(other)s") % {"one": first, "other": second},
        "name": found.name,
        "columns": [label(BREAKDOWNS[SEX], sex) for sex in sexes],
        "rows": [(said, [words(found.cell(a, b, sex)) for sex in sexes]) for said, a, b in lines],
    }


def quality(found: Quality) -> dict[str, Any]:
    """One office: four figures, each item, the files to mend."""
    return {
        "office": found.office.name,
        "code": found.office.code,
        "files": number_format(found.files, force_grouping=True),
        "figures": [
            (_("Answers known"), _share(found.complete)),
            (_("Done in time, of what fell due in 90 days"), _share(found.in_time)),
            (_("Files without contradiction or gap"), _share(found.consistent)),
            (_("Overdue now"), number_format(found.overdue, force_grouping=True)),
        ],
        "items": [
            {"label": BREAKDOWNS[item].label, "code": item, "text": _share(share), "width": share.percent or 0}
            for item, share in found.items.items()
        ],
        "to_mend": [
            {
                "pk": one.pk,
                "number": one.number,
                "what": [str(BREAKDOWNS[item].label) for item in one.unknown] + [str(_FAULTS[name]) for name in one.faults],
            }
            for one in found.to_mend
        ],
    }


def _share(share: Share) -> str:
    if share.percent is None:
        return _("nothing to count")
    numbers = {"part": number_format(share.part), "whole": number_format(share.whole), "percent": share.percent}
    return _("%(percent)s %% (%(part)s of %(whole)s)") % numbers


def _title(answer: Answer) -> str:
    parts = " × ".join(str(BREAKDOWNS[code].label) for code in answer.question.by)
    if not answer.question.page:
        return _("Children by %(parts)s") % {"parts": parts}
    return _("%(form)s: children by %(parts)s") % {"form": pages()[answer.question.page], "parts": parts}


def _rows(answer: Answer, others: list[str], sexes: list[str]) -> Any:
    """Each combination of the other breakdowns, totals last; a heading is said once, over the rows it spans."""
    choices = [[*answer.table.labels(code), TOTAL] for code in others]
    spans = len(choices[1]) if len(choices) > 1 else 1
    for number, combination in enumerate(product(*choices)):
        heads = [answer.label(code, chosen) for code, chosen in zip(others, combination, strict=True)] or [_("All")]
        cells = [
            answer.table.cell(*_place(answer, dict(zip(others, combination, strict=True)) | {SEX: sex})) for sex in sexes
        ]
        yield {
            "group": heads[0] if len(heads) > 1 and number % spans == 0 else "",
            "span": spans,
            "head": heads[-1],
            "total": TOTAL in combination,
            "cells": [{"text": words(cell), "hidden": cell.value is None} for cell in cells],
        }


def _bars(answer: Answer, others: list[str]) -> list[dict[str, Any]]:
    """For each category of the first breakdown a bar for girls and one for boys, over all of the others."""
    categories = answer.table.labels(others[0]) if others else [TOTAL]
    found = []
    for category in categories:
        chosen = {others[0]: category} if others else {}
        cells = {sex: answer.table.cell(*_place(answer, chosen | {SEX: sex})) for sex in ("girl", "boy")}
        found.append((answer.label(others[0], category) if others else _("All"), cells))
    most = max((cell.value or 0 for _said, cells in found for cell in cells.values()), default=0) or 1
    return [
        {
            "label": said,
            "bars": [
                {
                    "sex": sex,
                    "label": answer.label(SEX, sex),
                    "text": words(cell),
                    "width": round(_WIDTH * (cell.value or 0) / most, 1),
                    "hidden": cell.value is None,
                }
                for sex, cell in cells.items()
            ],
        }
        for said, cells in found
    ]


def _place(answer: Answer, chosen: dict[str, str]) -> list[str]:
    return [chosen.get(code, TOTAL) for code in answer.question.by]
