"""A release and its tables as pages, JSON and CSV show them. Note, coverage, method and citation go along in every one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.kernel.csv_files import to_csv
from tutela.methods.disclosure.tables import TOTAL

from ..models import Release
from ..models.dictionary import BREAKDOWNS, LEVELS, SEX
from ..models.hypercubes import CORE, HYPERCUBES, SUBJECTS
from ..queries.breaks import break_words
from ..queries.cubes import audit_of
from ..queries.released import ReleasedTable, cautions, citation

MOST_ROWS = 150
"""A page shows no longer table; the file does."""
_AUDIT = {
    "cells": gettext_lazy("Cells in all"),
    "shown": gettext_lazy("Shown with a number"),
    "below": gettext_lazy("Shown as “<10”"),
    "withheld_cells": gettext_lazy("Withheld"),
    "sparse_areas": gettext_lazy("Tables of a place withheld because most cells are small"),
    "one_sided_areas": gettext_lazy("Tables withheld because one answer would be everybody’s"),
    "nested_areas": gettext_lazy("Tables withheld because a difference would give a few children away"),
    "narrow_areas": gettext_lazy("Tables withheld because a total would give a number away"),
    "held_cells": gettext_lazy("Cells kept as in the last release, for they changed by fewer than five"),
    "nested_pairs_left": gettext_lazy("Pairs of cells still too close"),
}


def audit(release: Release) -> list[tuple[str, str]]:
    """The audit's figures in words; no count of persons is among them."""
    found = audit_of(release)
    return [(str(said), number_format(found[name], force_grouping=True)) for name, said in _AUDIT.items() if name in found]


def told(release: Release) -> dict[str, Any]:
    """What is said of a release as a whole."""
    reporting, expected = release.coverage["all"]
    return {
        "release": release,
        "cut_off": date_format(release.cut_off),
        "published": date_format(release.published_at) if release.published_at else "",
        "periods": [release.periods[0], release.periods[-1]] if release.periods else [],
        "coverage": [number_format(reporting), number_format(expected)],
        "warnings": [str(one.label) for one in cautions(release)],
        "breaks": break_words(release.breaks),
        "anew": [str(BREAKDOWNS[HYPERCUBES[name].subject].label) for name in release.anew if HYPERCUBES[name].subject],
        "citation": citation(release) if release.version else "",
        "corrects": release.corrects.version if release.corrects else "",
    }


def subjects() -> list[tuple[str, str]]:
    """What a released table may be about beside territory and sex."""
    core = (name for name in CORE if name not in (*LEVELS, SEX))
    return [(name, str(BREAKDOWNS[name].label)) for name in (*core, *SUBJECTS)]


def page(table: ReleasedTable) -> dict[str, Any]:
    """Title, header and rows, girls and boys in columns; the rows of one year."""
    others = [name for name in table.by if name != SEX]
    choices = [[*(one.code for one in table.categories[table.by.index(name)]), TOTAL] for name in others]
    sexes = [*(one.code for one in table.categories[table.by.index(SEX)]), TOTAL]
    period = table.periods[-1]
    lines = list(product(*choices))
    return {
        "title": f"{' × '.join(str(BREAKDOWNS[name].label) for name in table.by)}, {period}",
        "heads": [str(BREAKDOWNS[name].label) for name in others] or [_("Children")],
        "columns": [table.words(SEX, sex) for sex in sexes],
        "rows": [_row(table, period, others, line, sexes) for line in lines] if len(lines) <= MOST_ROWS else [],
        "long": len(lines) > MOST_ROWS,
        "note": table.note,
        "method": table.method,
        "coverage": table.coverage_words,
        "warnings": table.warnings,
        "missing_boys": table.under_identification,
        "citation": table.citation,
    }


def _row(
    table: ReleasedTable, period: str, others: Sequence[str], line: Sequence[str], sexes: Sequence[str]
) -> dict[str, Any]:
    chosen = dict(zip(others, line, strict=True))
    cells = [table.cell(period, *((chosen | {SEX: sex})[name] for name in table.by)) for sex in sexes]
    return {
        "heads": [table.words(name, code) for name, code in chosen.items()] or [_("All")],
        "cells": [cell.said for cell in cells],
        "total": TOTAL in line,
    }


def about(release: Release) -> dict[str, Any]:
    """What stands in every file beside its cells."""
    reporting, expected = release.coverage["all"]
    return {
        "version": release.version,
        "state": release.state,
        "cut_off": str(release.cut_off),
        "published_on": str(release.published_at.date()) if release.published_at else None,
        "corrects": release.corrects.version if release.corrects else None,
        "digest": release.digest,
        "offices_reporting": reporting,
        "offices_expected": expected,
        "citation": citation(release),
    }


def catalogue(release: Release) -> dict[str, Any]:
    """What may be asked of a release: which breakdowns go together, which years there are."""
    readable = not release.reason
    return about(release) | {
        "withdrawn_because": release.reason or None,
        "periods": release.periods if readable else [],
        "core": list(CORE),
        "subjects": [[*one.levels, one.subject] for one in HYPERCUBES.values() if one.subject] if readable else [],
        "warnings": [str(one.label) for one in cautions(release)],
        "breaks": release.breaks,
    }


def as_dict(table: ReleasedTable) -> dict[str, Any]:
    """A table with codes and words."""
    return about(table.release) | {
        "by": list(table.by),
        "counted": "children",
        "periods": list(table.periods),
        "note": table.note,
        "coverage": table.coverage_words,
        "method": table.method,
        "warnings": table.warnings,
        "breaks": table.breaks,
        "under_identification": list(table.under_identification),
        "cells": list(table.rows()),
    }


def as_csv(table: ReleasedTable) -> str:
    """One line for each cell; a cell without a number has an empty value and says its state."""
    rows = list(table.rows())
    same = {name: value for name, value in about(table.release).items() if name not in ("state", "corrects")}
    same |= {
        "note": table.note,
        "coverage": table.coverage_words,
        "method": table.method,
        "warnings": " ".join(table.warnings),
    }
    return to_csv([*rows[0], *same], ([*row.values(), *same.values()] for row in rows))
