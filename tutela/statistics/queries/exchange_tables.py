"""From a protected table to the plain one that leaves the house, every code checked against its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tutela.directory.api import Territory
from tutela.kernel.errors import InvalidInput
from tutela.methods.disclosure.tables import TOTAL, CellState
from tutela.methods.sdmx import writer
from tutela.methods.sdmx.tables import PERIOD, CellTwice, NotInList, Row, Table, check
from tutela.vocabulary import api as vocabulary

from ..models.dictionary import LEVELS, PAGE
from .exchange_parts import AREA, FREQUENCY, INDICATOR, KNOWN, MANDATORY, NOTES, STATES, area_of, structure
from .shared_codes import code_of, dimension_id, unit_of
from .tables import Answer

_PERIODS = {"year": "A", "quarter": "Q"}
_AS_OF = "_Z"


def of_answer(answer: Answer) -> Table:
    """The internal table: for planners inside, so its numbers are marked not to be published."""
    with translation.override("en"):
        notes = {
            "NOTE": answer.note,
            "COVERAGE": answer.coverage_words,
            "DATA_SOURCE": _source(),
            "METHOD": answer.method,
            "SNAPSHOT": answer.sha256,
            "UNDER_IDENTIFICATION": " ".join(answer.under_identification),
        }
    rows, by = answer.table.rows(), answer.question.by
    return children(by, rows, page=answer.question.page, day=answer.cut_off, notes=notes, free=answer.audience == "public")


def sdmx_csv(answer: Answer) -> str:
    """A table as SDMX-CSV 2.0."""
    return writer.data_csv(of_answer(answer))


def sdmx_xml(answer: Answer) -> bytes:
    """A table as SDMX-ML 2.1, structure-specific."""
    return writer.data_xml(of_answer(answer))


def children(
    by: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    day: dt.date,
    notes: Mapping[str, str],
    free: bool,
    page: str = "",
) -> Table:
    """Children by registered breakdowns. A row has a code for each of ``by``, ``state``, ``value``, ``unknown_category``.

    ``notes``: attributes of the whole table by their ids. ``page``: only children with this form. ``free``: may be published.

    Raises:
        InvalidInput: a code that is in no list, a note or value that is missing, a cell twice; by dimension.
    """
    if set(by) >= set(_PERIODS):
        raise InvalidInput({PERIOD: _("A table has one period. Choose years or quarters.")})
    made = structure()
    same = {part.id: TOTAL for part in made.dims} | {
        FREQUENCY: _AS_OF,
        INDICATOR: KNOWN,
        AREA: _country(),
        PERIOD: day.isoformat(),
    }
    if page:
        same[dimension_id(PAGE)] = code_of(PAGE, page)
    found = tuple(Row(same | _keys(by, row), _told(row, free), row["value"]) for row in rows)
    table = Table(made, found, _whole(notes), day.isoformat())
    try:
        check(table)
    except CellTwice as twice:
        raise InvalidInput({"OBS_KEY": _("The cell %(key)s is there twice.") % {"key": twice}}) from None
    except NotInList as unknown:
        raise InvalidInput({unknown.part.id: _no_such(unknown)}) from None
    return table


def _no_such(unknown: NotInList) -> str:
    if unknown.part.codes is None:
        return _("“%(code)s” is no period.") % {"code": unknown.code}
    told = {"code": unknown.code, "list": unknown.part.codes.id, "version": unknown.part.codes.version}
    return _("The code “%(code)s” is not in the list %(list)s (%(version)s).") % told


def _told(row: Mapping[str, Any], free: bool) -> dict[str, str]:
    """What stands with a cell: nothing is never zero, and what is protected is never free."""
    state = str(row["state"])
    if state not in STATES or (row["value"] is None) == (state in (CellState.VALUE, CellState.ZERO)):
        raise InvalidInput({"CELL_STATE": _("“%(state)s” and the value do not fit.") % {"state": state}})
    status, open_, _words = STATES[state]
    return {
        "UNIT_MEASURE": unit_of("children"),
        "OBS_STATUS": status,
        "OBS_CONF": ("F" if free else "N") if open_ else "C",
        "CELL_STATE": state,
        "UNKNOWN_CATEGORY": "Y" if row["unknown_category"] else "N",
    }


def _whole(notes: Mapping[str, str]) -> dict[str, str]:
    """Every note there is, a dash where there is nothing to say; the first three always say something."""
    missing = [name for name in MANDATORY if not notes.get(name)] + sorted(notes.keys() - NOTES.keys())
    if missing:
        raise InvalidInput(
            {name: _("Every table has its note, its coverage and its source, and no others than these.") for name in missing}
        )
    return {name: notes.get(name) or "-" for name in NOTES}


def _keys(by: Sequence[str], row: Mapping[str, Any]) -> dict[str, str]:
    """The codes of a row that are not the same in all of them."""
    keys: dict[str, str] = {}
    for one in by:
        ours = str(row[one])
        if one in LEVELS or one in _PERIODS:
            if ours != TOTAL:
                keys |= {AREA: area_of(ours)} if one in LEVELS else {PERIOD: ours, FREQUENCY: _PERIODS[one]}
        else:
            keys[dimension_id(one)] = code_of(one, ours)
    return keys


def _country() -> str:
    return code_of(AREA, Territory.objects.values_list("code", flat=True).get(level=1))


def _source() -> str:
    return f"Files of the child-protection services, {vocabulary.jurisdiction().label('en')}"
