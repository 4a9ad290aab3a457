"""The plan in words: five tracks with their actions, and the page for the child."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api.words import child_name, label
from tutela.kernel.actor import Actor

from ..enums.planning import Track
from ..models import Plan, PlanAction, PlanTrack
from ..policies.approval import approve
from ..policies.planning import DROPPED, change_action, edit_draft, missing_in_plan
from ..queries.timeline import chapters
from .planning import Voice, history, principle_rows, state_words, voice_of

TRACK_ICONS = {"MED": "stethoscope", "PSY": "heart", "SOC": "home", "LEG": "gavel", "REI": "users"}
_ACTION = {
    "planned": ("info", gettext_lazy("Planned")),
    "unmet": ("danger", gettext_lazy("The service is missing")),
    "done": ("success", gettext_lazy("Done")),
    "not_done": ("warning", gettext_lazy("Not done")),
}


@dataclass(frozen=True)
class PlanPage:
    """Everything the page shows, formatted."""

    state: tuple[str, str]
    tracks: list[dict[str, Any]]
    voice: Voice | None
    principles: list[dict[str, str]]
    missing: list[str]
    can_edit: bool
    can_decide: bool
    history: list[dict[str, Any]]
    beside: list[dict[str, Any]]


def plan_page(actor: Actor, plan: Plan) -> PlanPage:
    """Read the tracks and actions and put them in words."""
    can_edit = edit_draft.allows(actor, plan)
    return PlanPage(
        state=state_words(plan),
        tracks=track_rows(actor, plan, can_edit=can_edit),
        voice=voice_of(plan.view),
        principles=principle_rows(plan.principles),
        missing=[str(reason.label) for reason in missing_in_plan(plan)] if can_edit else [],
        can_edit=can_edit,
        can_decide=approve.allows(actor, plan),
        history=history(plan),
        beside=[line for one in chapters() for line in one.beside_plan(plan.file) if line.get("plan", plan.pk) == plan.pk],
    )


def actions_of(plan: Plan) -> list[PlanAction]:
    """The actions of a plan by day, without those taken out."""
    found = list(plan.actions.exclude(state=DROPPED).select_related("owner").order_by("due_on"))
    for action in found:
        action.file = plan.file
    return found


def track_rows(actor: Actor | None, plan: Plan, *, can_edit: bool = False) -> list[dict[str, Any]]:
    """The five tracks in their order, each with its decision and its actions."""
    decided = {row.track: row for row in plan.tracks.select_related("decided_by")}
    actions = actions_of(plan)
    return [_track_row(actor, plan, track, decided.get(track.value), actions, can_edit) for track in Track]


def _track_row(
    actor: Actor | None, plan: Plan, track: Track, row: PlanTrack | None, actions: list[PlanAction], can_edit: bool
) -> dict[str, Any]:
    mine = [_action_row(actor, plan, action, can_edit) for action in actions if action.track == track.value]
    decision = row.decision if row else "undecided"
    words = {"planned": (_("Planned"), "info"), "not_needed": (_("Not needed"), "neutral")}
    status = words.get(decision, (_("Not decided yet"), "warning"))
    if decision == "planned" and not mine:
        status = (_("Planned, but without an action"), "warning")
    at = [plan.file_id, plan.pk, track.value]
    return {
        "code": track.value,
        "label": str(track.label),
        "icon": TRACK_ICONS[track.value],
        "status": status,
        "reason": row.reason if row and decision == "not_needed" else "",
        "decided_by": row.decided_by.full_name if row and row.decided_by else "",
        "actions": mine,
        "add_url": reverse("plan_action_new", args=at) if can_edit else "",
        "decide_url": reverse("plan_track", args=at) if can_edit else "",
    }


def _action_row(actor: Actor | None, plan: Plan, action: PlanAction, can_edit: bool) -> dict[str, Any]:
    tone, word = _ACTION.get(action.state, ("neutral", action.state))
    at = [plan.file_id, action.pk]
    ends = not can_edit and plan.state == "approved" and actor is not None and change_action.allows(actor, action)
    return {
        "goal": action.goal,
        "service": label("services", action.service),
        "owner": action.owner.full_name if action.owner else "",
        "due": action.due_on,
        "state": (str(word), tone),
        "unmet": label("unmet_need_reasons", action.unmet_reason),
        "result": action.result,
        "done_url": reverse("plan_action_done", args=at) if ends else "",
        "drop_url": reverse("plan_action_drop", args=at) if can_edit else "",
    }


def child_page(plan: Plan) -> dict[str, Any]:
    """Who does what until when, in plain sentences; what is missing is said honestly."""
    steps = [
        {
            "what": label("services", action.service),
            "who": action.owner.full_name if action.owner else "",
            "when": date_format(action.due_on),
            "missing": action.state == "unmet",
            "icon": TRACK_ICONS[action.track],
        }
        for action in actions_of(plan)
        if action.state in ("planned", "unmet")
    ]
    child = plan.file.child
    return {
        "name": child.given_names or child_name(child),
        "steps": steps,
        "review": date_format(plan.review_on) if plan.review_on else "",
        "worker": plan.file.worker.full_name if plan.file.worker else "",
        "office": plan.file.office.name,
        "in_force": plan.state == "approved",
    }
