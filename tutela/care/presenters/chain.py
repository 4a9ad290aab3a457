"""The chain of protection: every actor with task, day and state, and where a link is missing (R71)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, words

from ..enums.planning import Track
from ..models import PlanAction, PlanTrack, Referral
from .referral import state_words

_NO_LINK = ("draft", "declined", "recalled", "expired", "not_completed")


def chain(file: CaseFile, referrals: list[Referral]) -> list[dict[str, Any]]:
    """Who does what for this child: the responsible worker first, then each service."""
    first: dict[str, Any] = {
        "who": file.worker.full_name if file.worker else _("Nobody yet"),
        "where": file.office.name,
        "task": _("Responsible for the file"),
        "at": file.opened_at,
        "state": _("Responsible") if file.worker else _("Missing"),
        "tone": "success" if file.worker else "danger",
        "url": "",
    }
    return [first, *(_link(file, referral) for referral in referrals)]


def gaps(plan: Any, tracks: list[PlanTrack], actions: list[PlanAction], referrals: list[Referral]) -> list[str]:
    """Planned tracks that no service and no named person carries."""
    carried = {row.track for row in referrals if row.state not in _NO_LINK}
    if plan is not None:
        carried |= {row.track for row in actions if row.plan_id == plan.pk and (row.owner_id or row.state == "done")}
    planned = {row.track for row in tracks if plan is not None and row.plan_id == plan.pk and row.decision == "planned"}
    return [str(track.label) for track in Track if track.value in planned - carried]


def _link(file: CaseFile, referral: Referral) -> dict[str, Any]:
    state, tone = state_words(referral)
    return {
        "who": referral.service_point.name,
        "where": referral.service_point.office.organisation.name,
        "task": words.label("services", referral.service),
        "at": referral.sent_at or referral.created_at,
        "state": state,
        "tone": tone,
        "url": reverse("referral", args=[file.pk, referral.pk]),
    }
