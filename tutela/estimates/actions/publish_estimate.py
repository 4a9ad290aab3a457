"""Publishing through a release, and taking it back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput

from ..models import Estimate, Release
from ..policies import publish_estimate as may_publish
from ..policies import work_with_lists
from ..queries.rounding import publishable
from ..states import ESTIMATE, EstimateState


def publish_estimate(*, by: Actor, estimate: Estimate) -> Release:
    """Publish an approved panel: every method, rounded, with rounded list totals and without patterns.

    Raises:
        Refused: not a statistician, or no method answers.
        WrongState: not approved.
    """
    may_publish.require(by, estimate)
    estimate.state = ESTIMATE.move(estimate.state, EstimateState.PUBLISHED)
    estimate.save(update_fields=["state"])
    lists = estimate.overlap
    release = Release.objects.create(
        estimate=estimate,
        title=lists.title,
        reading=estimate.reading,
        figures=publishable(estimate.results or {}),
        year_from=lists.year_from,
        year_to=lists.year_to,
        released_by_id=by.id,
    )
    audit.record(by=by, action="estimate_published", subject=f"estimate:{estimate.pk}")
    return release


def withdraw_release(*, by: Actor, estimate: Estimate, because: str) -> Release:
    """Take a published estimate back; why stays on record.

    Raises:
        Refused: not a statistician.
        InvalidInput: no reason.
        WrongState: not published.
    """
    work_with_lists.require(by)
    if not because.strip():
        raise InvalidInput({"because": _("Say why it is withdrawn.")})
    estimate.state = ESTIMATE.move(estimate.state, EstimateState.WITHDRAWN)
    estimate.save(update_fields=["state"])
    release = estimate.release
    release.withdrawn_at, release.withdrawn_because = now(), because.strip()
    release.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(by=by, action="estimate_withdrawn", subject=f"estimate:{estimate.pk}")
    return release
