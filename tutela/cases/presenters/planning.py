"""What planning screens share in words: the child's views, the state of an approval, principles, the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..enums.planning import Decision
from ..models import ChildView, PersonAround, Revision
from ..models.base import Approvable
from ..policies.planning import PRINCIPLES
from ..states import ApprovalState
from .labels import label

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


def view_facts(view: ChildView) -> list[dict[str, str]]:
    """How the child was heard (R66): what was recorded, in words."""
    persons = PersonAround.objects.filter(file=view.file_id, pk__in=view.present)
    present = [f"{person.name} ({_('unsafe')})" if person.unsafe else person.name for person in persons]
    helped = [
        word
        for said, word in ((view.interpreter, _("an interpreter")), (view.support_person, _("a support person")))
        if said
    ]
    rows = [
        (_("Present"), ", ".join([*present, *([view.present_others] if view.present_others else [])]) or _("Nobody else")),
        (_("Language"), view.language),
        (_("With"), ", ".join(helped)),
        (_("Adapted"), view.adjustments),
        (_("Place"), view.place),
        (_("Chosen by the child"), label("yes_no_unknown", view.chosen_by_child)),
    ]
    return [{"label": name, "value": value} for name, value in rows if value]


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
