"""When early support is not enough; who changes the kind of a file: more help at once, less by a second person (R51, P14)."""

from __future__ import annotations

from collections.abc import Iterable

from tutela.accounts.api import Permission
from tutela.care.api import Referral, ReferralState, names_abuse
from tutela.cases.api import CaseFile, Concern, FileState, is_adult, see_file, shut, unsafe_people, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Reason, Rule

from .enums import EARLY_SUPPORT, NotOurs, Passed, ThresholdReason

RUNNING = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED, ReferralState.STARTED)
"""A referral on which somebody may come."""
_RISKS = frozenset({"medium", "high"})


def passed(file: CaseFile) -> list[Passed]:
    """Every ground on which this child needs more than early support."""
    return grounds(file.risk_level, Concern.objects.filter(file=file), unsafe=unsafe_people(file).exists())


def grounds(risk_level: str, concerns: Iterable[Concern], *, unsafe: bool) -> list[Passed]:
    """The same from what is read already. It is the same in every country."""
    found = {
        Passed.RISK: risk_level in _RISKS,
        Passed.ACT: any(names_abuse(concern) for concern in concerns),
        Passed.UNSAFE: unsafe,
    }
    return [ground for ground, holds in found.items() if holds]


@Rule
def change_kind(actor: Actor, file: CaseFile) -> Reason | None:
    """Whoever works on the file, or decides for its office, while it is open."""
    if _decides(actor, file):
        return see_file.why_not(actor, file) or shut(file)
    return work_on_file.why_not(actor, file)


@Rule
def change_kind_to(actor: Actor, file: CaseFile, kind: str) -> Reason | None:
    """Out of early support, anybody of the above; back into it, a supervisor who is not the worker, once nothing passes the threshold."""
    if (reason := change_kind.why_not(actor, file)) is not None:
        return reason
    if kind == file.file_type:
        return ThresholdReason.SAME_KIND
    if kind != EARLY_SUPPORT:
        return None
    if not _decides(actor, file) or actor.id == file.worker_id:
        return ThresholdReason.NEEDS_SUPERVISOR
    return ThresholdReason.PASSED if passed(file) else None


@Rule
def decline(actor: Actor, file: CaseFile) -> Reason | None:
    """A supervisor of the office who neither opened it nor is to work on it (P14), while it is triaged, names no danger, and nothing runs."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return reason
    if file.state != FileState.TRIAGED:
        return ThresholdReason.NOT_TRIAGED
    if not _decides(actor, file) or actor.id in (file.opened_by_id, file.worker_id):
        return ThresholdReason.NOT_YOURS
    if passed(file):
        return ThresholdReason.DANGER
    return ThresholdReason.HELP_RUNS if _help_runs(file) else None


@Rule
def decline_because(actor: Actor, file: CaseFile, why: str) -> Reason | None:
    """The same, and as an adult only who is 18 for certain (P1)."""
    if (reason := decline.why_not(actor, file)) is not None:
        return reason
    certain = why != NotOurs.ADULT or is_adult(file.child, today())
    return None if certain else ThresholdReason.MAY_BE_A_CHILD


def _help_runs(file: CaseFile) -> bool:
    return Referral.objects.filter(file=file, state__in=RUNNING).exists()


def _decides(actor: Actor, file: CaseFile) -> bool:
    return actor.reaches(Permission.FILE_APPROVE, file.office_id)
