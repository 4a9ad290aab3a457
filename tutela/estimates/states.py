"""An estimate from the wish to the publication."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class EstimateState(TextChoices):
    """Worked on by the worker process, then by two people."""

    WAITING = "waiting", _("Waiting for the worker")
    RUNNING = "running", _("Being worked on")
    FAILED = "failed", _("Ended without an answer")
    READY = "ready", _("Ready: to be read and sent for review")
    IN_REVIEW = "in_review", _("In review by a second person")
    RETURNED = "returned", _("Returned with a remark")
    APPROVED = "approved", _("Approved, not yet published")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = EstimateState
TRANSITIONS: dict[EstimateState, frozenset[EstimateState]] = {
    _S.WAITING: frozenset({_S.RUNNING, _S.FAILED}),
    _S.RUNNING: frozenset({_S.READY, _S.FAILED, _S.WAITING}),
    _S.FAILED: frozenset({_S.WAITING}),
    _S.READY: frozenset({_S.IN_REVIEW}),
    _S.IN_REVIEW: frozenset({_S.APPROVED, _S.RETURNED}),
    _S.RETURNED: frozenset({_S.IN_REVIEW}),
    _S.APPROVED: frozenset({_S.PUBLISHED, _S.RETURNED}),
    _S.PUBLISHED: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
OWNERS: dict[EstimateState, str] = {
    _S.WAITING: "worker process",
    _S.RUNNING: "worker process",
    _S.FAILED: "statistician",
    _S.READY: "statistician",
    _S.IN_REVIEW: "second statistician",
    _S.RETURNED: "statistician",
    _S.APPROVED: "statistician",
    _S.PUBLISHED: "statistician",
    _S.WITHDRAWN: "nobody",
}
ESTIMATE = Machine("estimate", EstimateState, _S.WAITING, TRANSITIONS, OWNERS)
DONE = frozenset({_S.READY, _S.IN_REVIEW, _S.RETURNED, _S.APPROVED, _S.PUBLISHED, _S.WITHDRAWN})
"""There is a panel to read."""
