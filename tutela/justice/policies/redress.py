"""Steps of a claim."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from tutela.cases.api import CaseFile
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from ..enums import JusticeReason
from ..models import Claim
from ..states import CLAIM, ClaimState
from .keep import Why, keep_justice, moves

award = moves(CLAIM, ClaimState.AWARDED)
reject = moves(CLAIM, ClaimState.REJECTED)
claim_again = moves(CLAIM, ClaimState.CLAIMED)


@Rule
def ask_abroad(file: CaseFile) -> Reason | None:
    """Whether another country may be asked something about this child (R130); asks what the settings name (``TUTELA_ABROAD``)."""
    return import_string(settings.TUTELA_ABROAD).why_not(file)  # type: ignore[no-any-return]


@Rule
def pay(actor: Actor, claim: Claim) -> Why:
    """Whoever keeps the chapter, once something was awarded and until it is paid."""
    if (reason := keep_justice.why_not(actor, claim.file)) is not None:
        return reason  # type: ignore[return-value]
    if claim.state == ClaimState.PAID:
        return JusticeReason.OVER
    return None if claim.state == ClaimState.AWARDED else JusticeReason.NOT_AWARDED
