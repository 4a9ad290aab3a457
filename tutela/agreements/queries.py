"""Agreements that somebody may see: row security says which."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import NotHere

from .models import Agreement
from .states import AgreementState

ENDS_SOON = dt.timedelta(days=30)


def visible() -> list[Agreement]:
    """Those the actor keeps, decides or is the partner of, newest first."""
    return list(Agreement.objects.select_related("partner", "proposed_by", "decided_by"))


def find(agreement_id: uuid.UUID) -> Agreement:
    """One of them.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = Agreement.objects.select_related("partner", "proposed_by", "decided_by").filter(pk=agreement_id).first()
    if found is None:
        raise NotHere
    return found


def first(actor: Actor) -> list[dict[str, Any]]:
    """Agreements to decide, for data protection; those that end within a month, for their keepers: what, about, url, due."""
    lines: list[tuple[str, Agreement, dt.date | None]] = []
    if actor.has(Permission.AUDIT_VIEW):
        waiting = [one for one in visible() if one.state == AgreementState.PROPOSED and one.proposed_by_id != actor.id]
        lines += [(_("Decide on an agreement"), one, None) for one in waiting]
    if actor.has(Permission.AGREEMENT_KEEP):
        soon = today() + ENDS_SOON
        running = [one for one in visible() if one.state == AgreementState.ACTIVE and today() <= one.ends_on <= soon]
        lines += [(_("An agreement ends"), one, one.ends_on) for one in running]
    return [
        {"what": what, "about": one.partner.name, "url": reverse("agreement", args=[one.pk]), "due": due}
        for what, one, due in lines
    ]
