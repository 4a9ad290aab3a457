"""Who proposes, decides, ends an agreement, and what may be taken under it."""

from __future__ import annotations

from collections.abc import Sequence

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule

from .enums import AgreementReason
from .models import Agreement
from .states import AgreementState

SEX = "sex"
"""Girls and boys are always apart (R30): never outside an agreement."""


@Rule
def propose(actor: Actor) -> AgreementReason | None:
    """Planners of the ministry."""
    return None if actor.has(Permission.AGREEMENT_KEEP) else AgreementReason.NOT_KEEPER


@Rule
def decide(actor: Actor, agreement: Agreement) -> AgreementReason | None:
    """Data protection, and never who proposed it."""
    own = agreement.proposed_by_id == actor.id
    return None if actor.has(Permission.AUDIT_VIEW) and not own else AgreementReason.NOT_DECIDER


@Rule
def end(actor: Actor) -> AgreementReason | None:
    """Planners or data protection, alone: nobody waits to close a door."""
    allowed = actor.has(Permission.AGREEMENT_KEEP) or actor.has(Permission.AUDIT_VIEW)
    return None if allowed else AgreementReason.NOT_DECIDER


@Rule
def take(actor: Actor, agreement: Agreement, breakdowns: Sequence[str]) -> AgreementReason | None:
    """The partner itself, while the agreement is in force, and only what it names (R116)."""
    if not actor.reaches(Permission.AGREEMENT_USE, agreement.partner_id):
        return AgreementReason.NOT_PARTNER
    if agreement.state != AgreementState.ACTIVE:
        return AgreementReason.NOT_IN_FORCE
    if not agreement.starts_on <= today() <= agreement.ends_on:
        return AgreementReason.OUTSIDE_TERM
    return None if set(breakdowns) <= {*agreement.breakdowns, SEX} else AgreementReason.OUTSIDE_FIELDS
