"""Exports and recipients that somebody may see: row security says which."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere

from ..models import Export, Recipient
from ..policies import take

SHOWN = 100
"""The newest exports in a list."""
_RELATED = ("office", "recipient__agency__organisation", "asked_by", "decided_by")


def visible() -> QuerySet[Export]:
    """Those of the actor's offices, or every one for data protection, newest first."""
    return Export.objects.select_related(*_RELATED)


def recipients() -> QuerySet[Recipient]:
    """Every key, the ended ones too."""
    return Recipient.objects.select_related("agency", "entered_by", "confirmed_by", "ended_by")


def find(export_id: uuid.UUID) -> Export:
    """One export.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = visible().filter(pk=export_id).first()
    if found is None:
        raise NotHere
    return found


def find_recipient(recipient_id: uuid.UUID) -> Recipient:
    """One key.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = recipients().filter(pk=recipient_id).first()
    if found is None:
        raise NotHere
    return found


def may_be_taken(actor: Actor, export_id: uuid.UUID) -> bool:
    """Whether this is an export that the actor asked for and may take now."""
    found = visible().filter(pk=export_id).first()
    return found is not None and take.allows(actor, found)


def place_of(export: Export) -> Path:
    """Where the encrypted file lies until it is erased."""
    return Path(settings.VAR) / "exports" / f"{export.pk}.age"
