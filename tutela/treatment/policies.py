"""Who reads and writes what of a treatment (R61): the service while it treats, the author of a note alone, the file's worker where
nothing is clinical."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.care.api import Referral, open_as_service
from tutela.cases.api import work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.rules import Reason, Rule

from .enums import TRACKS, TreatmentReason
from .models import SessionNote, TreatmentStep
from .states import OPEN

TREATS = ("accepted", "started")
TREATED = (*TREATS, "completed")


@Rule
def see_course(actor: Actor, referral: Referral) -> TreatmentReason | None:
    """A health professional of the service that has taken the child on, until the referral is cut (P12)."""
    mine = actor.reaches(Permission.MEDICAL_TRACK, referral.provider_office_id) and open_as_service.allows(actor, referral)
    taken = referral.track in TRACKS and referral.state in TREATED
    return None if mine and taken else TreatmentReason.NOT_TREATED_HERE


@Rule
def keep_course(actor: Actor, referral: Referral) -> TreatmentReason | None:
    """The same, while treatment goes on."""
    if (reason := see_course.why_not(actor, referral)) is not None:
        return TreatmentReason(reason.value)
    return None if referral.state in TREATS else TreatmentReason.ENDED


@Rule
def keep_step(actor: Actor, one: TreatmentStep) -> Reason | None:
    """Whoever keeps an open step: the service that treats; the file's worker where there is none."""
    if one.referral is None:
        reason: Reason | None = work_on_file.why_not(actor, one.file)
    else:
        reason = keep_course.why_not(actor, one.referral)
    return reason or _open(one)


@Rule
def let_go(actor: Actor, one: TreatmentStep) -> Reason | None:
    """Ending a step undone: whoever keeps it; the file's worker, too, once the service no longer treats the child."""
    if one.referral is None or is_running(one.referral):
        return keep_step.why_not(actor, one)
    return work_on_file.why_not(actor, one.file) or _open(one)


@Rule
def read_note(actor: Actor, note: SessionNote) -> TreatmentReason | None:
    """The author, and nobody else: no colleague, no supervisor, no administrator, no emergency access."""
    author = note.author_id == actor.id and actor.has(Permission.MEDICAL_TRACK)
    return None if author else TreatmentReason.AUTHOR_ALONE


@Rule
def correct_note(actor: Actor, note: SessionNote) -> TreatmentReason | None:
    """The author, while the child is treated here."""
    if (reason := read_note.why_not(actor, note)) is not None:
        return TreatmentReason(reason.value)
    referral = Referral.objects.filter(pk=note.referral_id).first()
    return TreatmentReason.ENDED if referral is None or not see_course.allows(actor, referral) else None


@Rule
def covers_treatment(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover for treatments."""
    return None if actor.has(Permission.MEDICAL_TRACK) else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_alerts(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover for overdue health steps."""
    return None if actor.has(Permission.HEALTH_FOCAL) else AccountsReason.OUTSIDE_SCOPE


def is_running(referral: Referral) -> bool:
    """Whether the service still treats the child."""
    return referral.state in TREATS and referral.expires_at > now()


def _open(one: TreatmentStep) -> TreatmentReason | None:
    return None if one.state in OPEN else TreatmentReason.STEP_ENDED
