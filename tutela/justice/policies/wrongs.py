"""Steps against a settlement, a detention, a charge; a closed place is never where a child is helped (P6, P19, P20)."""

from __future__ import annotations

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums import JusticeReason
from ..models import Settlement
from ..states import CHARGE, LIBERTY, ChargeState, LibertyState, SettlementState
from .keep import Why, keep_justice, moves

CLOSED = ("detention", "institution_unregistered")

contest = moves(LIBERTY, LibertyState.CONTESTED)
plan_alternative = moves(LIBERTY, LibertyState.ALTERNATIVE_PLANNED)
release = moves(LIBERTY, LibertyState.RELEASED)
remedy = moves(LIBERTY, LibertyState.REMEDIED)
seek = moves(CHARGE, ChargeState.SOUGHT)
decide = moves(CHARGE, ChargeState.GRANTED, ChargeState.REFUSED)


@Rule
def follow_settlement(actor: Actor, settlement: Settlement) -> Why:
    """Whoever keeps the chapter, until it is annulled."""
    if (reason := keep_justice.why_not(actor, settlement.file)) is not None:
        return reason  # type: ignore[return-value]
    return JusticeReason.OVER if settlement.state == SettlementState.ANNULLED else None


@Rule
def open_place(kind: str) -> JusticeReason | None:
    """Where a child goes instead, by the list ``care_status``: not detention, not an institution nobody registered."""
    return JusticeReason.NO_ALTERNATIVE if kind in CLOSED else None
