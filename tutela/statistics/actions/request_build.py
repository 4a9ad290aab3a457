"""A statistician asks for new observations."""

from __future__ import annotations

from collections.abc import Callable

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..policies import begin_build
from ..policies import build_observations as may_build
from ..queries.builds import is_building, run_elsewhere
from ..queries.snapshots import latest

AT_ONCE = 20_000
"""Up to so many children the page waits for the build; more go to the queue."""


def request_build(*, by: Actor, later: Callable[[], object]) -> bool:
    """Build now and return true, or call ``later`` to queue the build and return false.

    Raises:
        Refused: not the actor's to do, a build is running, the clock was moved back.
        OperatorError: the build failed; the snapshot in use stays.
    """
    may_build.require(by)
    before = latest()
    begin_build.require(before, now(), not is_building())
    at_once = before is None or before.rows <= AT_ONCE
    audit.record(by=by, action="observations_requested", details={"at_once": at_once})
    if at_once:
        run_elsewhere()
    else:
        later()
    return at_once
