"""What must be there before an assessment or a plan goes to a supervisor, and before the supervisor may agree."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from tutela.cases.api import ChildView, Concern, FileReason, Revision, end_file, weigh_steps, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums.planning import PlanningReason, Track
from ..models import Approvable, Assessment, Closure, Plan, PlanAction, PlanTrack, SafetyPlan
from ..states import ApprovalState
from .approval import approve

PRINCIPLES = ("non_discrimination", "best_interests", "survival_and_development", "views_of_the_child")
ABUSE_CONCERNS = frozenset(f"PC{number:02d}" for number in (*range(1, 6), *range(7, 17), 18, 24, 25, 30, 31))
"""Concerns (list ``concerns``) that name abuse, neglect or exploitation of the child."""
NOT_ABUSE = frozenset({"SECTT"})
"""Labels (list ``offences``) that are only a context."""
OPEN_ACTIONS = ("planned", "unmet")
DROPPED = "dropped"
_DRAFTS = (ApprovalState.DRAFT, ApprovalState.RETURNED)

Why = FileReason | PlanningReason | None


@Rule
def edit_draft(actor: Actor, work: Approvable) -> Why:
    """The worker changes a draft or what was returned; what is submitted or decided stays."""
    if (reason := work_on_file.why_not(actor, work.file)) is not None:
        return FileReason(reason.value)
    return None if work.state in _DRAFTS else PlanningReason.NOT_A_DRAFT


@Rule
def submit_assessment(actor: Actor, assessment: Assessment) -> Why:
    """Strengths, reasons, a day to look again, the child's views, and at high risk a safety plan first."""
    if (reason := edit_draft.why_not(actor, assessment)) is not None:
        return reason  # type: ignore[return-value]
    return next(iter(missing_in_assessment(assessment)), None)


@Rule
def submit_plan(actor: Actor, plan: Plan) -> Why:
    """Each track planned or justified (P15), the child's views, the principles, a day of review, an approved assessment."""
    if (reason := edit_draft.why_not(actor, plan)) is not None:
        return reason  # type: ignore[return-value]
    return next(iter(missing_in_plan(plan)), None)


@Rule
def approve_decision(actor: Actor, work: Approvable) -> Why:
    """Another person with approval for the office (P14), once the child's views have weight and feedback (R65)."""
    if (reason := approve.why_not(actor, work)) is not None:
        return FileReason(reason.value)
    if wrote_part_of(actor, work):
        return FileReason.OWN_WORK
    return next(iter(missing_for_approval(work)), None)


@Rule
def change_action(actor: Actor, action: PlanAction) -> Why:
    """The worker changes or ends an action that is not ended yet."""
    if (reason := work_on_file.why_not(actor, action.file)) is not None:
        return FileReason(reason.value)
    return None if action.state in OPEN_ACTIONS else PlanningReason.ACTION_ENDED


def missing_in_assessment(assessment: Assessment) -> list[PlanningReason]:
    """Everything that still stands against submitting, in the order of the form."""
    unreasoned = not assessment.risk_level or not assessment.risk_reasons.strip()
    unsafe = assessment.risk_level == "high" and not SafetyPlan.objects.filter(file=assessment.file_id).exists()
    found = [
        None if assessment.strengths.strip() or assessment.protective_persons.strip() else PlanningReason.NO_STRENGTHS,
        PlanningReason.NO_RISK_REASONS if unreasoned else None,
        PlanningReason.NO_REASSESSMENT if assessment.reassess_on is None else None,
        view_recorded(assessment.view),
        PlanningReason.NO_SAFETY_PLAN if unsafe else None,
        principles_stated(assessment.principles),
    ]
    return [reason for reason in found if reason is not None]


def missing_in_plan(plan: Plan) -> list[PlanningReason]:
    """Everything that still stands against submitting the plan."""
    assessed = Assessment.objects.filter(file=plan.file_id, state=ApprovalState.APPROVED).exists()
    found = [
        None if assessed else PlanningReason.NO_ASSESSMENT,
        tracks_decided(plan),
        PlanningReason.NO_DAY if plan.review_on is None else None,
        view_recorded(plan.view),
        principles_stated(plan.principles),
        needs_answered(plan),
    ]
    return [reason for reason in found if reason is not None]


