"""Support of a family as one line, in lists and beside the plan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, words
from tutela.kernel.clock import today
from tutela.ui.enums import Tone

from ..enums import Effect
from ..models import FamilySupport
from ..queries.support import supports_of
from ..states import SupportState

TONES = {
    SupportState.CONSIDERED: Tone.NEUTRAL,
    SupportState.APPLIED: Tone.INFO,
    SupportState.GRANTED: Tone.SUCCESS,
    SupportState.REFUSED: Tone.DANGER,
    SupportState.ENDED: Tone.NEUTRAL,
    SupportState.WITHDRAWN: Tone.NEUTRAL,
}


def row(support: FamilySupport) -> dict[str, Any]:
    """One line: what, from whom, where it stands, what is due and what it changed."""
    state = SupportState(support.state)
    waits, paid = state == SupportState.APPLIED, state == SupportState.GRANTED
    due = support.answer_due_on if waits else support.next_payment_on if paid else None
    return {
        "url": reverse("support", args=[support.file_id, support.pk]),
        "kind": words.label("family_supports", support.kind),
        "provider": support.provider,
        "state": str(state.label),
        "tone": TONES[state],
        "goal": support.plan_action.goal if support.plan_action else "",
        "due": due,
        "due_what": _("Answer") if waits else _("Payment"),
        "late": due is not None and due < today(),
        "effect": str(Effect(support.effect).label) if support.effect else "",
    }


def beside_plan(file: CaseFile) -> list[dict[str, Any]]:
    """What stands beside the plan of the child, whether it serves a goal of it or not (R103)."""
    heading = {"heading": _("Support for the family")}
    return [row(one) | heading for one in supports_of(file) if one.state != SupportState.WITHDRAWN]
