"""Series, breaks, on or off track, what is missing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from tutela.kernel.errors import NotHere

from ..enums import Direction, ValueState
from ..models import Break, Indicator, Measurement, YearTarget


@dataclass(frozen=True)
class Series:
    """The totals of an indicator by year, and the years from which nothing before can be compared."""

    indicator: Indicator
    totals: tuple[Measurement, ...]
    breaks: tuple[Break, ...]
    targets: dict[int, Decimal]

    @property
    def numbers(self) -> list[tuple[int, Decimal]]:
        """Years that have a value."""
        return [(one.year, one.value) for one in self.totals if one.value is not None]

    @property
    def last_break(self) -> int | None:
        """The newest break's first year."""
        return max((one.year for one in self.breaks), default=None)

    def expected(self, year: int) -> Decimal:
        """What should be reached in a year: its own target, else on the straight line from baseline to target."""
        if year in self.targets:
            return self.targets[year]
        one = self.indicator
        share = Decimal(max(0, min(year, one.target_year) - one.baseline_year)) / (one.target_year - one.baseline_year)
        return one.baseline + (one.target - one.baseline) * share

    def track(self) -> str:
        """``on``, ``off``, ``no_data``, or ``broken`` when a break stands between baseline and the newest value."""
        if not self.numbers:
            return "no_data"
        year, value = self.numbers[-1]
        if any(self.indicator.baseline_year < one.year <= year for one in self.breaks):
            return "broken"
        expected = self.expected(year)
        reached = value >= expected if self.indicator.direction == Direction.UP else value <= expected
        return "on" if reached else "off"

    def change(self) -> tuple[int, int, Decimal] | None:
        """From the first to the newest value after the last break, in the unit; ``None`` with fewer than two values."""
        since = self.last_break
        usable = [(year, value) for year, value in self.numbers if since is None or year >= since]
        if len(usable) < 2:
            return None
        (first, before), (last, now) = usable[0], usable[-1]
        return first, last, now - before


def series(indicators: QuerySet[Indicator] | None = None, cut_off: dt.date | None = None) -> list[Series]:
    """Every indicator's series; with ``cut_off`` only what was collected by that day."""
    values = Measurement.objects.filter(breakdown="").order_by("year")
    if cut_off is not None:
        values = values.filter(collected_on__lte=cut_off)
    found = (indicators if indicators is not None else Indicator.objects.all()).prefetch_related(
        Prefetch("values", values, to_attr="totals"), "breaks", Prefetch("targets", YearTarget.objects.all())
    )
    return [
        Series(
            one,
            tuple(one.totals),  # type: ignore[attr-defined, arg-type]
            tuple(one.breaks.all()),
            {target.year: target.value for target in one.targets.all()},
        )
        for one in found
    ]


def one_series(indicator_id: uuid.UUID) -> Series:
    """The series of one indicator.

    Raises:
        NotHere: there is none.
    """
    found = series(Indicator.objects.filter(pk=indicator_id))
    if not found:
        raise NotHere
    return found[0]


def missing_breakdowns(indicator: Indicator) -> list[str]:
    """Expected letters for which the newest year with any value has no value at all."""
    newest = indicator.values.order_by("-year").values_list("year", flat=True).first()
    if newest is None:
        return list(indicator.expected)
    rows = indicator.values.filter(year=newest).exclude(breakdown="").values_list("breakdown", flat=True)
    there = {part[0] for row in rows for part in row.split(";")}
    return [letter for letter in indicator.expected if letter not in there and letter != "Y"]


def by_dimension(indicator: Indicator, letter: str, years: range, cut_off: dt.date) -> dict[str, dict[int, Measurement]]:
    """Values by category of one dimension (``""``: the total) and year, collected by the cut-off."""
    rows: dict[str, dict[int, Measurement]] = defaultdict(dict)
    found = indicator.values.filter(year__in=years, collected_on__lte=cut_off)
    for one in found:
        parts = one.breakdown.split(";") if one.breakdown else []
        if not parts:
            rows[""][one.year] = one
        elif len(parts) == 1 and parts[0].startswith(f"{letter}="):
            rows[parts[0][2:]][one.year] = one
    return dict(sorted(rows.items()))


def not_a_number(one: Measurement | None) -> str:
    """Why there is no number: the state, ``not_available`` for a missing row, ``""`` where there is one."""
    if one is None:
        return ValueState.NOT_AVAILABLE
    return "" if one.state == ValueState.VALUE else one.state
