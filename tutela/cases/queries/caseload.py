"""How much a worker carries: files and points by risk (practice section 2)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count

from tutela.vocabulary import api as vocabulary

from ..models import CaseFile
from ..states import NOT_OPEN


@dataclass(frozen=True)
class Caseload:
    """Open files and weighted points, with the limits of the jurisdiction."""

    files: int
    points: int
    file_limit: int
    point_limit: int

    @property
    def above_limit(self) -> bool:
        """Whether one more file would pass a limit."""
        return self.files + 1 > self.file_limit or self.points >= self.point_limit


def caseload_of(worker_id: uuid.UUID) -> Caseload:
    """The open files of a worker, as far as the asker sees them."""
    rule = vocabulary.jurisdiction().caseload
    counts = dict(
        CaseFile.objects.filter(worker_id=worker_id, merged_into=None)
        .exclude(state__in=NOT_OPEN)
        .values_list("risk_level")
        .annotate(Count("pk"))
    )
    points = sum(rule.weights.get(level, 1) * number for level, number in counts.items())
    return Caseload(sum(counts.values()), points, rule.files, rule.points)
