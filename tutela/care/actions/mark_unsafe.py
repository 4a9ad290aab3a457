"""Marking somebody unsafe, with everything that was shared on their word (P10, P11)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from tutela.cases.api import PersonAround
from tutela.cases.api import mark_unsafe as mark_person
from tutela.kernel.actor import Actor

from ..models import Referral
from ..states import RUNNING
from .refer import recall_referral


@transaction.atomic
def mark_unsafe(*, person: PersonAround, by: Actor, unsafe: bool = True, **values: Any) -> PersonAround:
    """Switch a person unsafe (or safe again); ``values``: reason, office. Referrals on their word or to their office are taken back.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no reason.
    """
    marked = mark_person(person=person, by=by, unsafe=unsafe, **values)
    touched = Q(consent__given_by=person) | Q(file=person.file, provider_office=marked.office_id)
    for referral in Referral.objects.filter(touched, state__in=RUNNING).select_related("file") if unsafe else ():
        recall_referral(referral=referral, by=by)
    return marked
