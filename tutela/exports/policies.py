"""Who asks for an export, who decides, what may leave, and who takes it (R135)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import ExportReason, Level
from .models import Export, Recipient
from .states import ExportState

NAMES_FOR = frozenset({"court_order", "legal_duty", "transfer"})
"""Purposes for which names may leave."""


@Rule
def ask(actor: Actor, office: Office) -> ExportReason | None:
    """Supervisors and heads, for an office of theirs."""
    return None if actor.reaches(Permission.FILE_EXPORT, office.pk) else ExportReason.NOT_ASKER


@Rule
def enter_recipient(actor: Actor) -> ExportReason | None:
    """Who asks for exports, or data protection."""
    allowed = actor.has(Permission.FILE_EXPORT) or actor.has(Permission.AUDIT_VIEW)
    return None if allowed else ExportReason.NOT_ASKER


@Rule
def confirm(actor: Actor, recipient: Recipient) -> ExportReason | None:
    """Data protection, never who entered the key."""
    own = recipient.entered_by_id == actor.id
    return None if actor.has(Permission.AUDIT_VIEW) and not own else ExportReason.NOT_DECIDER


@Rule
def leave(recipient: Recipient, level: str, purpose: str) -> ExportReason | None:
    """To a confirmed key only; names only for what the law names."""
    if recipient.confirmed_at is None or recipient.ended_at is not None:
        return ExportReason.KEY_NOT_CONFIRMED
    return ExportReason.NAMES_NOT_FOR_THIS if level == Level.IDENTITY and purpose not in NAMES_FOR else None


@Rule
def decide(actor: Actor, export: Export) -> ExportReason | None:
    """Data protection, never who asked."""
    own = export.asked_by_id == actor.id
    return None if actor.has(Permission.AUDIT_VIEW) and not own else ExportReason.NOT_DECIDER


@Rule
def own(actor: Actor, export: Export) -> ExportReason | None:
    """Who asked, while they reach the office."""
    mine = export.asked_by_id == actor.id and actor.reaches(Permission.FILE_EXPORT, export.office_id)
    return None if mine else ExportReason.NOT_YOURS


@Rule
def again(actor: Actor, export: Export) -> Reason | None:
    """Who asked, when building failed: nobody builds what was not agreed."""
    failed = export.state == ExportState.FAILED and export.decided_by_id is not None
    return own.why_not(actor, export) or (None if failed else ExportReason.NOT_FAILED)


@Rule
def take(actor: Actor, export: Export) -> Reason | None:
    """Who asked, while it is there."""
    return own.why_not(actor, export) or (None if export.state == ExportState.READY else ExportReason.NOT_READY)
