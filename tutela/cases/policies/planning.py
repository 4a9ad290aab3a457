"""What must be there before an assessment or a plan goes to a supervisor, and before the supervisor may agree."""

from __future__ import annotations

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from ..enums.file import FileReason
from ..enums.planning import PlanningReason, Track
from ..models import Assessment, ChildView, Plan, SafetyPlan
from ..models.base import Approvable
from ..states import ApprovalState
from .file import approve, work_on_file

PRINCIPLES = ("non_discrimination", "best_interests", "survival_and_development", "views_of_the_child")
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
    if not assessment.strengths.strip() and not assessment.protective_persons.strip():
        return PlanningReason.NO_STRENGTHS
    if not assessment.risk_level or not assessment.risk_reasons.strip():
        return PlanningReason.NO_RISK_REASONS
    if assessment.reassess_on is None:
        return PlanningReason.NO_REASSESSMENT
    if (missing := view_recorded(assessment.view)) is not None:
        return missing
    if assessment.risk_level == "high" and not SafetyPlan.objects.filter(file=assessment.file_id).exists():
        return PlanningReason.NO_SAFETY_PLAN
    return principles_stated(assessment.principles)


@Rule
def submit_plan(actor: Actor, plan: Plan) -> Why:
    """Each track planned or justified (P15), the child's views, the principles, a day of review, an approved assessment."""
    if (reason := edit_draft.why_not(actor, plan)) is not None:
        return reason  # type: ignore[return-value]
    if not Assessment.objects.filter(file=plan.file_id, state=ApprovalState.APPROVED).exists():
        return PlanningReason.NO_ASSESSMENT
    if (undecided := tracks_decided(plan)) is not None:
        return undecided
    if plan.review_on is None:
        return PlanningReason.NO_DAY
    return view_recorded(plan.view) or principles_stated(plan.principles)


@Rule
def approve_decision(actor: Actor, work: Approvable) -> Why:
    """Another person with approval for the office (P14), once the child's views have weight and feedback (R65)."""
    if (reason := approve.why_not(actor, work)) is not None:
        return FileReason(reason.value)
    return view_weighed(getattr(work, "view", None)) or principles_stated(getattr(work, "principles", {}))


def tracks_decided(plan: Plan) -> PlanningReason | None:
    """Whether each of the five parts is planned with an action or marked not needed with a reason."""
    rows = {row.track: row for row in plan.tracks.all()}
    with_actions = {action.track for action in plan.actions.all()}
    for track in Track:
        row = rows.get(track.value)
        if row is None or row.decision not in ("planned", "not_needed"):
            return PlanningReason.TRACK_UNDECIDED
        if row.decision == "not_needed" and not row.reason.strip():
            return PlanningReason.TRACK_UNJUSTIFIED
        if row.decision == "planned" and track.value not in with_actions:
            return PlanningReason.TRACK_EMPTY
    return None


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
    stated = all(str(principles.get(name, "")).strip() for name in PRINCIPLES)
    return None if stated else PlanningReason.NO_PRINCIPLES
