"""Taking an indicator's values from the protected tables of statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.registers.api import keep_register, keep_row
from tutela.statistics import api as statistics
from tutela.vocabulary import api as vocabulary

from ..enums import BreakKind, ValueSource, ValueState
from ..models import Break, Indicator, Measurement

LETTERS = {"sex": "S", "age_group": "A", "region": "R", "form": "X"}
"""Breakdowns of statistics that an indicator knows, and their letter."""
TOTAL, YEAR, SEX = "_T", "year", "sex"
_STATES = {
    "value": ValueState.VALUE,
    "zero": ValueState.VALUE,
    "suppressed": ValueState.SUPPRESSED,
    "withheld": ValueState.SUPPRESSED,
    "not_applicable": ValueState.NOT_APPLICABLE,
    "unknown": ValueState.UNKNOWN,
}


@dataclass(frozen=True)
class Taken:
    """How many values are new, changed, as before; and how many entered otherwise were left as they are."""

    made: int
    changed: int
    same: int
    left: int


def take_released(*, indicator: Indicator, breakdown: str, by: Actor, page: str = "") -> Taken:
    """Values by year of the report and one breakdown, from the newest table as the public may see it.

    A value entered by hand or from a file is never overwritten.

    Raises:
        Refused: not whoever keeps indicators, or a table that cannot be protected.
        InvalidInput: no such breakdown, or the indicator is no plain count.
        OperatorError: no observations were built yet.
    """
    keep_register.require(by, Measurement)
    if breakdown not in LETTERS:
        raise InvalidInput({"breakdown": _("Choose one of: %(known)s.") % {"known": ", ".join(LETTERS)}})
    if indicator.denominator.strip().lower() != "none":
        raise InvalidInput(
            {"breakdown": _("Statistics count children. This indicator has a denominator; enter its values with evidence.")}
        )
    answer = statistics.read_table(by=by, breakdowns=[YEAR, breakdown], page=page, audience="public")
    counted: Counter[str] = Counter()
    known = {(row.year, row.breakdown): row for row in indicator.values.select_for_update()}
    for year, place, values in _cells(answer, breakdown):
        row = known.get((year, place)) or Measurement(indicator=indicator, year=year, breakdown=place)
        counted[_keep(row, values, by)] += 1
    _mark_breaks(indicator, {page} if page else {cell.get("form", TOTAL) for cell in answer.table.rows()}, by)
    audit.record(
        by=by,
        action="released_values_taken",
        subject=f"indicators:{indicator.pk}",
        details={"by": breakdown, "page": page, "snapshot": answer.sha256} | dict(counted),
    )
    return Taken(counted["made"], counted["changed"], counted["same"], counted["left"])


def _mark_breaks(indicator: Indicator, forms: set[str], by: Actor) -> None:
    """A changed definition in the glossary breaks the series of what is counted by it (R14)."""
    for code in vocabulary.code_list("offences").own():
        for on in vocabulary.breaks_in_series(code.code) if code.code in forms else ():
            if not indicator.breaks.filter(year=on.year, kind=BreakKind.DEFINITION).exists():
                reason = _("The glossary defines “%(term)s” anew from %(day)s.") % {"term": code.label(), "day": on}
                keep_row(row=Break(indicator=indicator, year=on.year, kind=BreakKind.DEFINITION, reason=reason), by=by)


def _cells(answer: statistics.Answer, breakdown: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Year, breakdown and values of every cell of a known year; of tables with sex beside it, both sexes together."""
    reference = _("Observations of %(day)s, SHA-256 %(digest)s…") % {"day": answer.cut_off, "digest": answer.sha256[:12]}
    reference = f"{reference} {answer.coverage_words}"
    for cell in answer.table.rows():
        if not cell[YEAR].isdigit() or (breakdown != SEX and cell.get(SEX, TOTAL) != TOTAL):
            continue
        category = cell[breakdown]
        yield (
            int(cell[YEAR]),
            "" if category == TOTAL else f"{LETTERS[breakdown]}={category}",
            {
                "state": _STATES[cell["state"]].value,
                "value": cell["value"],
                "source": ValueSource.RELEASED.value,
                "reference": reference,
                "collected_on": answer.cut_off,
            },
        )


def _keep(row: Measurement, values: dict[str, Any], by: Actor) -> str:
    adding = row._state.adding
    if not adding and row.source != ValueSource.RELEASED:
        return "left"
    if not adding and all(getattr(row, name) == value for name, value in values.items()):
        return "same"
    for name, value in values.items():
        setattr(row, name, value)
    keep_row(row=row, by=by)
    return "made" if adding else "changed"
