"""What comes first for whoever keeps plans: decisions that nobody carried out, plans without children, support that ends."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today

from .people import unfollowed
from .plans import ending_supports, phases_without_children

LOOKED_AT = 5


def first(actor: Actor) -> list[dict[str, Any]]:
    """What, about what, where, by which day; nothing for others. The door for a planner's first page."""
    if not actor.has(Permission.PLAN_KEEP):
        return []
    day, plans, people = today(), reverse("planning"), reverse("planning_people")
    found: list[tuple[str, str, str, Any]] = [
        (_("A decision nobody has carried out"), one.code, people, one.due_on) for one in unfollowed(day)[:LOOKED_AT]
    ]
    found += [
        (_("A plan without a consultation with children"), plan.code, plans, None)
        for plan, _phases in phases_without_children(day)[:LOOKED_AT]
    ]
    found += [(_("Support that ends"), one.partner, plans, one.ends_on) for one in ending_supports(day)[:LOOKED_AT]]
    names = ("what", "about", "url", "due")
    return [dict(zip(names, line, strict=True)) for line in found]
