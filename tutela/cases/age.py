"""The age rule: a child is under 18, and is presumed to be one while the range includes under 18 (R1, R3, rule P1).

No other age — consent, marriage, criminal responsibility — and no status changes it, and no setting lowers it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from tutela.kernel import partial_dates

CHILD_AGE = 18


@dataclass(frozen=True)
class BirthRange:
    """The first and last day on which the child may have been born; both ``None`` when nothing is known."""

    earliest: dt.date | None = None
    latest: dt.date | None = None

    @classmethod
    def from_birth(cls, partial: str) -> BirthRange:
        """From a partial ISO date.

        Raises:
            ValueError: not a date.
        """
        return cls(*partial_dates.bounds(partial))

    @classmethod
    def from_ages(cls, youngest: int, oldest: int, on: dt.date) -> BirthRange:
        """From whole years of age on a day: an estimate such as 14 to 16."""
        earliest = partial_dates.minus_years(on, oldest + 1) + dt.timedelta(days=1)
        return cls(earliest, partial_dates.minus_years(on, youngest))

    @classmethod
    def from_iso(cls, earliest: str, latest: str) -> BirthRange:
        """From what is stored."""
        if not earliest or not latest:
            return cls()
        return cls(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))

    def presumed_child_on(self, day: dt.date) -> bool:
        """Whether the person may still be under 18 on ``day``. Not knowing means: presumed."""
        return self.latest is None or day < partial_dates.plus_years(self.latest, CHILD_AGE)

    def presumed_until(self) -> dt.date | None:
        """The last day of the month in which the latest possible birth makes 18."""
        if self.latest is None:
            return None
        turns = partial_dates.plus_years(self.latest, CHILD_AGE)
        return turns.replace(day=calendar.monthrange(turns.year, turns.month)[1])

    def ages_on(self, day: dt.date) -> tuple[int, int] | None:
        """The lowest and highest possible age in whole years on ``day``; ``None`` when nothing is known."""
        if self.earliest is None or self.latest is None:
            return None
        return (
            max(0, partial_dates.years_between(self.latest, day)),
            max(0, partial_dates.years_between(self.earliest, day)),
        )
