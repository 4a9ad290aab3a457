"""Agreements in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.statistics.api import BREAKDOWNS
from tutela.vocabulary import api as vocabulary

from . import policies
from .models import Agreement
from .states import AgreementState

_TONES = {AgreementState.ACTIVE: "success", AgreementState.PROPOSED: "warning"}


def row(agreement: Agreement) -> dict[str, Any]:
    """One in the list."""
    state = AgreementState(agreement.state)
    return {
        "url": reverse("agreement", args=[agreement.pk]),
        "partner": agreement.partner.name,
        "purpose": agreement.purpose,
        "from": agreement.starts_on,
        "until": agreement.ends_on,
        "over": agreement.ends_on < today(),
        "state": (str(state.label), _TONES.get(state, "neutral")),
    }


def page(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    """One agreement with what this reader may do."""
    return row(agreement) | {
        "basis": vocabulary.label("agreement_bases", agreement.basis),
        "breakdowns": [str(BREAKDOWNS[code].label) for code in agreement.breakdowns if code in BREAKDOWNS],
        "may_decide": agreement.state == AgreementState.PROPOSED and policies.decide.allows(actor, agreement),
        "may_end": agreement.state == AgreementState.ACTIVE and policies.end.allows(actor),
        "is_partner": actor.reaches(Permission.AGREEMENT_USE, agreement.partner_id),
        "may_take": policies.take.allows(actor, agreement, ()),
    }
