"""Who may compare two records, say that they are one child, and take it back. A link needs two persons; keeping apart one (P14)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, DuplicateState, PossibleDuplicate, see_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums.pairs import DuplicateReason, Verdict


def _files(child_id: UUID) -> list[CaseFile]:
    return list(CaseFile.objects.filter(child_id=child_id))


@Rule
def see_pair(actor: Actor, pair: PossibleDuplicate) -> DuplicateReason | None:
    """Whoever sees a file of each of the two children, and learns of matches or decides in their role (R25)."""
    if not (actor.has(Permission.FILE_MATCH) or actor.has(Permission.FILE_APPROVE)):
        return DuplicateReason.NOT_YOURS
    both = all(any(see_file.allows(actor, file) for file in _files(child)) for child in (pair.one_id, pair.other_id))
    return None if both else DuplicateReason.NOT_BOTH


@Rule
def approve_for_both(actor: Actor, pair: PossibleDuplicate) -> DuplicateReason | None:
    """Whoever approves for the office of a file of each."""
    if (reason := see_pair.why_not(actor, pair)) is not None:
        return DuplicateReason(reason.value)
    reached = actor.offices(Permission.FILE_APPROVE)
    both = all(any(file.office_id in reached for file in _files(child)) for child in (pair.one_id, pair.other_id))
    return None if both else DuplicateReason.APPROVES_BOTH


@Rule
def confirm_link(actor: Actor, pair: PossibleDuplicate) -> DuplicateReason | None:
    """Whoever approves for both, never the one who proposed it (P14)."""
    if (reason := approve_for_both.why_not(actor, pair)) is not None:
        return DuplicateReason(reason.value)
    return DuplicateReason.SECOND_PERSON if pair.proposed_by_id == actor.id else None


@Rule
def undo_link(actor: Actor, pair: PossibleDuplicate) -> DuplicateReason | None:
    """Whoever approves for both, while no file of the one is merged into a file of the other."""
    merged = CaseFile.objects.filter(
        Q(child=pair.one_id, merged_into__child=pair.other_id) | Q(child=pair.other_id, merged_into__child=pair.one_id)
    )
    reason = approve_for_both.why_not(actor, pair)
    return reason or (DuplicateReason.MERGED if merged.exists() else None)  # type: ignore[return-value]


RULE_OF = {
    Verdict.PROPOSE: see_pair,
    Verdict.CONFIRM: confirm_link,
    Verdict.SEND_BACK: see_pair,
    Verdict.KEEP_APART: see_pair,
    Verdict.UNDO: undo_link,
    Verdict.LOOK_AGAIN: see_pair,
}
"""What is asked before each verdict."""

LEADS_TO: Mapping[Verdict, tuple[frozenset[DuplicateState], DuplicateState]] = {
    Verdict.PROPOSE: (frozenset({DuplicateState.OPEN}), DuplicateState.PROPOSED),
    Verdict.CONFIRM: (frozenset({DuplicateState.PROPOSED}), DuplicateState.LINKED),
    Verdict.SEND_BACK: (frozenset({DuplicateState.PROPOSED}), DuplicateState.OPEN),
    Verdict.KEEP_APART: (frozenset({DuplicateState.OPEN, DuplicateState.PROPOSED}), DuplicateState.APART),
    Verdict.UNDO: (frozenset({DuplicateState.LINKED}), DuplicateState.APART),
    Verdict.LOOK_AGAIN: (frozenset({DuplicateState.APART}), DuplicateState.OPEN),
}
"""From which states each verdict leads where; every step is one of :data:`~tutela.cases.states.DUPLICATE`."""


def open_verdicts(actor: Actor, pair: PossibleDuplicate) -> list[Verdict]:
    """What this person may say of the pair as it stands."""
    state = DuplicateState(pair.state)
    return [
        verdict
        for verdict, (sources, _target) in LEADS_TO.items()
        if state in sources and RULE_OF[verdict].allows(actor, pair)
    ]
