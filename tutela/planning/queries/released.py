"""What protected tables of statistics say of a territory: children with an open file, and reports before and after a shock.

Only cells that a table shows are used; nothing is counted here. Where a number is protected, a sum is "at least".
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tutela.directory.api import Territory
from tutela.kernel.actor import Actor
from tutela.methods.disclosure.tables import TOTAL
from tutela.statistics import api as statistics
from tutela.vocabulary import api as vocabulary

from ..models import Shock, Workforce

LEVELS = {2: "region", 3: "district"}
"""Levels of territory that a table can show."""
NOT_OPEN = frozenset({"closed", "not_accepted"})
QUARTERS = 4
"""So many whole quarters before a shock and from it on are set beside each other."""


@dataclass(frozen=True)
class Known:
    """A sum of cells; ``whole`` unless one of them is protected or not reported: then it is at least so many."""

    number: int
    whole: bool


@dataclass(frozen=True)
class Load:
    """Children with an open file in a territory beside the posts that hold files there, of the newest year entered."""

    territory: Territory
    files: Known
    workers: int
    year: int
    limit: int

    @property
    def each(self) -> float | None:
        """Files for each filled post; ``None`` where there is none."""
        return self.files.number / self.workers if self.workers else None

    @property
    def above(self) -> bool:
        """Whether a worker has more than the country's limit; files without any worker always are."""
        return self.files.number > self.workers * self.limit


@dataclass(frozen=True)
class Compared:
    """Reports in the quarters before a shock and from its own quarter on: quarter to number."""

    before: Mapping[str, Known]
    after: Mapping[str, Known]

    @property
    def change(self) -> float | None:
        """Mean of the quarters after, against before; ``None`` unless every number is known."""
        sides = [list(side.values()) for side in (self.before, self.after)]
        if not all(sides) or not all(one.whole for side in sides for one in side):
            return None
        first, second = (sum(one.number for one in side) / len(side) for side in sides)
        return second / first - 1 if first else None


def read_open_files(*, level: str, by: Actor) -> statistics.Answer:
    """Children by territory and state of the file, as whoever plans may see them.

    Raises:
        Refused: not the actor's to read.
        OperatorError: nothing was built yet.
    """
    return statistics.read_table(by=by, breakdowns=[level, "file_state"], purpose="workforce")


def read_reports(*, shock: Shock, by: Actor) -> statistics.Answer:
    """Children by quarter of the report, in the shock's territory where a table can show it.

    Raises:
        Refused, OperatorError: as :func:`read_open_files`.
    """
    return statistics.read_table(by=by, breakdowns=breakdowns(shock), purpose="shock")


def open_files(answer: statistics.Answer) -> dict[str, Known]:
    """By code of territory, from a table by territory and state of the file: the open ones together, or all but the others."""
    level = answer.question.by[0]
    shown: dict[str, dict[str, int | None]] = defaultdict(dict)
    for cell in answer.table.rows():
        if cell[level] != TOTAL and cell["sex"] == TOTAL:
            shown[cell[level]][cell["file_state"]] = cell["value"]
    return {code: _open(states) for code, states in shown.items()}


def _open(states: Mapping[str, int | None]) -> Known:
    found = _sum(value for state, value in states.items() if state not in NOT_OPEN | {TOTAL})
    total, others = states.get(TOTAL), _sum(states.get(state, 0) for state in NOT_OPEN)
    return found if found.whole or total is None or not others.whole else Known(total - others.number, True)


def loads(files: Mapping[str, Known]) -> list[Load]:
    """The places for which posts that hold files were entered, the heaviest load first."""
    limit = vocabulary.jurisdiction().caseload.files
    newest: dict[Territory, tuple[int, int]] = {}
    entered = Workforce.objects.filter(holds_files=True, territory__code__in=files).select_related("territory")
    for row in entered.order_by("year"):
        year, workers = newest.get(row.territory, (row.year, 0))
        newest[row.territory] = (row.year, row.filled + (workers if year == row.year else 0))
    found = [Load(place, files[place.code], workers, year, limit) for place, (year, workers) in newest.items()]
    return sorted(found, key=lambda one: (-(one.each or one.files.number), one.territory.path))


def compared(shock: Shock, answer: statistics.Answer) -> Compared:
    """Reports of the shock's territory, whole quarters only, up to the quarter before the table's day."""
    level = LEVELS.get(shock.territory.level)
    known: dict[str, Known] = {}
    for cell in answer.table.rows():
        if cell["sex"] == TOTAL and (level is None or cell[level] == shock.territory.code):
            known[cell["quarter"]] = _sum([cell["value"]])
    own = _quarter(shock.starts_on)
    last = _quarter(answer.cut_off) - 1
    before = [own - back for back in range(QUARTERS, 0, -1)]
    after = [own + on for on in range(QUARTERS) if own + on <= last]
    return Compared(*({_named(one): known.get(_named(one), Known(0, True)) for one in side} for side in (before, after)))


def breakdowns(shock: Shock) -> list[str]:
    """What is asked for a shock: the quarter, and the level of its territory where a table can show it."""
    level = LEVELS.get(shock.territory.level)
    return [level, "quarter"] if level else ["quarter"]


def _sum(values: Iterable[int | None]) -> Known:
    listed = list(values)
    return Known(sum(value or 0 for value in listed), None not in listed)


def _quarter(day: dt.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _named(quarter: int) -> str:
    return f"{quarter // 4}-Q{quarter % 4 + 1}"
