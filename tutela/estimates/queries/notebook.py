"""The notebook that reproduces a panel: the same table, options and seed, in nbformat 4.5.

It holds the patterns, small counts included, and so is for statisticians only.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from ..models import Estimate
from .lists import counts_of, linkage_of, patterns


def notebook(estimate: Estimate) -> str:
    """The notebook's text, without results: running it makes them."""
    cells = [
        ("markdown", _heading(estimate)),
        ("code", _data(estimate)),
        ("code", _panel(estimate)),
        ("code", "from tutela.methods.prevalence import plots\n\nplots.overlap(counts)"),
        ("code", "plots.panel(panel)"),
        ("code", _settled()),
        (
            "code",
            "for result in panel.answered:\n    if result.replicates is not None:\n        display(plots.posterior(result))",
        ),
        ("code", _sensitivity()),
        ("code", "from tutela.methods.prevalence import internal_consistency\n\ninternal_consistency(counts)"),
    ]
    if estimate.stratum:
        cells.append(("code", _strata(estimate)))
    return json.dumps(_file(cells), ensure_ascii=False, indent=1)


def _file(cells: list[tuple[str, str]]) -> dict[str, Any]:
    made = []
    for number, (kind, text) in enumerate(cells):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(True)}
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _heading(estimate: Estimate) -> str:
    lists = estimate.overlap
    warning = _("This table holds small counts. It is for statisticians and is not published.")
    return f"# {lists.title}, {lists.year_from}–{lists.year_to}\n\n{warning}"


def _data(estimate: Estimate) -> str:
    counts, linkage = counts_of(estimate.overlap, estimate.lists), linkage_of(estimate.overlap, estimate.lists)
    made = "None"
    if linkage is not None:
        by = {mask: round(chance, 9) for mask, chance in (linkage.by_pattern or {}).items()}
        made = f"LinkageError(recall={linkage.recall!r}, by_pattern={by!r}, recall_known={linkage.recall_known!r})"
    return (
        "import numpy as np\n\nfrom tutela.methods.prevalence import CaptureCounts, LinkageError, Options, estimate\n\n"
        f"names = {counts.names!r}\n"
        f"cells = np.array({counts.cells.tolist()!r})  # by bit mask; bit 0 is the first list\n"
        f"counts = CaptureCounts(names, cells)\nlinkage = {made}"
    )


def _panel(estimate: Estimate) -> str:
    chosen = estimate.options
    return (
        f"options = Options(bootstrap={chosen['bootstrap']!r}, threshold={chosen['threshold']!r}, "
        f"seed={chosen['seed']!r}, linkage=linkage)\npanel = estimate(counts, options=options)\npanel"
    )


def _settled() -> str:
    return (
        'settled = next((r for r in panel.answered if "intervals_by_top" in r.details), None)\n'
        "plots.limits_by_top(settled) if settled is not None else None"
    )


def _sensitivity() -> str:
    return (
        "from tutela.methods.prevalence import leave_one_out, missed_links\n\n"
        'base = next((r for r in panel.answered if r.method == "stepwise"), None)\n'
        "if base is not None:\n"
        "    if counts.lists > 3:\n        display(plots.changes(base, leave_one_out(counts)))\n"
        "    display(plots.missed_links(missed_links(counts, repeats=60)))"
    )


def _strata(estimate: Estimate) -> str:
    cells = patterns(estimate.overlap, estimate.lists, estimate.stratum)
    threshold = estimate.options["threshold"]
    return (
        "from tutela.methods.prevalence import stratified\n\n"
        f"strata = {cells!r}\nstratified(strata, names, threshold={threshold!r})"
    )
