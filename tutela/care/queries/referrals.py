"""Referrals as the service sees them, and one referral by its id."""

from __future__ import annotations

import uuid

from django.db.models import Case, QuerySet, When

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere

from ..models import Referral
from ..policies.referral import open_as_service
from ..states import ReferralState

_TO_ANSWER = (ReferralState.SENT, ReferralState.RECEIVED)
_CLOSED_TO_SERVICE = (ReferralState.DRAFT, ReferralState.RECALLED, ReferralState.EXPIRED)


def open_to_service(actor: Actor) -> QuerySet[Referral]:
    """The referrals that are open to the actor as a service; equals filtering by ``open_as_service``. What waits for an answer first."""
    return (
        Referral.objects.filter(provider_office_id__in=actor.offices(Permission.REFERRAL_ANSWER), expires_at__gt=now())
        .exclude(state__in=_CLOSED_TO_SERVICE)
        .select_related("service_point")
        .order_by(
            Case(When(state__in=_TO_ANSWER, then=0), default=1),
            Case(When(state__in=_TO_ANSWER, then="answer_due_at")),
            "-created_at",
        )
    )


def get_for_service(actor: Actor, referral_id: uuid.UUID) -> Referral:
    """One referral, for a service.

    Raises:
        NotHere: missing, of another service, recalled or expired; they look the same.
    """
    referral = Referral.objects.select_related("service_point").filter(pk=referral_id).first()
    if referral is None or not open_as_service.allows(actor, referral):
        raise NotHere()
    return referral
