"""Emergency access: who may take it, who reviews it (P25). And who takes a file out of daily sight (P40)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums.file import FileReason
from ..models import CaseFile, FileAccess
from ..states import NOT_OPEN


@Rule
def break_glass(actor: Actor) -> FileReason | None:
    """Caseworkers and supervisors may, when it cannot wait; they answer for it."""
    return None if actor.has(Permission.FILE_BREAK_GLASS) else FileReason.NO_PERMISSION


@Rule
def review_access(actor: Actor, access: FileAccess) -> FileReason | None:
    """A supervisor of the file's office or the data protection officer, never the person themselves, once."""
    if actor.id == access.user_id:
        return FileReason.OWN_WORK
    reviews = actor.reaches(Permission.FILE_APPROVE, access.office_id) or actor.has(Permission.AUDIT_VIEW)
    if not reviews:
        return FileReason.NO_PERMISSION
    return None if access.reviewed_at is None else FileReason.NOT_SUBMITTED


@Rule
def seal_file(actor: Actor, file: CaseFile) -> FileReason | None:
    """The process that keeps the schedule, once the file is closed or not accepted; once only."""
    if not actor.reaches(Permission.DEADLINE_KEEP, file.office_id):
        return FileReason.NO_PERMISSION
    return None if file.state in NOT_OPEN and file.sealed_at is None else FileReason.NOT_CLOSED
