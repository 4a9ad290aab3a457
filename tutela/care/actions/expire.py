"""Closing the door of referrals whose time is over (P12). Run by the worker process."""

from __future__ import annotations

from django.db import transaction

from tutela.audit import api as audit
from tutela.cases.api import DeadlineKind
from tutela.cases.api.steps import cancel_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..models import Referral
from ..states import RUNNING, ReferralState
from .refer import move_referral


@transaction.atomic
def expire_referrals(*, by: Actor) -> int:
    """Close the door of every referral whose time with the service is over (P12); returns how many."""
    expired = list(Referral.objects.filter(state__in=RUNNING, expires_at__lt=now()).select_related("file"))
    for referral in expired:
        move_referral(referral=referral, target=ReferralState.EXPIRED, by=by)
        cancel_deadline(file=referral.file, kind=DeadlineKind.REFERRAL_ANSWER, by=by, subject=referral.pk)
        audit.record(
            by=by, action="referral_expired", subject=f"care.referral:{referral.pk}", about=str(referral.file.child_id)
        )
    return len(expired)
