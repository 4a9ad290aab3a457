"""Who may be asked for a signature under what; who takes one back. No other rule of Tutela asks whether something is signed."""

from __future__ import annotations

from tutela.care.api import ApprovalState, Plan, SafetyPlan
from tutela.cases.api import Consent, FileReason, PersonAround, in_force, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule
from tutela.participation.api import is_adult

from .enums import SignatureReason, Signer, Subject
from .models import Signature, SignatureEnd
from .states import SIGNATURE, State

Signable = Plan | SafetyPlan | Consent
SUBJECTS: dict[Subject, type[Signable]] = {
    Subject.PLAN: Plan,
    Subject.SAFETY_PLAN: SafetyPlan,
    Subject.CONSENT: Consent,
}


def subject_of(about: Signable) -> Subject:
    """Which kind of text it is."""
    return next(subject for subject, model in SUBJECTS.items() if isinstance(about, model))


def state_of(one: Signature) -> State:
    """Where it stands; whoever asks has read what ended it along."""
    ended: SignatureEnd | None = getattr(one, "ended", None)
    return State(ended.how if ended else one.answer)


@Rule
def stands(about: Signable) -> Reason | None:
    """A text that is written to its end, that nothing newer replaced, and, of a consent, that allows something now."""
    if isinstance(about, Plan):
        if about.state in (ApprovalState.DRAFT, ApprovalState.RETURNED):
            return SignatureReason.DRAFT
        return SignatureReason.SUPERSEDED if about.state == ApprovalState.SUPERSEDED else None
    if isinstance(about, SafetyPlan):
        newer = SafetyPlan.objects.filter(file_id=about.file_id, created_at__gt=about.created_at).exists()
        return SignatureReason.SUPERSEDED if newer else None
    if about.approved_at is not None:
        return SignatureReason.OVERRIDE
    return None if in_force(about) else SignatureReason.NOT_IN_FORCE


@Rule
def signs(about: Signable, signer: Signer, person: PersonAround | None) -> Reason | None:
    """The child and the worker always; another person when they are safe (P11), the child is under 18 (P38), and the text is theirs
    to read: never a safety plan, a consent only if they gave it."""
    if signer != Signer.PERSON or person is None:
        return None
    if person.unsafe:
        return SignatureReason.UNSAFE
    if is_adult(about.file):
        return SignatureReason.ADULT
    if isinstance(about, SafetyPlan):
        return SignatureReason.CHILD_ALONE
    if isinstance(about, Consent) and about.given_by_id != person.pk:
        return SignatureReason.NOT_GIVEN_BY
    return None


@Rule
def ask(actor: Actor, about: Signable, signer: Signer, person: PersonAround | None) -> Reason | None:
    """Whoever works on the file, under a text that stands, those who may sign it."""
    return work_on_file.why_not(actor, about.file) or stands.why_not(about) or signs.why_not(about, signer, person)


@Rule
def withdraw(actor: Actor, one: Signature) -> Reason | None:
    """Whoever works on the file writes it down; a name under a consent goes with the consent (P10)."""
    if (reason := _ends(actor, one, State.WITHDRAWN)) is not None:
        return reason
    consent = one.consent
    if consent is not None:
        consent.file = one.file
        return SignatureReason.CONSENT_STANDS if one.signer != Signer.WORKER and in_force(consent) else None
    return None


@Rule
def strike(actor: Actor, one: Signature) -> Reason | None:
    """Whoever works on the file strikes out what was recorded by mistake; it stays readable."""
    return _ends(actor, one, State.STRUCK)


def _ends(actor: Actor, one: Signature, end: State) -> FileReason | SignatureReason | None:
    if (reason := work_on_file.why_not(actor, one.file)) is not None:
        return reason  # type: ignore[return-value]
    if SIGNATURE.allows(state_of(one), end):
        return None
    return SignatureReason.NOT_SIGNED if end == State.WITHDRAWN else SignatureReason.STRUCK
