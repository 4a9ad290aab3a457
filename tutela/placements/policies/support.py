"""Who steers the support of a family, and that nothing goes through a person marked unsafe (R103, P11)."""

from __future__ import annotations

from tutela.cases.api import FileReason, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums import SupportReason
from ..models import FamilySupport
from ..states import SUPPORT, SupportState

Why = FileReason | SupportReason | None
DRAWN_UP = (SupportState.CONSIDERED, SupportState.REFUSED)
"""States in which what was written may still be changed."""


@Rule
def steer_support(actor: Actor, support: FamilySupport) -> Why:
    """The worker of the file, while it is open; the person it is for must not be marked unsafe."""
    if (reason := work_on_file.why_not(actor, support.file)) is not None:
        return FileReason(reason.value)
    return SupportReason.RECIPIENT_UNSAFE if support.person is not None and support.person.unsafe else None


@Rule
def change_support(actor: Actor, support: FamilySupport) -> Why:
    """The worker of the file, before it is asked for or after it was refused; here another person can be chosen."""
    if (reason := work_on_file.why_not(actor, support.file)) is not None:
        return FileReason(reason.value)
    return None if support.state in DRAWN_UP else SupportReason.ASKED_FOR


@Rule
def apply_for_support(actor: Actor, support: FamilySupport) -> Why:
    """As :data:`steer_support`, once it is written what the eligibility rests on. One who may not get it by the provider's rules
    can still ask: the refusal is then on paper."""
    if (reason := steer_support.why_not(actor, support)) is not None:
        return reason  # type: ignore[return-value]
    return None if support.eligibility_words.strip() else SupportReason.NOT_LOOKED_AT


@Rule
def follow_support(actor: Actor, support: FamilySupport) -> Why:
    """Payments: as :data:`steer_support`, while it runs."""
    if (reason := steer_support.why_not(actor, support)) is not None:
        return reason  # type: ignore[return-value]
    return None if support.state == SupportState.GRANTED else SupportReason.NOT_GRANTED


@Rule
def note_refusal(actor: Actor, support: FamilySupport) -> Why:
    """A refusal is written down by the worker, whoever the support was for."""
    return work_on_file.why_not(actor, support.file)  # type: ignore[return-value]


@Rule
def end_support(actor: Actor, support: FamilySupport) -> Why:
    """The effect and the end: the worker, while it runs, whoever it is for; ending must never wait for another person."""
    if (reason := work_on_file.why_not(actor, support.file)) is not None:
        return FileReason(reason.value)
    return None if support.state == SupportState.GRANTED else SupportReason.NOT_GRANTED


@Rule
def withdraw_support(actor: Actor, support: FamilySupport) -> Why:
    """The worker, as long as nothing runs."""
    if (reason := work_on_file.why_not(actor, support.file)) is not None:
        return FileReason(reason.value)
    return None if SUPPORT.allows(support.state, SupportState.WITHDRAWN) else SupportReason.RUNS_OR_OVER
