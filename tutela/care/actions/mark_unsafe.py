"""Marking somebody unsafe, with everything that was shared on their word (P10, P11)."""

from __future__ import annotations

from django.db import transaction

from tutela.cases.api import PersonAround
from tutela.cases.api import mark_unsafe as mark_person
from tutela.kernel.actor import Actor

from ..models import Referral
from ..states import RUNNING
from .refer import recall_referral


@transaction.atomic
def mark_unsafe(*, person: PersonAround, by: Actor, reason: str, unsafe: bool = True) -> PersonAround:
    """Switch a person unsafe (or safe again). The consents they gave are void, and referrals that run on one are taken back.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no reason.
    """
    running = list(Referral.objects.filter(consent__given_by=person, state__in=RUNNING).select_related("file"))
    marked = mark_person(person=person, by=by, reason=reason, unsafe=unsafe)
    for referral in running if unsafe else ():
        recall_referral(referral=referral, by=by)
    return marked
