"""Who proposes that one file leads, who decides, who takes it back, and which two files fit (R25, P14, P22, P25)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, DuplicateState, FileReason, PossibleDuplicate, see_file, shut
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from ..enums.merges import MergeReason
from ..models import Merge
from ..states import STANDING, MergeState
from .pairs import see_pair


@Rule
def propose(actor: Actor, pair: PossibleDuplicate) -> Reason | None:
    """Whoever compares the two records, once two persons linked them."""
    if (reason := see_pair.why_not(actor, pair)) is not None:
        return reason
    return None if pair.state == DuplicateState.LINKED else MergeReason.NOT_LINKED


@Rule
def fit(pair: PossibleDuplicate, leading: CaseFile, file: CaseFile) -> MergeReason | None:
    """A file of each record, of one office and one worker, neither sealed nor merged; the leading one is open."""
    found = {
        MergeReason.OTHER_PAIR: {leading.child_id, file.child_id} != {pair.one_id, pair.other_id},
        MergeReason.ALREADY: leading.merged_into_id is not None or is_merged(file),
        MergeReason.SEALED: leading.sealed_at is not None or file.sealed_at is not None,
        MergeReason.LEADING_CLOSED: shut(leading) is not None,
        MergeReason.OTHER_OFFICE: leading.office_id != file.office_id,
        MergeReason.OTHER_WORKER: leading.worker_id is None or leading.worker_id != file.worker_id,
    }
    return next((reason for reason, holds in found.items() if holds), None)


@Rule
def decide(actor: Actor, one: Merge) -> Reason | None:
    """Whoever approves for the offices of both files, never the one who proposed it (P14)."""
    if (reason := _approves(actor, one)) is not None:
        return reason
    if one.state != MergeState.PROPOSED:
        return MergeReason.NOT_PROPOSED
    return MergeReason.SECOND_PERSON if one.proposed_by_id == actor.id else None


@Rule
def decline(actor: Actor, one: Merge) -> Reason | None:
    """Whoever decides, or the one who proposed it: for a no it takes one."""
    if one.proposed_by_id != actor.id and (reason := _approves(actor, one)) is not None:
        return reason
    return None if one.state == MergeState.PROPOSED else MergeReason.NOT_PROPOSED


@Rule
def undo(actor: Actor, one: Merge) -> Reason | None:
    """Whoever approves for the offices of both files, alone: no merge is safer than a wrong merge."""
    if (reason := _approves(actor, one)) is not None:
        return reason
    return None if one.state == MergeState.MERGED else MergeReason.NOT_MERGED


def is_merged(file: CaseFile) -> bool:
    """Whether a file leads another, or is merged into one."""
    return file.merged_into_id is not None or file.absorbed.exists()


def is_named(file: CaseFile) -> bool:
    """Whether a merge of this file stands or waits for its second person."""
    return Merge.objects.filter(file=file, state__in=STANDING).exists()


def _approves(actor: Actor, one: Merge) -> Reason | None:
    if not (see_file.allows(actor, one.file) and see_file.allows(actor, one.leading)):
        return FileReason.NOT_VISIBLE
    reached = actor.offices(Permission.FILE_APPROVE)
    return None if {one.file.office_id, one.leading.office_id} <= set(reached) else MergeReason.NOT_YOURS
