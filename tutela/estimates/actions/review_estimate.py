"""Two people: one reads the panel and sends it, another approves it or gives it back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput

from ..models import Estimate
from ..policies import publish_estimate, review_estimate
from ..states import ESTIMATE, EstimateState


def send_for_review(*, by: Actor, estimate: Estimate, reading: str) -> Estimate:
    """Say what the panel shows and what it does not, and ask a second statistician.

    Raises:
        Refused: not a statistician, or no method answers.
        InvalidInput: no reading.
        WrongState: not ready.
    """
    publish_estimate.require(by, estimate)
    if not reading.strip():
        raise InvalidInput({"reading": _("Say in plain sentences what the panel shows and what it cannot show.")})
    estimate.state = ESTIMATE.move(estimate.state, EstimateState.IN_REVIEW)
    estimate.reading = reading.strip()
    estimate.save(update_fields=["state", "reading"])
    audit.record(by=by, action="estimate_sent_for_review", subject=f"estimate:{estimate.pk}")
    return estimate


def decide_review(*, by: Actor, estimate: Estimate, approve: bool, remark: str) -> Estimate:
    """Approve, or return with a remark; by another statistician than the one who asked.

    Raises:
        Refused: not a statistician, or the same person.
        InvalidInput: returned without a remark.
        WrongState: not in review.
    """
    review_estimate.require(by, estimate)
    if not approve and not remark.strip():
        raise InvalidInput({"remark": _("Say what is to be changed.")})
    estimate.state = ESTIMATE.move(estimate.state, EstimateState.APPROVED if approve else EstimateState.RETURNED)
    estimate.remark, estimate.reviewed_by_id, estimate.reviewed_at = remark.strip(), by.id, now()
    estimate.save(update_fields=["state", "remark", "reviewed_by", "reviewed_at"])
    audit.record(by=by, action="estimate_approved" if approve else "estimate_returned", subject=f"estimate:{estimate.pk}")
    return estimate
