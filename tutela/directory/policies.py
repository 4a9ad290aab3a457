"""Who keeps the directory, and who keeps one entry. Permissions are words: accounts, which hands them out, lies above."""

from __future__ import annotations

import uuid

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import DirectoryReason
from .models import ServicePoint

EDIT = "directory_edit"
KEEPING = (EDIT, "referral_answer", "facility_manage")
"""What makes somebody the keeper of the entries of their office."""


@Rule
def edit_directory(actor: Actor) -> DirectoryReason | None:
    """Import, export of what is not public, reminders: the administrators of the directory."""
    return None if actor.has(EDIT) else DirectoryReason.NOT_EDITOR


@Rule
def keep_entry(actor: Actor, point: ServicePoint) -> DirectoryReason | None:
    """Confirm an entry and say how many places are free: whoever works for the office that keeps it."""
    if not any(actor.reaches(permission, keeper_of(point)) for permission in KEEPING):
        return DirectoryReason.NOT_KEEPER
    return DirectoryReason.SERVICE_ENDED if point.ended_on is not None else None


@Rule
def remind_keepers(actor: Actor) -> DirectoryReason | None:
    """The process that watches deadlines, or an administrator."""
    return None if actor.has("deadline_keep") else edit_directory.why_not(actor)  # type: ignore[return-value]


@Rule
def stop_service(actor: Actor) -> DirectoryReason | None:
    """Stop and reopen a service: inspectors, the process that watches deadlines, administrators of the directory."""
    if actor.has("facility_inspect") or actor.has("deadline_keep"):
        return None
    return edit_directory.why_not(actor)  # type: ignore[return-value]


@Rule
def open_office(actor: Actor) -> DirectoryReason | None:
    """Make an office: inspectors, for what they discover, and administrators of the directory."""
    return None if actor.has("facility_inspect") else edit_directory.why_not(actor)  # type: ignore[return-value]


def keeper_of(point: ServicePoint) -> uuid.UUID:
    """The office that answers for the entry."""
    return point.keeper_id or point.office_id
