"""Nobody approves their own work (P14)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.cases.api import FileReason, see_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..models import Approvable
from ..states import ApprovalState


@Rule
def approve(actor: Actor, work: Approvable) -> FileReason | None:
    """Someone with approval for the office who did not write it decides on submitted work (P14)."""
    file = work.file
    if not actor.reaches(Permission.FILE_APPROVE, file.office_id):
        return FileReason.NO_PERMISSION if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
    if actor.id in (work.created_by_id, work.updated_by_id):
        return FileReason.OWN_WORK
    return None if work.state == ApprovalState.SUBMITTED else FileReason.NOT_SUBMITTED
