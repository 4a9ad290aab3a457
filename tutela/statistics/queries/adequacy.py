"""How adequate the response is (R12), and the pairs that are confused (R6): counts with the same protection as tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tutela.kernel.errors import Refused
from tutela.methods.disclosure.tables import TOTAL, Dimension, ProtectedCell, ProtectedTable
from tutela.vocabulary import api as vocabulary

from ..enums import StatisticsReason
from ..models import Snapshot
from ..models.dictionary import PAIRS, SEX, UNKNOWN
from .counting import count_pair
from .snapshots import file_of
from .tables import Answer, protected, table

MEASURES = (
    *("response_outcome", "first_contact", "plan_approved", "heard", "track", "unmet_need"),
    *("right_violated", "right_open", "right_restored", "justice_stage"),
)
"""In the order in which they are shown: what became of the child first."""


@dataclass(frozen=True)
class Adequacy:
    """``answers``: one protected table for each of :data:`MEASURES`, by sex. ``safe`` and ``all``: the first figure."""

    answers: tuple[Answer, ...]

    @property
    def safe(self) -> ProtectedCell:
        """Children who were safe at the last review."""
        return self.answers[0].table.cell("safe", TOTAL)

    @property
    def all(self) -> ProtectedCell:
        """All children in the snapshot."""
        return self.answers[0].table.cell(TOTAL, TOTAL)


def adequacy(*, snapshot: Snapshot, audience: str = "internal") -> Adequacy:
    """The measures of the response, girls and boys apart.

    Raises:
        OperatorError: the snapshot's file is not what was built.
    """
    return Adequacy(tuple(table(by=(one, SEX), snapshot=snapshot, audience=audience) for one in MEASURES))


@dataclass(frozen=True)
class Pair:
    """By sex, first side, second side (``yes``/``no``): both, one, neither; they sum to the total."""

    name: str
    table: ProtectedTable

    def cell(self, first: str, second: str, sex: str = TOTAL) -> ProtectedCell:
        """One cell of the 2 by 2."""
        return self.table.cell(sex, first, second)


def pair(*, name: str, snapshot: Snapshot, audience: str = "internal") -> Pair:
    """One of :data:`~tutela.statistics.models.dictionary.PAIRS` as recorded: nothing is inferred from one label to another.

    Raises:
        Refused: there is no such pair.
    """
    if name not in PAIRS:
        raise Refused(StatisticsReason.NOT_REGISTERED)
    rules = vocabulary.jurisdiction().suppression
    threshold = rules.internal if audience == "internal" else rules.public
    return Pair(name, _pair(str(file_of(snapshot)), snapshot.sha256, name, threshold))


@lru_cache(maxsize=16)
def _pair(path: str, _sha256: str, name: str, threshold: int) -> ProtectedTable:
    counts = count_pair(Path(path), *PAIRS[name])
    sexes = [code.code for code in vocabulary.code_list("sexes")]
    labels = tuple(dict.fromkeys([*sexes, *sorted(counts.codes(0))]))
    dims = (
        Dimension(SEX, labels, frozenset(labels) & UNKNOWN),
        Dimension("first", ("yes", "no")),
        Dimension("second", ("yes", "no")),
    )
    return protected(counts, dims, threshold)
