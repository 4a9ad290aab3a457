"""What planning screens share in words: the child's views, the state of an approval, principles, the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tutela.cases.api import ChildView, Decision, Revision
from tutela.cases.api.words import label, view_facts

from ..models import Approvable
from ..policies.planning import PRINCIPLES
from ..states import ApprovalState

STATE_TONES = {
    ApprovalState.DRAFT: "neutral",
    ApprovalState.SUBMITTED: "info",
    ApprovalState.RETURNED: "warning",
    ApprovalState.APPROVED: "success",
    ApprovalState.SUPERSEDED: "neutral",
}


@dataclass(frozen=True)
class Voice:
    """The child's views on a decision as shown beside it."""

    view: ChildView
    title: str
    facts: list[dict[str, str]]
    weighed: bool


def voice_of(view: ChildView | None) -> Voice | None:
    """The views with how they were heard; ``None`` when none are recorded."""
    if view is None:
        return None
    weighed = not view.views.strip() or bool(view.weight.strip() and view.feedback.strip())
    return Voice(view, str(Decision(view.about).label), view_facts(view), weighed)


def state_words(work: Approvable) -> tuple[str, str]:
    """The state of an approval in words, and its tone."""
    state = ApprovalState(work.state)
    return str(state.label), STATE_TONES[state]


def principle_rows(principles: dict[str, str]) -> list[dict[str, str]]:
    """The four principles with their sentences; an empty one says so."""
    return [
        {"label": label("principles", name), "value": principles.get(name, "").strip() or _("Not written yet")}
        for name in PRINCIPLES
    ]


def field_words(name: str) -> str:
    """A field of an assessment or a plan as people call it."""
    words = {
        "factors": _("Vulnerability factors"),
        "factor_notes": _("Notes on factors"),
        "chains": _("Links between factors"),
        "strengths": _("Strengths"),
        "protective_persons": _("Persons who protect the child"),
        "needs": _("Needs"),
        "risk_level": _("Risk level"),
        "risk_reasons": _("Reasons"),
        "fled": _("The child has fled"),
        "reassess_on": _("Look at it again on"),
        "principles": _("General principles"),
        "view": _("The child's views"),
        "summary": _("What this plan is to reach"),
        "child_summary": _("The same, told to the child"),
        "review_on": _("Look at the plan again on"),
    }
    return words.get(name, name)


def history(work: Approvable) -> list[dict[str, Any]]:
    """Who changed what and when, newest first; the first version too."""
    rows = [
        {"at": row.at, "by": row.by.full_name, "what": ", ".join(field_words(name) for name in row.changed)}
        for row in Revision.objects.filter(subject=work.pk).select_related("by").order_by("-at")
    ]
    return [*rows, {"at": work.created_at, "by": work.created_by.full_name, "what": _("First version")}]
