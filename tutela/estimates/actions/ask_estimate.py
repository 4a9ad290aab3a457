"""Asking for a panel, and asking again after the work broke off."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused

from ..enums import EstimatesReason, Stratum
from ..models import Estimate, ListOverlap
from ..policies import try_again, work_with_lists
from ..queries.lists import strata_of
from ..states import ESTIMATE, EstimateState

LEAST = 3
DEFAULTS = {"bootstrap": 1000, "threshold": 0.02}


def ask_estimate(
    *,
    by: Actor,
    overlap: ListOverlap,
    lists: Sequence[str],
    stratum: str,
    later: Callable[[str], object],
    seed: int | None = None,
) -> Estimate:
    """Queue a panel on the chosen lists; ``later`` is given its id.

    Raises:
        Refused: not a statistician, fewer than three lists, or a breakdown the lists do not allow.
        InvalidInput: a list that is not among them.
    """
    work_with_lists.require(by)
    unknown = [name for name in lists if name not in overlap.names]
    if unknown or len(set(lists)) != len(lists):
        raise InvalidInput({"lists": _("Choose each list once, from those that were linked.")})
    if len(lists) < LEAST:
        raise Refused(EstimatesReason.TOO_FEW)
    if stratum not in [one.value for one in strata_of(overlap)]:
        raise Refused(EstimatesReason.NO_STRATUM)
    chosen = [name for name in overlap.names if name in lists]
    options = DEFAULTS | {"seed": secrets.randbelow(10**6) if seed is None else seed}
    estimate = Estimate.objects.create(
        overlap=overlap, lists=chosen, stratum=Stratum(stratum), options=options, asked_by_id=by.id
    )
    audit.record(
        by=by,
        action="estimate_asked",
        subject=f"estimate:{estimate.pk}",
        details={"lists": len(chosen), "stratum": stratum, "seed": options["seed"]},
    )
    later(str(estimate.pk))
    return estimate


def ask_again(*, by: Actor, estimate: Estimate, later: Callable[[str], object]) -> Estimate:
    """Queue the same panel once more, after a failure or a silent worker.

    Raises:
        Refused: not a statistician, or the work goes on.
        WrongState: there is an answer already.
    """
    try_again.require(by, estimate, now())
    estimate.state = ESTIMATE.move(estimate.state, EstimateState.WAITING)
    estimate.failure, estimate.progress, estimate.heard_at = "", {}, now()
    estimate.save(update_fields=["state", "failure", "progress", "heard_at"])
    audit.record(by=by, action="estimate_asked_again", subject=f"estimate:{estimate.pk}")
    later(str(estimate.pk))
    return estimate
