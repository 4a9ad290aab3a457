"""Work that waits for somebody's decision (R12, P14)."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..enums.planning import REFUSED
from ..models import Approvable, Assessment, Closure, Plan, PlanAction, Referral
from ..states import ApprovalState


def waiting_for_decision(actor: Actor, model: type[Approvable]) -> QuerySet[Approvable]:
    """Submitted work in the actor's offices that somebody else wrote (P14)."""
    found = model._default_manager.filter(
        state=ApprovalState.SUBMITTED, file__office_id__in=actor.offices(Permission.FILE_APPROVE)
    )
    return found.exclude(created_by_id=actor.id).exclude(updated_by_id=actor.id).select_related("file", "created_by")


def decisions(actor: Actor) -> list[Approvable]:
    """Assessments, plans and closures waiting for this actor, oldest first."""
    if not actor.has(Permission.FILE_APPROVE):
        return []
    found = [work for model in (Assessment, Plan, Closure) for work in waiting_for_decision(actor, model)]
    return sorted(found, key=lambda work: work.submitted_at or now())


def refusals(actor: Actor) -> list[PlanAction | Referral]:
    """Services refused to children of the offices where the actor decides, in the last thirty days (R60)."""
    here = {"file__office_id__in": actor.offices(Permission.FILE_APPROVE)}
    since = now() - dt.timedelta(days=30)
    planned = PlanAction.objects.filter(unmet_reason=REFUSED, plan__created_at__gte=since, **here)
    declined = Referral.objects.filter(decline_reason=REFUSED, state="declined", created_at__gte=since, **here)
    return [*planned.select_related("file"), *declined.select_related("file")]
