"""The work of the worker: one panel, in small transactions, so that its progress can be seen and nothing is half-written."""

from __future__ import annotations

import time
import uuid
from typing import Any

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.methods.prevalence import CaptureCounts, InvalidCounts, LinkageError

from ..enums import Failure
from ..models import Estimate
from ..policies import work_with_lists
from ..queries.lists import counts_of, hold, linkage_of, patterns
from ..queries.results import work
from ..states import ESTIMATE, EstimateState

EVERY = 1.0
"""Seconds between two notes of progress."""


def run_estimate(*, by: Actor, pk: uuid.UUID) -> EstimateState:
    """Work on an estimate that waits, on behalf of who asked; the new state. Call it outside a transaction.

    A worker that is stopped leaves the estimate running and silent; it can be asked for again.

    Raises:
        NotHere: missing, or the asker's right has ended.
        WrongState: it does not wait (another worker has it).
    """
    with acting_as(by):
        work_with_lists.require(by)
        estimate = hold(by, pk)
        _move(estimate, EstimateState.RUNNING)
        audit.record(by=by, action="estimate_begun", subject=f"estimate:{pk}")
        question = _question(estimate)
    if question is None:
        return _ended(by, pk, failure=Failure.LISTS)
    try:
        results = work(*question, estimate.options, _Teller(by, pk))
    except Exception:
        _ended(by, pk, failure=Failure.BROKEN)
        raise
    return _ended(by, pk, results=results)


def give_up(*, by: Actor, pk: uuid.UUID) -> EstimateState:
    """End a waiting estimate whose asker may no longer work with estimates; the new state.

    Raises:
        NotHere: missing.
        WrongState: it does not wait.
    """
    work_with_lists.require(by)
    return _ended(by, pk, failure=Failure.NO_RIGHT)


def _question(estimate: Estimate) -> tuple[CaptureCounts, dict[str, list[int]], LinkageError | None] | None:
    """The table, its strata and the links' quality; ``None`` when the lists make no table."""
    overlap, chosen = estimate.overlap, estimate.lists
    try:
        counts = counts_of(overlap, chosen)
    except InvalidCounts:
        return None
    strata = patterns(overlap, chosen, estimate.stratum) if estimate.stratum else {}
    return counts, strata, linkage_of(overlap, chosen)


def _ended(by: Actor, pk: uuid.UUID, *, results: dict[str, Any] | None = None, failure: str = "") -> EstimateState:
    with acting_as(by):
        estimate = hold(by, pk)
        estimate.results, estimate.failure = results, failure
        _move(estimate, EstimateState.FAILED if failure else EstimateState.READY)
        audit.record(by=by, action="estimate_ended", subject=f"estimate:{pk}", details={"failure": failure})
    return EstimateState(estimate.state)


def _move(estimate: Estimate, state: EstimateState) -> None:
    estimate.state, estimate.heard_at, estimate.progress = ESTIMATE.move(estimate.state, state), now(), {}
    estimate.save(update_fields=["state", "heard_at", "progress", "results", "failure"])


class _Teller:
    """Writes how far the work is, at most once a second."""

    def __init__(self, by: Actor, pk: uuid.UUID) -> None:
        self.by, self.pk, self.last = by, pk, 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self.last < EVERY:
            return
        self.last = time.monotonic()
        with acting_as(self.by):
            Estimate.objects.filter(pk=self.pk, state=EstimateState.RUNNING).update(
                progress={"what": what, "done": done, "total": total}, heard_at=now()
            )