def missing_for_approval(work: Approvable) -> list[PlanningReason]:
    """What a supervisor waits for: weight and feedback to the child, and the four principles; no closing that waits (P17, R56)."""
    needs = needs_answered(work) if isinstance(work, Plan) else closing_waits(work) if isinstance(work, Closure) else None
    found = [view_weighed(getattr(work, "view", None)), principles_stated(getattr(work, "principles", {})), needs]
    return [reason for reason in found if reason is not None]


def lowers_risk(work: Approvable) -> PlanningReason | None:
    """Whether agreeing lowers a high risk, or says “no risk” where abuse is named: the note must say why (P23)."""
    if not isinstance(work, Assessment):
        return None
    if work.file.risk_level == "high" and work.risk_level != "high":
        return PlanningReason.RISK_LOWERED
    named = work.risk_level == "none" and any(map(names_abuse, Concern.objects.filter(file=work.file_id)))
    return PlanningReason.NO_RISK_WITH_ABUSE if named else None


def wrote_part_of(actor: Actor, work: Approvable) -> bool:
    """Whether the actor wrote any version of it, or decided one of its tracks: also that is own work (P14)."""
    if Revision.objects.filter(subject=work.pk, by_id=actor.id).exists():
        return True
    return PlanTrack.objects.filter(plan=work.pk, decided_by_id=actor.id).exists()


def names_abuse(concern: Concern) -> bool:
    """Whether a concern that was not found unfounded names abuse, neglect or exploitation of the child."""
    named = set(concern.offences) - NOT_ABUSE or set(concern.concerns) & ABUSE_CONCERNS
    return bool(named) and concern.verification != "not_substantiated"


def tracks_decided(plan: Plan) -> PlanningReason | None:
    """Whether each of the five parts is planned with an action or marked not needed with a reason."""
    rows = {row.track: row for row in plan.tracks.all()}
    with_actions = {action.track for action in plan.actions.all() if action.state != DROPPED}
    for track in Track:
        row = rows.get(track.value)
        if row is None or row.decision not in ("planned", "not_needed"):
            return PlanningReason.TRACK_UNDECIDED
        if row.decision == "not_needed" and not row.reason.strip():
            return PlanningReason.TRACK_UNJUSTIFIED
        if row.decision == "planned" and track.value not in with_actions:
            return PlanningReason.TRACK_EMPTY
    return None


def needs_answered(plan: Plan) -> PlanningReason | None:
    """Every basic service without access is planned or explained (R49, ``TUTELA_NEEDS``); no return that waits (P17)."""
    waits = weigh_steps.why_not(plan.file, [row.service for row in plan.actions.exclude(state=DROPPED)])
    return PlanningReason.NEEDS_WAIT if import_string(settings.TUTELA_NEEDS)(plan.file_id) else waits  # type: ignore[return-value]


def closing_waits(closure: Closure) -> PlanningReason | None:
    """Closing waits for the visits after a return (R56), and for a determination where the child does not want it (P17)."""
    against = closure.view is not None and closure.view.agrees == "no"
    waits = end_file.why_not(closure.file, closure.reason)
    return waits or weigh_steps.why_not(closure.file, ["closure_against_view"] if against else [])  # type: ignore[return-value]


def view_recorded(view: ChildView | None) -> PlanningReason | None:
    """Views, or why they could not be obtained."""
    recorded = view is not None and (view.views.strip() or view.not_obtained_because.strip())
    return None if recorded else PlanningReason.NO_VIEW


def view_weighed(view: ChildView | None) -> PlanningReason | None:
    """Views with the weight given to them and the feedback to the child; where none could be obtained, the reason stands."""
    if (missing := view_recorded(view)) is not None or view is None:
        return missing
    if not view.views.strip():
        return None
    return None if view.weight.strip() and view.feedback.strip() else PlanningReason.NO_WEIGHT


def principles_stated(principles: dict[str, str]) -> PlanningReason | None:
    """A sentence for each of the four general principles."""
    return None if all(str(principles.get(name, "")).strip() for name in PRINCIPLES) else PlanningReason.NO_PRINCIPLES
