"""Making the figures of formal care, once for each quarter (L13, R95)."""

from __future__ import annotations

from django.db import transaction

from tutela.audit import api as audit
from tutela.facilities.api import keep_watch
from tutela.kernel.actor import Actor

from ..models import CareFigures
from ..queries.figures import last_quarter, make


@transaction.atomic
def close_quarter(*, by: Actor) -> CareFigures | None:
    """Make and keep the figures of the last whole quarter; ``None`` when they are there already.

    Raises:
        Refused: not the process that watches deadlines.
    """
    keep_watch.require(by)
    until = last_quarter()
    if CareFigures.objects.filter(until=until).exists():
        return None
    figures, coverage = make(until)
    made = CareFigures.objects.create(until=until, figures=figures, coverage=coverage)
    audit.record(
        by=by, action="care_figures_made", subject=f"placements.carefigures:{made.pk}", details={"until": str(until)}
    )
    return made
