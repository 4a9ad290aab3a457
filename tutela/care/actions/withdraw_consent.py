"""Taking a consent back with everything that was shared on it (P10)."""

from __future__ import annotations

from django.db import transaction

from tutela.cases.api import Consent
from tutela.cases.api import steps as cases
from tutela.kernel.actor import Actor

from ..models import Referral
from ..states import RUNNING
from .refer import recall_referral


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Actor) -> Consent:
    """Note that a consent was taken back; it allows nothing from now on, and referrals that run on it are taken back.

    Raises:
        Refused: the actor does not work on this file.
    """
    withdrawn = cases.withdraw_consent(consent=consent, by=by)
    for referral in Referral.objects.filter(consent=consent, state__in=RUNNING).select_related("file"):
        recall_referral(referral=referral, by=by)
    return withdrawn
