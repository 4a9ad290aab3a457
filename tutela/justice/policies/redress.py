"""Steps of a claim."""

from __future__ import annotations

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums import JusticeReason
from ..models import Claim
from ..states import CLAIM, ClaimState
from .keep import Why, keep_justice, moves

award = moves(CLAIM, ClaimState.AWARDED)
reject = moves(CLAIM, ClaimState.REJECTED)
claim_again = moves(CLAIM, ClaimState.CLAIMED)


@Rule
def pay(actor: Actor, claim: Claim) -> Why:
    """Whoever keeps the chapter, once something was awarded and until it is paid."""
    if (reason := keep_justice.why_not(actor, claim.file)) is not None:
        return reason  # type: ignore[return-value]
    if claim.state == ClaimState.PAID:
        return JusticeReason.OVER
    return None if claim.state == ClaimState.AWARDED else JusticeReason.NOT_AWARDED
