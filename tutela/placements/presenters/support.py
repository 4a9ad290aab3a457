"""One support of a family in words."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.kernel.actor import Actor

from ..api.rows import row
from ..enums import Eligibility, Rhythm
from ..models import FamilySupport, SupportPayment
from ..policies import support as policies
from ..states import SupportState


def page(actor: Actor, support: FamilySupport) -> dict[str, Any]:
    """One support: what was written and what this person may do."""
    applies = support.state in policies.DRAWN_UP
    waits = support.state == SupportState.APPLIED
    return {
        "support": support,
        "row": row(support),
        "facts": _facts(support),
        "payments": [_payment(one) for one in support.payments.all()],
        "against": _against(actor, support),
        "may_change": policies.change_support.allows(actor, support),
        "may_apply": applies and policies.apply_for_support.allows(actor, support),
        "may_answer": waits and policies.note_refusal.allows(actor, support),
        "may_follow": policies.follow_support.allows(actor, support),
        "may_end": policies.end_support.allows(actor, support),
        "may_withdraw": policies.withdraw_support.allows(actor, support),
    }


def _against(actor: Actor, support: FamilySupport) -> str:
    """What stands in the way of the next step, for whoever could take it otherwise."""
    if not policies.note_refusal.allows(actor, support):
        return ""
    reason = None
    if support.state in policies.DRAWN_UP:
        reason = policies.apply_for_support.why_not(actor, support)
    elif support.state in (SupportState.APPLIED, SupportState.GRANTED):
        reason = policies.steer_support.why_not(actor, support)
    return str(reason.label) if reason is not None else ""


def _facts(support: FamilySupport) -> list[dict[str, Any]]:
    grounds = [words.label("refusal_grounds", code) for code in (support.refusal_stated, support.refusal_suspected) if code]
    rows = [
        (_("Who gives it"), support.provider),
        (_("For"), support.person.name if support.person else _("The family")),
        (_("Goal of the plan"), support.plan_action.goal if support.plan_action else _("Outside the plan")),
        (_("May the family get it?"), str(Eligibility(support.eligibility).label)),
        (_("What that rests on"), support.eligibility_words),
        (_("Asked for"), words.day(support.applied_on) if support.applied_on else ""),
        (_("Answer due"), words.day(support.answer_due_on) if support.answer_due_on and not support.decided_on else ""),
        (_("Answered"), words.day(support.decided_on) if support.decided_on else ""),
        (_("What the provider said"), support.decision_words),
        (_("Ground: said, and seen behind it"), " · ".join(grounds)),
        (_("Paid"), _amount(support)),
        (_("Next payment"), words.day(support.next_payment_on) if support.next_payment_on else ""),
        (_("What it changed"), row(support)["effect"]),
        (_("In a few words"), support.effect_words),
        (_("Ended"), words.day(support.ended_on) if support.ended_on else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _amount(support: FamilySupport) -> str:
    return f"{number_format(support.amount, 2)} · {Rhythm(support.every).label}" if support.amount else ""


def _payment(payment: SupportPayment) -> dict[str, Any]:
    return {"on": payment.paid_on, "amount": number_format(payment.amount, 2)}
