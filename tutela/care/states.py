"""The states of what needs approval and of a referral, as data (list L1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class ApprovalState(models.TextChoices):
    """Where a piece of work stands that another person must approve."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Replaced by a newer one")


APPROVAL = Machine(
    name="approval",
    states=ApprovalState,
    start=ApprovalState.DRAFT,
    transitions={
        ApprovalState.DRAFT: frozenset({ApprovalState.SUBMITTED}),
        ApprovalState.SUBMITTED: frozenset({ApprovalState.APPROVED, ApprovalState.RETURNED}),
        ApprovalState.RETURNED: frozenset({ApprovalState.SUBMITTED}),
        ApprovalState.APPROVED: frozenset({ApprovalState.SUPERSEDED}),
        ApprovalState.SUPERSEDED: frozenset(),
    },
    owners={
        ApprovalState.DRAFT: "author",
        ApprovalState.SUBMITTED: "supervisor",
        ApprovalState.RETURNED: "author",
        ApprovalState.APPROVED: "nobody",
        ApprovalState.SUPERSEDED: "nobody",
    },
)


class ReferralState(models.TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    STARTED = "started", _("Started")
    COMPLETED = "completed", _("Completed")
    NOT_COMPLETED = "not_completed", _("Not completed")
    RECALLED = "recalled", _("Recalled")
    EXPIRED = "expired", _("Expired")


RUNNING = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED, ReferralState.STARTED)
"""A service has it and has not finished."""
_END: frozenset[ReferralState] = frozenset()
_CUT = frozenset({ReferralState.RECALLED, ReferralState.EXPIRED})
REFERRAL = Machine(
    name="referral",
    states=ReferralState,
    start=ReferralState.DRAFT,
    transitions={
        ReferralState.DRAFT: frozenset({ReferralState.SENT, ReferralState.RECALLED}),
        ReferralState.SENT: frozenset({ReferralState.RECEIVED, ReferralState.ACCEPTED, ReferralState.DECLINED}) | _CUT,
        ReferralState.RECEIVED: frozenset({ReferralState.ACCEPTED, ReferralState.DECLINED}) | _CUT,
        ReferralState.ACCEPTED: frozenset({ReferralState.STARTED, ReferralState.NOT_COMPLETED}) | _CUT,
        ReferralState.STARTED: frozenset({ReferralState.COMPLETED, ReferralState.NOT_COMPLETED}) | _CUT,
        ReferralState.DECLINED: _END,
        ReferralState.COMPLETED: _END,
        ReferralState.NOT_COMPLETED: _END,
        ReferralState.RECALLED: _END,
        ReferralState.EXPIRED: _END,
    },
    owners={
        ReferralState.DRAFT: "caseworker",
        ReferralState.SENT: "service_provider",
        ReferralState.RECEIVED: "service_provider",
        ReferralState.ACCEPTED: "service_provider",
        ReferralState.STARTED: "service_provider",
        ReferralState.DECLINED: "caseworker",
        ReferralState.COMPLETED: "caseworker",
        ReferralState.NOT_COMPLETED: "caseworker",
        ReferralState.RECALLED: "nobody",
        ReferralState.EXPIRED: "caseworker",
    },
)
