"""Who attaches, reads and purges a paper; what may be one (P2, P14)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, FileReason, see_file, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import DocumentReason
from .models import Document
from .states import State

MOST = 40
"""So many papers are kept in one file."""


@Rule
def attach(actor: Actor, file: CaseFile) -> Reason | None:
    """Whoever works on the file, until it holds as many as it takes."""
    if (reason := work_on_file.why_not(actor, file)) is not None:
        return reason
    return DocumentReason.FULL if Document.objects.filter(file=file, state=State.PRESENT).count() >= MOST else None


@Rule
def correct(actor: Actor, one: Document) -> Reason | None:
    """Whoever works on the file corrects what is written of a seen paper, once; then the newer record."""
    if (reason := work_on_file.why_not(actor, one.file)) is not None:
        return reason
    if one.state == State.SEEN:
        return None
    return DocumentReason.CORRECTED if one.state == State.REPLACED else DocumentReason.KEPT


@Rule
def read_content(actor: Actor, one: Document) -> Reason | None:
    """Whoever sees the file reads what is kept."""
    if (reason := see_file.why_not(actor, one.file)) is not None:
        return reason
    if one.state == State.PRESENT:
        return None
    return DocumentReason.DESTROYED if one.state == State.PURGED else DocumentReason.ONLY_SEEN


@Rule
def purge(actor: Actor, one: Document) -> Reason | None:
    """A supervisor of the office who did not attach it (P14), in a closed file, too: what must not be here does not stay."""
    file = one.file
    if see_file.why_not(actor, file) is not None:
        return FileReason.NOT_VISIBLE
    if not actor.reaches(Permission.FILE_APPROVE, file.office_id):
        return FileReason.NO_PERMISSION
    if one.state != State.PRESENT:
        return DocumentReason.NOTHING_TO_PURGE
    return DocumentReason.OWN_DOCUMENT if actor.id in (one.declared_by_id, one.created_by_id) else None
