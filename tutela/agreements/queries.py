"""Agreements that somebody may see: row security says which."""

from __future__ import annotations

import uuid

from tutela.kernel.errors import NotHere

from .models import Agreement


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
