"""Where things stand before justice, as data. The child has no state here: a victim is never charged, only a charge is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class Stage(models.TextChoices):
    """The stages of proceedings (list ``justice_stages``)."""

    COMPLAINT = "complaint", _("Complaint")
    INVESTIGATION = "investigation", _("Investigation")
    CHARGED = "charged", _("The accused is charged")
    TRIAL = "trial", _("Trial")
    JUDGMENT = "judgment", _("Judgment")
    ENFORCED = "enforced", _("Decision enforced")
    DISCONTINUED = "discontinued", _("Discontinued")


_P = Stage
PROCEEDING = Machine(
    "proceeding",
    Stage,
    _P.COMPLAINT,
    {
        _P.COMPLAINT: frozenset({_P.INVESTIGATION, _P.CHARGED, _P.DISCONTINUED}),
        _P.INVESTIGATION: frozenset({_P.CHARGED, _P.TRIAL, _P.DISCONTINUED}),
        _P.CHARGED: frozenset({_P.INVESTIGATION, _P.TRIAL, _P.DISCONTINUED}),
        _P.TRIAL: frozenset({_P.INVESTIGATION, _P.JUDGMENT, _P.DISCONTINUED}),
        _P.JUDGMENT: frozenset({_P.TRIAL, _P.ENFORCED, _P.DISCONTINUED}),
        _P.ENFORCED: frozenset(),
        _P.DISCONTINUED: frozenset({_P.COMPLAINT, _P.INVESTIGATION}),
    },
    {
        _P.COMPLAINT: "police or prosecutor",
        _P.INVESTIGATION: "police or prosecutor",
        _P.CHARGED: "court",
        _P.TRIAL: "court",
        _P.JUDGMENT: "court",
        _P.ENFORCED: "nobody",
        _P.DISCONTINUED: "legal officer",
    },
)


class SettlementState(models.TextChoices):
    """States of an out-of-court settlement (list ``settlement_states``). None of them ends anything for the child."""

    PROPOSED = "proposed", _("Proposed")
    UNDER_DISCUSSION = "under_discussion", _("In discussion")
    AGREED = "agreed", _("Agreed")
    EXECUTED = "executed", _("Carried out")
    REFUSED = "refused", _("Refused")
    ANNULLED = "annulled", _("Annulled")


_S = SettlementState
SETTLEMENT = Machine(
    "settlement",
    SettlementState,
    _S.PROPOSED,
    {
        _S.PROPOSED: frozenset({_S.UNDER_DISCUSSION, _S.AGREED, _S.EXECUTED, _S.REFUSED}),
        _S.UNDER_DISCUSSION: frozenset({_S.AGREED, _S.EXECUTED, _S.REFUSED}),
        _S.AGREED: frozenset({_S.EXECUTED, _S.REFUSED, _S.ANNULLED}),
        _S.EXECUTED: frozenset({_S.ANNULLED}),
        _S.REFUSED: frozenset({_S.UNDER_DISCUSSION, _S.AGREED}),
        _S.ANNULLED: frozenset(),
    },
    dict.fromkeys(SettlementState, "legal officer"),
)


class LibertyState(models.TextChoices):
    """States of a deprivation of liberty (list ``violation_states``)."""

    OPEN = "open", _("Held")
    CONTESTED = "contested", _("Held; contested by the authority")
    ALTERNATIVE_PLANNED = "alternative_planned", _("Held; another place is planned")
    RELEASED = "released", _("Free again")
    REMEDIED = "remedied", _("Remedied")


_L = LibertyState
HELD = (_L.OPEN, _L.CONTESTED, _L.ALTERNATIVE_PLANNED)
LIBERTY = Machine(
    "liberty",
    LibertyState,
    _L.OPEN,
    {
        _L.OPEN: frozenset({_L.CONTESTED, _L.ALTERNATIVE_PLANNED, _L.RELEASED}),
        _L.CONTESTED: frozenset({_L.ALTERNATIVE_PLANNED, _L.RELEASED}),
        _L.ALTERNATIVE_PLANNED: frozenset({_L.CONTESTED, _L.RELEASED}),
        _L.RELEASED: frozenset({_L.REMEDIED}),
        _L.REMEDIED: frozenset(),
    },
    {
        _L.OPEN: "legal officer",
        _L.CONTESTED: "ombudsperson",
        _L.ALTERNATIVE_PLANNED: "caseworker",
        _L.RELEASED: "legal officer",
        _L.REMEDIED: "nobody",
    },
)


class ChargeState(models.TextChoices):
    """Where a non-punishment action stands: a state of the charge, never of the child."""

    OPEN = "open", _("Action to take")
    SOUGHT = "sought", _("Non-punishment asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


_C = ChargeState
CHARGE = Machine(
    "non_punishment",
    ChargeState,
    _C.OPEN,
    {
        _C.OPEN: frozenset({_C.SOUGHT, _C.GRANTED}),
        _C.SOUGHT: frozenset({_C.GRANTED, _C.REFUSED}),
        _C.GRANTED: frozenset(),
        _C.REFUSED: frozenset({_C.SOUGHT}),
    },
    {_C.OPEN: "legal officer", _C.SOUGHT: "court", _C.GRANTED: "nobody", _C.REFUSED: "legal officer"},
)


class ClaimState(models.TextChoices):
    """A claim for compensation, to its actual payment."""

    CLAIMED = "claimed", _("Claimed")
    AWARDED = "awarded", _("Awarded, not paid in full")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected")


_M = ClaimState
CLAIM = Machine(
    "compensation",
    ClaimState,
    _M.CLAIMED,
    {
        _M.CLAIMED: frozenset({_M.AWARDED, _M.REJECTED}),
        _M.AWARDED: frozenset({_M.PAID, _M.REJECTED}),
        _M.PAID: frozenset(),
        _M.REJECTED: frozenset({_M.CLAIMED}),
    },
    {_M.CLAIMED: "court", _M.AWARDED: "legal officer", _M.PAID: "nobody", _M.REJECTED: "legal officer"},
)


class RunState(models.TextChoices):
    """Open or over: a legal step, a threat, a cost, a breach, a request across borders."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")


RUN = Machine(
    "justice_run",
    RunState,
    RunState.OPEN,
    {RunState.OPEN: frozenset({RunState.DONE}), RunState.DONE: frozenset({RunState.OPEN})},
    {RunState.OPEN: "legal officer", RunState.DONE: "nobody"},
)
